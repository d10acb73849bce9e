/** Captures while the wall shows 16 tiles: neither may notice the other. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import { smallKind, startCameras } from '../harness/cameras.ts';
import { milliseconds, notesOnQuiet, percent, times } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { startBenchStation } from '../harness/station.ts';
import { openWall } from '../harness/wall-page.ts';
import { measureWindow } from '../harness/window.ts';
import { measureShown, opensWithinMs, settleSeconds } from '../wall/against-plain.ts';
import { captureProvision, startClient } from './site.ts';

const tiles = 16;
const leastShown = 98;
const mostP99Ms = 400;
const perSecond = 100;

export async function benchBesideWall(context: BenchContext): Promise<Outcome> {
  const { cleanup } = context;
  const seconds = context.quick ? 12 : 60;
  const cameras = await startCameras(tiles, smallKind, cleanup);
  const station = await startBenchStation(cameras, cleanup, await captureProvision());
  const wall = await openWall(station.console, tiles, cleanup);
  await wall.allLive(opensWithinMs);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  context.say(`${perSecond} faces a second beside ${tiles} tiles`);
  const client = startClient(
    {
      ...{ kind: 'faces', pictureBytes: 40_000, connectionsPerDevice: 2, objectsPerPost: 1, run: 'wall' },
      ...{ receiver: station.viid, perSecond, seconds: seconds + 2, acknowledgedFile: join('/dev', 'null') },
    },
    cleanup,
  );
  const roots = {
    station: station.pid,
    browser: wall.browser.pid,
    cameras: cameras.pid(),
    client: client.pid,
  };
  const { figures, framesShown, framesSent } = await measureShown(wall, cameras, () =>
    measureWindow(roots, seconds, cleanup.signal),
  );
  const said = await client.said;
  await wall.close();
  await station.stop();
  await cameras.stop();
  const shown = (100 * framesShown) / framesSent;
  const taken = said.acknowledged / said.seconds;
  return {
    rows: [
      {
        what: `${tiles} tiles beside ${perSecond} faces a second: frames shown of those sent`,
        ours: percent(shown, 2),
        must: `≥ ${leastShown} %`,
        holds: shown >= leastShown,
      },
      {
        what: '  acknowledged within, p99',
        ours: milliseconds(said.p99Ms),
        must: `≤ ${mostP99Ms} ms`,
        holds: said.p99Ms <= mostP99Ms,
      },
      {
        what: '  sightings a second taken',
        ours: times(taken, 1),
        must: `≥ ${0.98 * perSecond}`,
        holds: taken >= 0.98 * perSecond,
      },
      {
        what: '  CPU of station, browser',
        ours: `${percent(figures.cpuPercent.station ?? 0)}, ${percent(figures.cpuPercent.browser ?? 0)}`,
      },
    ],
    figures: {
      besideWallShownPercent: shown,
      besideWallAckP50Ms: said.p50Ms,
      besideWallAckP99Ms: said.p99Ms,
      besideWallPerSecond: taken,
      besideWallStationCpuPercent: figures.cpuPercent.station ?? null,
      besideWallOthersCpuPercent: figures.othersPercent,
    },
    notes: notesOnQuiet(figures.othersPercent),
  };
}
