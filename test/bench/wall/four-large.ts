import type { BenchContext } from '../harness/bench.ts';
import { largeKind, startCameras } from '../harness/cameras.ts';
import { percent, times } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { ratio } from '../harness/statistics.ts';
import { measureBothSides } from './against-plain.ts';
import type { Side } from './against-plain.ts';
import { sideRows } from './sixteen.ts';

const leastShown = 95;
const leastRatio = 8;

/** 4 × 1080p@25: what a guard enlarges. */
export async function benchFourLarge(context: BenchContext): Promise<Outcome> {
  const cameras = await startCameras(4, largeKind, context.cleanup);
  const { ours, theirs } = await measureBothSides(context, cameras);
  await cameras.stop();
  const shownPercent = (side: Side): number => (100 * side.framesShown) / side.framesSent;
  const shown = shownPercent(ours);
  const better = ratio(ours.framesPerCpuSecond, theirs.framesPerCpuSecond);
  const perSecond = (side: Side): string => times((largeKind.fps * side.framesShown) / side.framesSent, 1);
  return {
    rows: [
      {
        what: '4 × 1080p@25, frames shown of those sent',
        ours: percent(shown, 2),
        theirs: percent(shownPercent(theirs), 2),
        must: `≥ ${leastShown} %`,
        holds: shown >= leastShown,
      },
      { what: '  frames a second and tile', ours: perSecond(ours), theirs: perSecond(theirs) },
      {
        what: '  frames shown per CPU second',
        ours: times(ours.framesPerCpuSecond, 1),
        theirs: times(theirs.framesPerCpuSecond, 1),
        ratio: times(better, 1),
        must: `≥ ${leastRatio} ×`,
        holds: better !== null && better >= leastRatio,
      },
      { what: '  CPU of station + browser', ours: percent(ours.cpuPercent), theirs: percent(theirs.cpuPercent) },
      ...sideRows(ours, theirs),
    ],
    figures: {
      wall4ShownPercent: shown,
      wall4PlainShownPercent: shownPercent(theirs),
      wall4FramesPerCpuSecond: ours.framesPerCpuSecond,
      wall4PlainFramesPerCpuSecond: theirs.framesPerCpuSecond,
      wall4FramesPerCpuSecondRatio: better,
      wall4CpuPercent: ours.cpuPercent,
      wall4PlainCpuPercent: theirs.cpuPercent,
    },
  };
}
