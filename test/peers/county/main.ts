/**
 * The county stand-in as a program:
 *
 *   node test/peers/county/main.ts --port 8443 --secret S [--user U --password P] [--log] [--up SECONDS --down SECONDS]
 *     [--bundle N] [--receipts FILE] [--mischief SEED --share 0.02] [--registration SECONDS] [--clock-ahead SECONDS]
 *
 * `--bundle`: takes so many messages in one exchange. `--receipts`: remembers what it applied beyond its end.
 * `--mischief`: that share of exchanges goes wrong, the same way for the same seed.
 *
 * Prints one line of JSON when ready. GET /received tells what was applied, GET /counts how much. With --up and --down it comes and goes.
 * Lines on stdin: `down`, `up`. SIGTERM ends it.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CountyPeer } from './county-peer.ts';
import { mischief } from './mischief.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    secret: { type: 'string', default: 'county-secret' },
    user: { type: 'string', default: 'unit' },
    password: { type: 'string', default: 'county-password' },
    log: { type: 'boolean', default: false },
    up: { type: 'string' },
    down: { type: 'string' },
    bundle: { type: 'string' },
    receipts: { type: 'string' },
    mischief: { type: 'string' },
    share: { type: 'string', default: '0.02' },
    registration: { type: 'string', default: '300' },
    'clock-ahead': { type: 'string', default: '0' },
  },
});

const say = (line: string): void => {
  if (values.log) process.stderr.write(`${line}\n`);
};
const peer = new CountyPeer({
  port: Number(values.port),
  secret: values.secret,
  account: { user: values.user, password: values.password },
  registrationMs: Number(values.registration) * 1000,
  clockAheadSeconds: Number(values['clock-ahead']),
  ...(values.bundle === undefined ? {} : { bundle: Number(values.bundle) }),
  ...(values.receipts === undefined ? {} : { receiptsFile: values.receipts }),
  ...(values.mischief === undefined ? {} : { behave: mischief(Number(values.mischief), Number(values.share)) }),
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
