/**
 * The cameras room alone, as the station runs it: our RTSP client, sessions and rings, no consoles, no journal.
 * Reads a JSON array of rtsp addresses on stdin; prints `{"ready":true}` once every stream is live.
 */
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { Cameras } from '../../../main/cameras/cameras.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { secretsFrom } from '../../../main/system/secrets.ts';

const addresses = z.array(z.string()).parse(JSON.parse(await text(process.stdin)));
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
process.once('SIGTERM', () => process.exit(isLive() ? 0 : 1));
