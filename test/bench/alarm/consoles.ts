/** Two consoles: acknowledged by a key on one, silent on the other. */
import { setTimeout as delay } from 'node:timers/promises';
import { settleMs } from '../../../renderer/features/alarms/alarm-keys.ts';
import type { BenchContext } from '../harness/bench.ts';
import { smallKind, startCameras } from '../harness/cameras.ts';
import { milliseconds } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { percentile } from '../harness/statistics.ts';
import { until } from '../harness/until.ts';
import { openWall } from '../harness/wall-page.ts';
import type { WallPage } from '../harness/wall-page.ts';
import { opensWithinMs } from '../wall/against-plain.ts';
import { installAlarmProbe } from './alarm-probe.ts';
import { plateOf, readProbe, startAlarmSite } from './site.ts';

const tiles = 4;
const mostMs = 300;
/** A card that has just appeared does not take Enter. */
const settledMs = settleMs + 300;

export async function benchConsoles(context: BenchContext): Promise<Outcome> {
  const { cleanup } = context;
  const cameras = await startCameras(tiles, smallKind, cleanup);
  const site = await startAlarmSite(cameras, cleanup);
  const open = async (): Promise<WallPage> => {
    const wall = await openWall(site.station.console, tiles, cleanup, [installAlarmProbe]);
    await wall.allLive(opensWithinMs);
    return wall;
  };
  const [one, other] = [await open(), await open()];
  const rounds = context.quick ? 5 : 30;
  context.say(`${rounds} alarms acknowledged on one console`);
  const silentMs: number[] = [];
  const shownMs: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    await site.pass(plateOf(n), n);
    const ringing = async (wall: WallPage): Promise<boolean> =>
      (await readProbe(wall.page)).sounds.at(-1)?.playing === true;
    const options = { withinMs: 10_000, everyMs: 20, signal: cleanup.signal };
    await until(
      async () => (await ringing(one)) && (await ringing(other)),
      (both) => both,
      { ...options, what: 'both consoles ring' },
    );
    await delay(settledMs, undefined, { signal: cleanup.signal });
    const before = await readProbe(other.page);
    const pressedAtMs = performance.timeOrigin + performance.now();
    await one.page.press('Enter');
    const after = await until(
      () => readProbe(other.page),
      ({ sounds, cards }) =>
        sounds.at(-1)?.playing === false && cards.slice(before.cards.length).some(({ state }) => state !== 'open'),
      { ...options, what: 'the other console is silent' },
    );
    silentMs.push((after.sounds.at(-1)?.atMs ?? Number.NaN) - pressedAtMs);
    const shown = after.cards.slice(before.cards.length).find(({ state }) => state === 'acknowledged');
    if (shown !== undefined) shownMs.push(shown.atMs - pressedAtMs);
    await site.closeAll();
  }
  await one.close();
  await other.close();
  await site.station.stop();
  await cameras.stop();
  const longest = Math.max(...silentMs);
  return {
    rows: [
      {
        what: `acknowledged by a key on one console → silent on the other, longest of ${rounds}`,
        ours: milliseconds(longest),
        must: `≤ ${mostMs} ms`,
        holds: longest <= mostMs,
      },
      { what: '  p50', ours: milliseconds(percentile(silentMs, 0.5)) },
      { what: '  and said on its card, p50', ours: milliseconds(percentile(shownMs, 0.5)) },
    ],
    figures: {
      alarmSilentMaxMs: longest,
      alarmSilentP50Ms: percentile(silentMs, 0.5),
      alarmSaidP50Ms: percentile(shownMs, 0.5),
    },
    notes: [],
  };
}
