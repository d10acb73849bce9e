/** From a camera's post until the card is on the guard's screen, with 16 tiles live; alone, and among a hundred faces a second. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import { smallKind, startCameras } from '../harness/cameras.ts';
import { milliseconds, notesOnQuiet, percent } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { percentile } from '../harness/statistics.ts';
import { until } from '../harness/until.ts';
import { openWall } from '../harness/wall-page.ts';
import type { WallPage } from '../harness/wall-page.ts';
import { measureWindow } from '../harness/window.ts';
import { startClient } from '../intake/site.ts';
import { opensWithinMs, settleSeconds } from '../wall/against-plain.ts';
import { installAlarmProbe } from './alarm-probe.ts';
import { plateOf, readProbe, startAlarmSite } from './site.ts';
import type { AlarmSite } from './site.ts';

const tiles = 16;
const most = { p50Ms: 120, p95Ms: 300, busyMs: 2_000 };
const perSecond = 100;
const betweenMs = 350;

export async function benchCard(context: BenchContext): Promise<Outcome> {
  const { cleanup } = context;
  const passes = context.quick ? 15 : 150;
  const cameras = await startCameras(tiles, smallKind, cleanup);
  const site = await startAlarmSite(cameras, cleanup);
  const wall = await openWall(site.station.console, tiles, cleanup, [installAlarmProbe]);
  await wall.allLive(opensWithinMs);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });

  // The posts are this program's own.
  const roots = {
    ...{ station: site.station.pid, browser: wall.browser.pid, cameras: cameras.pid() },
    client: process.pid,
  };
  context.say(`${passes} barred cars, one after the other, beside ${tiles} tiles`);
  const quietWindow = measureWindow(roots, (passes * betweenMs) / 1000, cleanup.signal);
  const alone = await passBarredCars(context, site, wall, 0, passes);
  const { othersPercent } = await quietWindow;

  context.say(`the same among ${perSecond} faces a second`);
  const seconds = context.quick ? 12 : 60;
  const client = startClient(
    {
      ...{ kind: 'faces', pictureBytes: 40_000, connectionsPerDevice: 2, objectsPerPost: 1, run: 'alarm' },
      ...{ receiver: site.station.viid, perSecond, seconds, acknowledgedFile: '/dev/null' },
    },
    cleanup,
  );
  await delay(1_000, undefined, { signal: cleanup.signal });
  const busy = await passBarredCars(context, site, wall, passes, context.quick ? 10 : 100);
  const said = await client.said;
  await wall.close();
  await site.station.stop();
  await cameras.stop();

  const [p50Ms, p95Ms] = [percentile(alone, 0.5), percentile(alone, 0.95)];
  const busyMaxMs = busy.length === 0 ? null : Math.max(...busy);
  const holds = (value: number | null, bound: number): boolean => value !== null && value <= bound;
  return {
    rows: [
      {
        what: `camera's post → card on the screen beside ${tiles} tiles, p50 of ${alone.length}`,
        ours: milliseconds(p50Ms),
        must: `≤ ${most.p50Ms} ms`,
        holds: holds(p50Ms, most.p50Ms),
      },
      { what: '  p95', ours: milliseconds(p95Ms), must: `≤ ${most.p95Ms} ms`, holds: holds(p95Ms, most.p95Ms) },
      {
        what: `  among ${perSecond} faces a second, the longest of ${busy.length}`,
        ours: milliseconds(busyMaxMs),
        must: `≤ ${most.busyMs} ms`,
        holds: holds(busyMaxMs, most.busyMs),
      },
      { what: '    p50', ours: milliseconds(percentile(busy, 0.5)) },
      { what: '    faces a second taken', ours: (said.acknowledged / said.seconds).toFixed(1) },
      { what: '  CPU of everything else meanwhile', ours: percent(othersPercent) },
    ],
    figures: {
      alarmCardP50Ms: p50Ms,
      alarmCardP95Ms: p95Ms,
      alarmCardBusyMaxMs: busyMaxMs,
      alarmCardBusyP50Ms: percentile(busy, 0.5),
      alarmCardOthersCpuPercent: othersPercent,
    },
    notes: notesOnQuiet(othersPercent),
  };
}

/** Milliseconds of each; every alarm is closed again before the next, or the rail would grow. */
async function passBarredCars(
  { cleanup }: BenchContext,
  site: AlarmSite,
  wall: WallPage,
  first: number,
  count: number,
): Promise<number[]> {
  const took: number[] = [];
  for (let n = first; n < first + count; n += 1) {
    const before = (await readProbe(wall.page)).cards.length;
    const sentAtMs = await site.pass(plateOf(n), n);
    const cards = await until(
      async () => (await readProbe(wall.page)).cards.slice(before),
      (changes) => changes.some(({ state }) => state === 'open'),
      { withinMs: 10_000, everyMs: 20, what: `a card for ${plateOf(n)}`, signal: cleanup.signal },
    );
    took.push((cards.find(({ state }) => state === 'open')?.atMs ?? Number.NaN) - sentAtMs);
    await site.closeAll();
    await delay(betweenMs, undefined, { signal: cleanup.signal });
  }
  return took;
}
