/**
 * The cameras room alone, as the station runs it: our RTSP client, sessions and rings, no consoles, no journal.
 * Reads a JSON array of rtsp addresses on stdin; prints `{"ready":true}` once every stream is live, and `RingFacts` as
 * its last line.
 */
import { text } from 'node:stream/consumers';
import { Cameras } from '../../../main/cameras/cameras.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { secretsFrom } from '../../../main/system/secrets.ts';

export interface RingFacts {
  /** The rings' memory, in use and free. */
  ringBytes: number;
  /** What the ring that reaches back least holds. */
  leastRingSeconds: number;
}

const addresses = JSON.parse(await text(process.stdin)) as readonly string[];
const cameras = new Cameras({
  store: { all: () => Promise.resolve([]), save: () => Promise.resolve() },
  secrets: secretsFrom(Buffer.alloc(32, 7)),
  clock: realClock,
  log: silentLog,
});
const isLive = (): boolean => cameras.list().every(({ main, sub }) => (sub ?? main)?.state === 'live');
let said = false;
cameras.watchChanges(() => {
  if (said || cameras.list().length < addresses.length || !isLive()) return;
  said = true;
  process.stdout.write('{"ready":true}\n');
});
await cameras.start();
await cameras.applyProvision(
  addresses.map((main, index) => ({ name: `camera ${index}`, main, point: 'other' as const })),
);
process.once('SIGTERM', () => {
  const { usedBytes, freeBytes } = cameras.ringMemory();
  const leastRingSeconds = Math.min(...cameras.statistics().map(({ statistics }) => statistics.ring.seconds));
  const facts: RingFacts = { ringBytes: usedBytes + freeBytes, leastRingSeconds };
  process.stdout.write(`${JSON.stringify(facts)}\n`, () => process.exit(isLive() ? 0 : 1));
});
