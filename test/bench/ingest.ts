/** `npm run bench -- ingest`: the station alone, taking streams in with nobody looking. */
import { setTimeout as delay } from 'node:timers/promises';
import { wants } from './harness/bench.ts';
import type { Bench, BenchContext } from './harness/bench.ts';
import { smallKind, startCameras } from './harness/cameras.ts';
import { readerRoots, startReaders } from './harness/ffmpeg-readers.ts';
import { readResidentBytes } from './harness/processes.ts';
import { megabytes, notesOnQuiet, percent, times } from './harness/report.ts';
import type { Outcome } from './harness/report.ts';
import { startBenchStation, untilAllConnected } from './harness/station.ts';
import { ratio, sum } from './harness/statistics.ts';
import { measureWindow } from './harness/window.ts';
import type { WindowFigures } from './harness/window.ts';

const mostCpuPercent = 6;
const mostResidentBytes = 120e6;
/** The station keeps the last 15 s of every stream: before that it still grows. */
const ringSeconds = 15;

const settleSeconds = (context: BenchContext): number => (context.quick ? 5 : 2 * ringSeconds + 10);
const windowSeconds = (context: BenchContext): number => (context.quick ? 12 : 60);

interface Taken {
  cpuPercent: number;
  residentBytes: number;
  window: WindowFigures;
}

export const benchIngest: Bench = async (context) => {
  const parts = [
    ...(wants(context, '64') ? [await sixtyFour(context)] : []),
    ...(wants(context, '16') ? [await againstFfmpeg(context)] : []),
  ];
  return {
    rows: parts.flatMap(({ rows }) => rows),
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)) as Outcome['figures'],
    notes: [
      ...parts.flatMap(({ notes = [] }) => notes),
      'CPU is in percent of one core. Memory of one process is what is resident; of several, PSS.',
    ],
  };
};

async function sixtyFour(context: BenchContext): Promise<Outcome> {
  const { cpuPercent, residentBytes, window } = await takeIn(context, 64);
  return {
    rows: [
      {
        what: '64 × 0.7 Mb/s, CPU of the station',
        ours: percent(cpuPercent, 2),
        must: `≤ ${mostCpuPercent} %`,
        holds: cpuPercent <= mostCpuPercent,
      },
      {
        what: '  resident memory of the station',
        ours: megabytes(residentBytes),
        must: `≤ ${megabytes(mostResidentBytes)}`,
        holds: residentBytes <= mostResidentBytes,
      },
      { what: '  meanwhile: cameras', ours: percent(window.cpuPercent.cameras ?? 0) },
      {
        what: '  meanwhile: everything else, stolen',
        ours: `${percent(window.othersPercent)}, ${percent(window.stolenPercent)}`,
      },
    ],
    figures: {
      ingest64CpuPercent: cpuPercent,
      ingest64ResidentBytes: residentBytes,
      ingest64OthersCpuPercent: window.othersPercent,
    },
    notes: notesOnQuiet(window.othersPercent),
  };
}

async function againstFfmpeg(context: BenchContext): Promise<Outcome> {
  const { signal } = context.cleanup;
  const ours = await takeIn(context, 16);
  context.say('16 cameras into an ffmpeg each');
  const cameras = await startCameras(16, smallKind, context.cleanup);
  const readers = startReaders(cameras, 'copy', context.cleanup);
  await delay(5000, undefined, { signal });
  const framesBefore = readers.frames();
  const window = await measureWindow(
    { ...readerRoots(readers), cameras: cameras.pid() },
    windowSeconds(context),
    signal,
  );
  const framesPerSecond = (readers.frames() - framesBefore) / window.seconds;
  await readers.stop();
  await cameras.stop();
  const ofReaders = (record: Record<string, number>): number => sum(Object.values(record)) - (record.cameras ?? 0);
  const theirCpu = ofReaders(window.cpuPercent);
  const theirMemory = ofReaders(window.memoryBytes);
  const ourMemory = ours.window.memoryBytes.station ?? 0;
  return {
    rows: [
      {
        what: '16 × 0.7 Mb/s against ffmpeg -c copy -f null per camera, CPU',
        ours: percent(ours.cpuPercent, 2),
        theirs: percent(theirCpu, 2),
        ratio: times(ratio(ours.cpuPercent, theirCpu)),
        must: '< 1',
        holds: ours.cpuPercent < theirCpu,
      },
      {
        what: '  memory (PSS)',
        ours: megabytes(ourMemory),
        theirs: megabytes(theirMemory),
        ratio: times(ratio(ourMemory, theirMemory)),
        must: '< 1',
        holds: ourMemory < theirMemory,
      },
      { what: '  frames a second the cameras sent (by ffmpeg)', ours: '', theirs: times(framesPerSecond, 1) },
    ],
    figures: {
      ingest16CpuPercent: ours.cpuPercent,
      ingest16FfmpegCpuPercent: theirCpu,
      ingest16CpuRatio: ratio(ours.cpuPercent, theirCpu),
      ingest16PssBytes: ourMemory,
      ingest16FfmpegPssBytes: theirMemory,
    },
    notes: notesOnQuiet(Math.max(ours.window.othersPercent, window.othersPercent)),
  };
}

async function takeIn(context: BenchContext, count: number): Promise<Taken> {
  const { cleanup } = context;
  context.say(`${count} cameras into the station`);
  const cameras = await startCameras(count, smallKind, cleanup);
  const station = await startBenchStation(cameras, cleanup);
  await untilAllConnected(station, cleanup.signal);
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  const roots = { station: station.pid, cameras: cameras.pid() };
  const window = await measureWindow(roots, windowSeconds(context), cleanup.signal);
  const residentBytes = await readResidentBytes(station.pid);
  // Figures of cameras that went away meanwhile would be flattering.
  await untilAllConnected(station, cleanup.signal);
  await station.stop();
  await cameras.stop();
  return { cpuPercent: window.cpuPercent.station ?? 0, residentBytes, window };
}
