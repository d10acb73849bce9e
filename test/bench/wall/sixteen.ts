import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import { smallKind, startCameras } from '../harness/cameras.ts';
import type { Cameras } from '../harness/cameras.ts';
import { readerRoots, startReaders } from '../harness/ffmpeg-readers.ts';
import { milliseconds, notesOnQuiet, percent, times } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { startBenchStation } from '../harness/station.ts';
import { percentile, ratio, sum } from '../harness/statistics.ts';
import { openWall } from '../harness/wall-page.ts';
import { measureWindow } from '../harness/window.ts';
import { measureSides, opensWithinMs, settleSeconds, shownPercent, sideRows, windowSeconds } from './against-plain.ts';
import type { Side } from './against-plain.ts';

export const sixteen = 16;
const mostCpuRatio = 0.4;
const leastShown = 99;

/**
 * 16 × 640×360@15: ours against the plain page, and against nothing but decoding. The plain page is the one its README
 * describes, drawing with WebGL; jsmpeg asks for two contexts a player, so that the browser takes some of its tiles away.
 * The same page changed to draw on 2D canvases, which shows all its tiles and costs less, is printed beside it.
 */
export async function benchSixteen(context: BenchContext): Promise<Outcome> {
  const cameras = await startCameras(sixteen, smallKind, context.cleanup);
  const { ours, theirs } = await measureSides(context, cameras, ['2d', 'webgl']);
  const { webgl: plain } = theirs;
  const canvas2d = theirs['2d'];
  context.say('the floor: ffmpeg decodes and shows nothing');
  const floor = await measureFloor(context, cameras);
  await cameras.stop();
  const shown = shownPercent(ours);
  const cpuRatio = ratio(ours.cpuPercent, plain.cpuPercent);
  const othersPercent = Math.max(ours.othersPercent, plain.othersPercent, canvas2d.othersPercent);
  const perSecond = (side: Side): string => times((smallKind.fps * shownPercent(side)) / 100, 1);
  return {
    rows: [
      {
        what: '16 × 640×360@15, CPU of station + browser',
        ours: percent(ours.cpuPercent),
        theirs: percent(plain.cpuPercent),
        ratio: times(cpuRatio),
        must: `≤ ${mostCpuRatio}`,
        holds: cpuRatio !== null && cpuRatio <= mostCpuRatio,
      },
      {
        what: '  frames shown of those sent',
        ours: percent(shown, 2),
        theirs: percent(shownPercent(plain), 2),
        must: `≥ ${leastShown} %`,
        holds: shown >= leastShown,
      },
      { what: '  frames a second and tile', ours: perSecond(ours), theirs: perSecond(plain) },
      ...sideRows(ours, plain),
      { what: '  tiles of the other side left blank', ours: '0', theirs: times(plain.blankTiles, 1) },
      {
        what: '  the other side changed to 2D canvases, CPU',
        ours: percent(ours.cpuPercent),
        theirs: percent(canvas2d.cpuPercent),
        ratio: times(ratio(ours.cpuPercent, canvas2d.cpuPercent)),
      },
      {
        what: '  floor: ffmpeg -f null decodes the same',
        ours: percent(ours.cpuPercent),
        theirs: percent(floor.cpuPercent),
        ratio: times(ratio(ours.cpuPercent, floor.cpuPercent)),
      },
      { what: '  frames a second the cameras sent (by ffmpeg)', ours: '', theirs: times(floor.framesPerSecond, 1) },
    ],
    figures: {
      wall16CpuPercent: ours.cpuPercent,
      wall16StationCpuPercent: ours.serverPercent,
      wall16BrowserCpuPercent: ours.browserPercent,
      wall16ShownPercent: shown,
      wall16PlainCpuPercent: plain.cpuPercent,
      wall16PlainShownPercent: shownPercent(plain),
      wall16CpuRatio: cpuRatio,
      wall16PlainBlankTiles: plain.blankTiles,
      wall16Plain2dCpuPercent: canvas2d.cpuPercent,
      wall16CpuRatio2d: ratio(ours.cpuPercent, canvas2d.cpuPercent),
      wall16FloorCpuPercent: floor.cpuPercent,
      wall16OthersCpuPercent: othersPercent,
    },
    notes: [
      ...notesOnQuiet(othersPercent),
      'CPU is in percent of one core, over whole process trees, from /proc.',
      'The plain page is judged as its README sets it up; a page changed to 2D canvases is printed beside it.',
    ],
  };
}

async function measureFloor(
  context: BenchContext,
  cameras: Cameras,
): Promise<{ cpuPercent: number; framesPerSecond: number }> {
  const { signal } = context.cleanup;
  const readers = startReaders(cameras, 'decode', context.cleanup);
  await delay(settleSeconds(context) * 1000, undefined, { signal });
  const framesBefore = readers.frames();
  const figures = await measureWindow(readerRoots(readers), windowSeconds(context), signal);
  const frames = readers.frames() - framesBefore;
  await readers.stop();
  return { cpuPercent: sum(Object.values(figures.cpuPercent)), framesPerSecond: frames / figures.seconds };
}

const mostP50Ms = 25;
const mostP95Ms = 60;
/** Of each tile's frames one about so often: each measured frame costs the window a little. */
const sampleEveryMs = 300;

/** Arrival of a frame's last packet at the station → the page is told that the frame was presented. */
export async function benchLatency(context: BenchContext): Promise<Outcome> {
  const { cleanup } = context;
  const cameras = await startCameras(sixteen, smallKind, cleanup);
  const station = await startBenchStation(cameras, cleanup);
  const wall = await openWall(station.console, sixteen, cleanup);
  await wall.allLive(opensWithinMs);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  context.say('latency');
  await wall.latency.start(sampleEveryMs);
  await delay(windowSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  const samples = await wall.latency.stop();
  await wall.close();
  await station.stop();
  await cameras.stop();
  const p50 = percentile(samples, 0.5);
  const p95 = percentile(samples, 0.95);
  return {
    rows: [
      {
        what: `latency at 16 tiles, arrival → presented, p50 of ${samples.length}`,
        ours: milliseconds(p50),
        must: `≤ ${mostP50Ms} ms`,
        holds: p50 !== null && p50 <= mostP50Ms,
      },
      { what: '  p95', ours: milliseconds(p95), must: `≤ ${mostP95Ms} ms`, holds: p95 !== null && p95 <= mostP95Ms },
      { what: '  largest', ours: milliseconds(percentile(samples, 1)) },
    ],
    figures: { latencyP50Ms: p50, latencyP95Ms: p95, latencySamples: samples.length },
  };
}
