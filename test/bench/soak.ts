/** `npm run bench -- soak [--minutes N]`: does anything grow while nobody touches anything? */
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './harness/bench.ts';
import { smallKind, startCameras } from './harness/cameras.ts';
import { findBusiestRenderer, readResidentBytes } from './harness/processes.ts';
import { megabytes, percent } from './harness/report.ts';
import type { Row } from './harness/report.ts';
import { startBenchStation } from './harness/station.ts';
import { slope, sum } from './harness/statistics.ts';
import { openWall } from './harness/wall-page.ts';
import { measureShown } from './wall/against-plain.ts';

const tiles = 16;
const mostMegabytesPerMinute = 0.5;
/** Caches and the collector's first full rounds. */
const longestWarmUpMinutes = 5;
/** A slope over less says more about the garbage collector's rhythm than about leaks. */
const judgedFromMinutes = 10;

export const benchSoak: Bench = async (context) => {
  const { cleanup } = context;
  const minutes = context.minutes ?? (context.quick ? 1 : 30);
  const warmUpMinutes = Math.min(longestWarmUpMinutes, minutes / 3);
  const isJudged = minutes - warmUpMinutes >= judgedFromMinutes;
  const cameras = await startCameras(tiles, smallKind, cleanup);
  const station = await startBenchStation(cameras, cleanup);
  const wall = await openWall(station.console, tiles, cleanup);
  await wall.allLive(60_000);
  const rendererPid = await findBusiestRenderer(wall.browser.pid);
  if (rendererPid === null) throw new Error('Chromium has no renderer');
  context.say(`warming up for ${warmUpMinutes.toFixed(1)} minutes`);
  await delay(warmUpMinutes * 60_000, undefined, { signal: cleanup.signal });

  const everySeconds = minutes >= judgedFromMinutes ? 10 : 2;
  const startedMs = performance.now();
  const stationPoints: { x: number; y: number }[] = [];
  const rendererPoints: { x: number; y: number }[] = [];
  const { framesShown, framesSent } = await measureShown(wall, cameras, async () => {
    for (;;) {
      const x = (performance.now() - startedMs) / 60_000;
      stationPoints.push({ x, y: (await readResidentBytes(station.pid)) / 1e6 });
      rendererPoints.push({ x, y: (await readResidentBytes(rendererPid)) / 1e6 });
      if (stationPoints.length % 30 === 0)
        context.say(`${x.toFixed(0)} of ${(minutes - warmUpMinutes).toFixed(0)} minutes`);
      if (x >= minutes - warmUpMinutes) return;
      await delay(everySeconds * 1000, undefined, { signal: cleanup.signal });
    }
  });
  const decoderErrors = sum((await wall.count()).tiles.map(({ decoderResets }) => decoderResets));
  await wall.close();
  await station.stop();
  await cameras.stop();

  const slopeRow = (what: string, points: readonly { x: number; y: number }[]): Row & { slope: number | null } => {
    const rise = slope(points);
    return {
      what,
      slope: rise,
      ours: rise === null ? '–' : `${rise.toFixed(2)} MB/min`,
      must: `≤ ${mostMegabytesPerMinute} MB/min`,
      holds: isJudged ? rise !== null && rise <= mostMegabytesPerMinute : null,
    };
  };
  const stationRow = slopeRow(`16 tiles, ${minutes} min: slope of the station's RSS`, stationPoints);
  const rendererRow = slopeRow("  slope of the renderer's RSS", rendererPoints);
  const last = (points: readonly { y: number }[]): number => (points.at(-1)?.y ?? 0) * 1e6;
  return {
    rows: [
      stationRow,
      rendererRow,
      {
        what: '  RSS at the end: station, renderer',
        ours: `${megabytes(last(stationPoints))}, ${megabytes(last(rendererPoints))}`,
      },
      { what: '  decoder errors', ours: String(decoderErrors), must: '0', holds: decoderErrors === 0 },
      { what: '  frames shown of those sent', ours: percent((100 * framesShown) / framesSent, 2) },
    ],
    figures: {
      soakMinutes: minutes,
      soakStationMbPerMinute: stationRow.slope,
      soakRendererMbPerMinute: rendererRow.slope,
      soakStationBytes: last(stationPoints),
      soakRendererBytes: last(rendererPoints),
      soakDecoderErrors: decoderErrors,
      soakShownPercent: (100 * framesShown) / framesSent,
    },
    notes: [
      `Slopes by least squares after a warm-up of ${warmUpMinutes.toFixed(1)} min; judged from ${judgedFromMinutes} min on.`,
    ],
  };
};
