/**
 * The Modbus TCP stand-in as a program:
 *
 *   node test/peers/door/main.ts [--port 1502] [--coils 16] [--slow MILLISECONDS] [--lies] [--refuses CODE] [--log]
 *
 * Prints one line of JSON when ready. SIGTERM ends it.
 */
import { parseArgs } from 'node:util';
import { ModbusPeer } from './modbus-peer.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    coils: { type: 'string', default: '16' },
    slow: { type: 'string', default: '0' },
    lies: { type: 'boolean', default: false },
    refuses: { type: 'string' },
    log: { type: 'boolean', default: false },
  },
});

const peer = new ModbusPeer({
  coils: Number(values.coils),
  slowMs: Number(values.slow),
  lies: values.lies,
  ...(values.refuses === undefined ? {} : { refuses: Number(values.refuses) }),
});
if (values.log) {
  peer.writes.push = (...writes) => {
    for (const { unit, coil, on } of writes) process.stderr.write(`unit ${unit} coil ${coil} ${on ? 'on' : 'off'}\n`);
    return Array.prototype.push.apply(peer.writes, writes);
  };
}
await peer.start(Number(values.port));
process.stdout.write(`${JSON.stringify({ ready: true, host: '127.0.0.1', port: peer.port })}\n`);

process.on('SIGTERM', () => {
  void peer.stop().then(() => process.exit(0));
});
