/**
 * The ONVIF stand-in as a program:
 *
 *   node test/peers/onvif/main.ts [--port 8000] [--user U --password P] [--rtsp-port 8554] [--drift SECONDS]
 *     [--host-in-uris HOST] [--no-ptz] [--media2] [--discovery GROUP:PORT] [--log]
 *
 * Prints one line of JSON when ready. SIGTERM ends it.
 */
import { parseArgs } from 'node:util';
import { OnvifPeer } from './onvif-peer.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    user: { type: 'string', default: 'admin' },
    password: { type: 'string', default: 'peer-password' },
    'rtsp-port': { type: 'string', default: '554' },
    drift: { type: 'string', default: '0' },
    'host-in-uris': { type: 'string' },
    'no-ptz': { type: 'boolean', default: false },
    media2: { type: 'boolean', default: false },
    discovery: { type: 'string' },
    log: { type: 'boolean', default: false },
  },
});

const [group, discoveryPort] = (values.discovery ?? '').split(':');
const hostInUris = values['host-in-uris'];
const peer = new OnvifPeer({
  user: values.user,
  password: values.password,
  rtspPort: Number(values['rtsp-port']),
  driftMs: Number(values.drift) * 1000,
  ptz: !values['no-ptz'],
  media2: values.media2,
  ...(hostInUris === undefined ? {} : { hostInUris }),
  ...(values.discovery === undefined ? {} : { discovery: { group: group!, port: Number(discoveryPort) } }),
  hijack(request, _response, body) {
    if (values.log)
      process.stderr.write(`${request.method} ${request.url} ${/Body[^>]*><(\w+)/.exec(body)?.[1] ?? ''}\n`);
    return false;
  },
});
await peer.start(Number(values.port));
process.stdout.write(`${JSON.stringify({ ready: true, host: '127.0.0.1', port: peer.port })}\n`);

process.on('SIGTERM', () => {
  void peer.stop().then(() => process.exit(0));
});
