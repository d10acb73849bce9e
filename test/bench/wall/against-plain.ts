/** The wall and the plain page on the same cameras, one after the other, round by round. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import type { Cameras } from '../harness/cameras.ts';
import { startBenchStation } from '../harness/station.ts';
import { measureWindow } from '../harness/window.ts';
import type { WindowFigures } from '../harness/window.ts';
import { openWall } from '../harness/wall-page.ts';
import type { WallPage } from '../harness/wall-page.ts';
import { openPlainWall } from '../plain/plain-wall.ts';
import type { PlainAsked } from '../plain/plain-server.ts';
import { mean, sum } from '../harness/statistics.ts';
import { megabytes, percent } from '../harness/report.ts';
import type { Row } from '../harness/report.ts';

type PlainCanvas = PlainAsked['canvas'];

export interface Side {
  /** Of the side's server and browser together, percent of one core. */
  cpuPercent: number;
  serverPercent: number;
  browserPercent: number;
  framesShown: number;
  framesSent: number;
  framesPerCpuSecond: number;
  /** Tiles that show nothing although frames are drawn. */
  blankTiles: number;
  memoryBytes: number;
  othersPercent: number;
  stolenPercent: number;
  camerasPercent: number;
}

/** Compilers, caches and first pictures are no one's everyday. */
export const settleSeconds = (context: BenchContext): number => (context.quick ? 4 : 10);
export const windowSeconds = (context: BenchContext): number => (context.quick ? 12 : 40);
export const opensWithinMs = 60_000;

/** `canvases`: how the plain page draws, each measured by itself. */
export async function measureSides<Canvas extends PlainCanvas>(
  context: BenchContext,
  cameras: Cameras,
  canvases: readonly Canvas[],
): Promise<{ ours: Side; theirs: Record<Canvas, Side> }> {
  const ours: Side[] = [];
  const theirs = canvases.map((canvas) => ({ canvas, sides: [] as Side[] }));
  const rounds = context.quick ? 1 : 2;
  for (let round = 1; round <= rounds; round += 1) {
    context.say(`round ${round} of ${rounds}: the wall`);
    ours.push(await measureOurs(context, cameras));
    for (const { canvas, sides } of theirs) {
      context.say(`round ${round} of ${rounds}: the plain page, canvas ${canvas}`);
      sides.push(await measureTheirs(context, cameras, canvas));
    }
  }
  const averages = theirs.map(({ canvas, sides }) => [canvas, together(sides)] as const);
  return { ours: together(ours), theirs: Object.fromEntries(averages) as Record<Canvas, Side> };
}

async function measureOurs(context: BenchContext, cameras: Cameras): Promise<Side> {
  const { cleanup } = context;
  const station = await startBenchStation(cameras, cleanup);
  const wall = await openWall(station.console, cameras.names.length, cleanup);
  await wall.allLive(opensWithinMs);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  const roots = { server: station.pid, browser: wall.browser.pid, cameras: cameras.pid() };
  const { figures, ...shown } = await measureShown(wall, cameras, () =>
    measureWindow(roots, windowSeconds(context), cleanup.signal),
  );
  await wall.close();
  await station.stop();
  return sideOf(figures, shown);
}

/** Counting takes its own time, which is longer than the window's: shares are of what was sent in that time. */
export interface Shown {
  framesShown: number;
  /** By the cameras' clock. */
  framesSent: number;
  countedSeconds: number;
}

/** Frames shown between two counts around `run`, and those the cameras sent between them. */
export async function measureShown<Figures>(
  wall: WallPage,
  cameras: Cameras,
  run: () => Promise<Figures>,
): Promise<Shown & { figures: Figures }> {
  const before = await wall.count();
  const figures = await run();
  const after = await wall.count();
  const shownBefore = new Map(before.tiles.map(({ tile, framesShown }) => [tile, framesShown]));
  const countedSeconds = (after.atMs - before.atMs) / 1000;
  return {
    figures,
    // A <video> that was given a new track counts from 0: what it showed before is lost to us, as to the guard.
    framesShown: sum(
      after.tiles.map(({ tile, framesShown }) => Math.max(0, framesShown - (shownBefore.get(tile) ?? 0))),
    ),
    framesSent: cameras.names.length * cameras.kind.fps * countedSeconds,
    countedSeconds,
  };
}

async function measureTheirs(context: BenchContext, cameras: Cameras, canvas: PlainCanvas): Promise<Side> {
  const { cleanup } = context;
  const plain = await openPlainWall(cameras, canvas, cleanup);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  const roots = { server: plain.serverPid, browser: plain.browser.pid, cameras: cameras.pid() };
  const before = await plain.count();
  const figures = await measureWindow(roots, windowSeconds(context), cleanup.signal);
  const after = await plain.count();
  const blankTiles = await plain.blank();
  await plain.close();
  const countedSeconds = (after.atMs - before.atMs) / 1000;
  const shown = {
    framesShown: after.framesDrawn - before.framesDrawn,
    framesSent: cameras.names.length * cameras.kind.fps * countedSeconds,
    countedSeconds,
  };
  return { ...sideOf(figures, shown), blankTiles };
}

function sideOf(figures: WindowFigures, { framesShown, framesSent, countedSeconds }: Shown): Side {
  const { cpuPercent, memoryBytes } = figures;
  const of = (record: Record<string, number>, name: string): number => record[name] ?? 0;
  const bothPercent = of(cpuPercent, 'server') + of(cpuPercent, 'browser');
  return {
    cpuPercent: bothPercent,
    serverPercent: of(cpuPercent, 'server'),
    browserPercent: of(cpuPercent, 'browser'),
    camerasPercent: of(cpuPercent, 'cameras'),
    framesShown,
    framesSent,
    blankTiles: 0,
    framesPerCpuSecond: bothPercent === 0 ? 0 : (100 * framesShown) / countedSeconds / bothPercent,
    memoryBytes: of(memoryBytes, 'server') + of(memoryBytes, 'browser'),
    othersPercent: figures.othersPercent,
    stolenPercent: figures.stolenPercent,
  };
}

function together(sides: readonly Side[]): Side {
  const average = (pick: (side: Side) => number): number => mean(sides.map(pick)) ?? 0;
  return {
    cpuPercent: average((side) => side.cpuPercent),
    serverPercent: average((side) => side.serverPercent),
    browserPercent: average((side) => side.browserPercent),
    camerasPercent: average((side) => side.camerasPercent),
    framesShown: average((side) => side.framesShown),
    framesSent: average((side) => side.framesSent),
    blankTiles: average((side) => side.blankTiles),
    framesPerCpuSecond: average((side) => side.framesPerCpuSecond),
    memoryBytes: average((side) => side.memoryBytes),
    othersPercent: average((side) => side.othersPercent),
    stolenPercent: average((side) => side.stolenPercent),
  };
}

/** What makes the sums, and how quiet the machine was. */
export function sideRows(ours: Side, theirs: Side): Row[] {
  const both = (what: string, pick: (side: Side) => string): Row => ({ what, ours: pick(ours), theirs: pick(theirs) });
  return [
    both('  of that the server (station; node + ffmpegs)', (side) => percent(side.serverPercent)),
    both('  of that the browser', (side) => percent(side.browserPercent)),
    both('  memory (PSS)', (side) => megabytes(side.memoryBytes)),
    both('  meanwhile: cameras', (side) => percent(side.camerasPercent)),
    both(
      '  meanwhile: everything else, stolen',
      (side) => `${percent(side.othersPercent)}, ${percent(side.stolenPercent)}`,
    ),
  ];
}

export const shownPercent = (side: Side): number => (100 * side.framesShown) / side.framesSent;
