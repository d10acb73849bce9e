/** A thousand hits of one subject in ten seconds: one alarm, and a page that goes on answering its guard. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import { smallKind, startCameras } from '../harness/cameras.ts';
import { milliseconds, notesOnQuiet } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { until } from '../harness/until.ts';
import { openWall } from '../harness/wall-page.ts';
import type { WallPage } from '../harness/wall-page.ts';
import { measureWindow } from '../harness/window.ts';
import { opensWithinMs, settleSeconds } from '../wall/against-plain.ts';
import { installAlarmProbe } from './alarm-probe.ts';
import { alarmsOf, plateOf, readProbe, startAlarmSite } from './site.ts';

const tiles = 16;
const hits = 1_000;
const seconds = 10;
const mostInputMs = 100;
const otherAlarms = 5;
const keyEveryMs = 200;

export async function benchFlood(context: BenchContext): Promise<Outcome> {
  const { cleanup } = context;
  const cameras = await startCameras(tiles, smallKind, cleanup);
  const site = await startAlarmSite(cameras, cleanup);
  const wall = await openWall(site.station.console, tiles, cleanup, [installAlarmProbe]);
  await wall.allLive(opensWithinMs);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  // Something to choose among: each press of an arrow moves the rail to another card.
  for (let n = 1; n <= otherAlarms; n += 1) await site.pass(plateOf(n), n);

  context.say(`${hits} hits of one car in ${seconds} s, a key every ${keyEveryMs} ms`);
  // The posts are this program's own.
  const roots = {
    ...{ station: site.station.pid, browser: wall.browser.pid, cameras: cameras.pid() },
    client: process.pid,
  };
  const measured = measureWindow(roots, seconds, cleanup.signal);
  const startedMs = performance.now();
  const flooded = new AbortController();
  const keys = pressArrows(wall, flooded.signal);
  const posts: Promise<number>[] = [];
  for (let n = 0; n < hits; n += 1) {
    const waitMs = startedMs + (n * seconds * 1000) / hits - performance.now();
    if (waitMs > 0) await delay(waitMs, undefined, { signal: cleanup.signal });
    posts.push(site.pass(plateOf(0), n));
  }
  await Promise.all(posts);
  const tookSeconds = (performance.now() - startedMs) / 1000;
  flooded.abort();
  const presses = await keys;
  const { othersPercent } = await measured;
  const counted = await until(
    async () => (await alarmsOf(site.calls)).filter(({ count }) => count > 1),
    (alarms) => alarms.reduce((sum, { count }) => sum + count, 0) >= hits,
    { withinMs: 20_000, what: 'all hits are counted', signal: cleanup.signal },
  );
  const { inputsMs } = await readProbe(wall.page);
  await wall.close();
  await site.station.stop();
  await cameras.stop();
  const slowest = Math.max(0, ...inputsMs);
  const count = counted.reduce((sum, alarm) => sum + alarm.count, 0);
  return {
    rows: [
      {
        what: `${hits} hits of one subject in ${tookSeconds.toFixed(1)} s: alarms`,
        ours: String(counted.length),
        must: '1',
        holds: counted.length === 1,
      },
      { what: '  its counter', ours: String(count), must: String(hits), holds: count === hits },
      {
        what: `  key → drawn beside ${tiles} tiles, the longest of ${presses}`,
        ours: slowest === 0 ? '< 16 ms' : milliseconds(slowest),
        must: `≤ ${mostInputMs} ms`,
        holds: presses > 20 && slowest <= mostInputMs,
      },
    ],
    figures: {
      alarmFloodAlarms: counted.length,
      alarmFloodCount: count,
      alarmFloodSeconds: tookSeconds,
      alarmFloodLongestInputMs: slowest,
      alarmFloodOthersCpuPercent: othersPercent,
    },
    notes: notesOnQuiet(othersPercent),
  };
}

/** Down the rail and up again, until told to stop; how many presses that were. */
async function pressArrows({ page }: WallPage, until: AbortSignal): Promise<number> {
  let presses = 0;
  for (; !until.aborted; presses += 1) {
    await page.press(Math.floor(presses / otherAlarms) % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
    await delay(keyEveryMs);
  }
  return presses;
}
