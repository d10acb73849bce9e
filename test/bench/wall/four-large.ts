import type { BenchContext } from '../harness/bench.ts';
import { largeKind, startCameras } from '../harness/cameras.ts';
import { notesOnQuiet, percent, times } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { ratio } from '../harness/statistics.ts';
import { measureSides, shownPercent, sideRows } from './against-plain.ts';
import type { Side } from './against-plain.ts';

const leastShown = 95;
const leastRatio = 8;

/** 4 × 1080p@25: what a guard enlarges. */
export async function benchFourLarge(context: BenchContext): Promise<Outcome> {
  const cameras = await startCameras(4, largeKind, context.cleanup);
  const { ours, theirs } = await measureSides(context, cameras, ['webgl', '2d']);
  await cameras.stop();
  const shown = shownPercent(ours);
  const othersPercent = Math.max(ours.othersPercent, theirs.webgl.othersPercent, theirs['2d'].othersPercent);
  const better = (side: Side): number | null => ratio(ours.framesPerCpuSecond, side.framesPerCpuSecond);
  const againstWebgl = better(theirs.webgl);
  const perSecond = (side: Side): string => times((largeKind.fps * shownPercent(side)) / 100, 1);
  return {
    rows: [
      {
        what: '4 × 1080p@25, frames shown of those sent',
        ours: percent(shown, 2),
        theirs: percent(shownPercent(theirs.webgl), 2),
        must: `≥ ${leastShown} %`,
        holds: shown >= leastShown,
      },
      { what: '  frames a second and tile', ours: perSecond(ours), theirs: perSecond(theirs.webgl) },
      {
        what: '  frames shown per CPU second',
        ours: times(ours.framesPerCpuSecond, 1),
        theirs: times(theirs.webgl.framesPerCpuSecond, 1),
        ratio: times(againstWebgl, 1),
        must: `≥ ${leastRatio} ×`,
        holds: againstWebgl !== null && againstWebgl >= leastRatio,
      },
      { what: '  CPU of station + browser', ours: percent(ours.cpuPercent), theirs: percent(theirs.webgl.cpuPercent) },
      ...sideRows(ours, theirs.webgl),
      {
        what: '  the other side with a 2D canvas: frames a second and tile',
        ours: perSecond(ours),
        theirs: perSecond(theirs['2d']),
      },
      {
        what: '  the same: frames shown per CPU second',
        ours: times(ours.framesPerCpuSecond, 1),
        theirs: times(theirs['2d'].framesPerCpuSecond, 1),
        ratio: times(better(theirs['2d']), 1),
      },
    ],
    figures: {
      wall4ShownPercent: shown,
      wall4CpuPercent: ours.cpuPercent,
      wall4FramesPerCpuSecond: ours.framesPerCpuSecond,
      wall4PlainShownPercent: shownPercent(theirs.webgl),
      wall4PlainCpuPercent: theirs.webgl.cpuPercent,
      wall4PlainFramesPerCpuSecond: theirs.webgl.framesPerCpuSecond,
      wall4FramesPerCpuSecondRatio: againstWebgl,
      wall4Plain2dShownPercent: shownPercent(theirs['2d']),
      wall4Plain2dFramesPerCpuSecond: theirs['2d'].framesPerCpuSecond,
      wall4FramesPerCpuSecondRatio2d: better(theirs['2d']),
      wall4OthersCpuPercent: othersPercent,
    },
    notes: [
      ...notesOnQuiet(othersPercent),
      'Four players keep within the WebGL contexts a page may have, so theirs is as its README shows it: jsmpeg takes WebGL,',
      'which a machine without a GPU does in software. Told to use a 2D canvas it does better; that is printed beside it.',
    ],
  };
}
