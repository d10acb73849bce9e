/**
 * The county stand-in as a program:
 *
 *   node test/peers/county/main.ts --port 8443 --secret S [--user U --password P] [--log] [--up SECONDS --down SECONDS]
 *
 * Prints one line of JSON when ready. GET /received tells what was applied. With --up and --down it comes and goes.
 * Lines on stdin: `down`, `up`. SIGTERM ends it.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CountyPeer } from './county-peer.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    secret: { type: 'string', default: 'county-secret' },
    user: { type: 'string', default: 'unit' },
    password: { type: 'string', default: 'county-password' },
    log: { type: 'boolean', default: false },
    up: { type: 'string' },
    down: { type: 'string' },
  },
});

const say = (line: string): void => {
  if (values.log) process.stderr.write(`${line}\n`);
};
const peer = new CountyPeer({
  port: Number(values.port),
  secret: values.secret,
  account: { user: values.user, password: values.password },
  onMessage: ({ way, kind, key }, fate) => say(`${fate} ${way} ${kind} ${key}`),
});

await peer.up();
process.stdout.write(
  `${JSON.stringify({ ready: true, url: peer.origin, summaries: peer.summariesUrl, viid: peer.origin })}\n`,
);

const { up, down } = values;
let turn: NodeJS.Timeout | undefined;
function comeAndGo(isUp: boolean): void {
  if (up === undefined || down === undefined) return;
  turn = setTimeout(
    () => {
      say(isUp ? 'down' : 'up');
      void (isUp ? peer.down() : peer.up()).then(() => comeAndGo(!isUp));
    },
    Number(isUp ? up : down) * 1000,
  );
}
comeAndGo(true);

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  if (line === 'down') void peer.down();
  if (line === 'up') void peer.up();
});

process.on('SIGTERM', () => {
  clearTimeout(turn);
  input.close();
  void peer.down().then(() => process.exit(0));
});
