/** `npm run bench -- ingest`: taking streams in with nobody looking: the cameras room alone, and the whole station. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { stationFlags } from '../../main/system/heap-flags.ts';
import { wants } from './harness/bench.ts';
import type { Bench, BenchContext } from './harness/bench.ts';
import { buildProgram } from './harness/built-program.ts';
import { smallKind, startCameras } from './harness/cameras.ts';
import type { Cameras } from './harness/cameras.ts';
import { readerRoots, startReaders } from './harness/ffmpeg-readers.ts';
import type { RingFacts } from './harness/ingest-program.ts';
import { readResidentBytes, readResidentFileBytes } from './harness/processes.ts';
import { megabytes, notesOnQuiet, percent, times } from './harness/report.ts';
import type { Outcome } from './harness/report.ts';
import { startBenchStation, untilAllConnected } from './harness/station.ts';
import { ratio, sum } from './harness/statistics.ts';
import { measureWindow } from './harness/window.ts';
import type { WindowFigures } from './harness/window.ts';

const mostCpuPercent = 6;
const mostResidentBytes = 120e6;
/** The last seconds of every stream are kept: before they are full, memory still grows. */
const ringSeconds = 15;

const settleSeconds = (context: BenchContext): number => (context.quick ? 5 : 2 * ringSeconds + 10);
const windowSeconds = (context: BenchContext): number => (context.quick ? 12 : 60);

interface Taken {
  cpuPercent: number;
  residentBytes: number;
  /** Of it, pages of files, which are Node's own program and shared with every other Node. */
  programFileBytes: number;
  window: WindowFigures;
  /** Null for the whole station, which does not say. */
  rings: RingFacts | null;
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
  const alone = await takeIn(context, 64, startIngestProgram);
  const { cpuPercent, residentBytes, window } = await takeIn(context, 64);
  return {
    rows: [
      {
        what: '64 × 0.7 Mb/s, ingest only, CPU',
        ours: percent(alone.cpuPercent, 2),
        must: `≤ ${mostCpuPercent} %`,
        holds: alone.cpuPercent <= mostCpuPercent,
      },
      {
        what: '  resident memory',
        ours: megabytes(alone.residentBytes),
        must: `≤ ${megabytes(mostResidentBytes)}`,
        holds: alone.residentBytes <= mostResidentBytes,
      },
      { what: '  of it the rings', ours: megabytes(alone.rings?.ringBytes ?? 0) },
      { what: '  of it pages of Node’s program file', ours: megabytes(alone.programFileBytes) },
      { what: '  the shortest ring, seconds', ours: times(alone.rings?.leastRingSeconds ?? 0, 1) },
      { what: '  meanwhile: cameras', ours: percent(alone.window.cpuPercent.cameras ?? 0) },
      { what: '  the whole station with the same cameras, CPU', ours: percent(cpuPercent, 2) },
      { what: '  its resident memory', ours: megabytes(residentBytes) },
      {
        what: '  meanwhile: everything else, stolen',
        ours: `${percent(window.othersPercent)}, ${percent(window.stolenPercent)}`,
      },
    ],
    figures: {
      ingest64CpuPercent: alone.cpuPercent,
      ingest64ResidentBytes: alone.residentBytes,
      ingest64RingBytes: alone.rings?.ringBytes ?? 0,
      ingest64ProgramFileBytes: alone.programFileBytes,
      ingest64LeastRingSeconds: alone.rings?.leastRingSeconds ?? 0,
      ingest64StationCpuPercent: cpuPercent,
      ingest64StationResidentBytes: residentBytes,
      ingest64OthersCpuPercent: Math.max(alone.window.othersPercent, window.othersPercent),
    },
    notes: notesOnQuiet(Math.max(alone.window.othersPercent, window.othersPercent)),
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

/** What takes the streams in: a process, and the way to know that all are live. */
interface Ingester {
  pid: number;
  untilAllConnected(): Promise<void>;
  stop(): Promise<RingFacts | null>;
}

async function startWholeStation(cameras: Cameras, context: BenchContext): Promise<Ingester> {
  const station = await startBenchStation(cameras, context.cleanup);
  const untilConnected = (): Promise<void> => untilAllConnected(station, context.cleanup.signal);
  return { pid: station.pid, untilAllConnected: untilConnected, stop: () => station.stop().then(() => null) };
}

/** The cameras room in a process of its own; it ends with 1 when a stream is not live at its end. */
async function startIngestProgram(cameras: Cameras, { cleanup }: BenchContext): Promise<Ingester> {
  const script = await buildProgram('ingest-program');
  const child = spawn(process.execPath, [...stationFlags, script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pid = child.pid ?? -1;
  const watched = cleanup.watch(pid);
  const ended = new Promise<number>((done) => child.once('close', (code) => done(code ?? 1)));
  child.stdin.end(JSON.stringify(cameras.urls));
  const lines = createInterface({ input: child.stdout });
  let lastLine = '';
  lines.on('line', (line) => (lastLine = line));
  const ready = new Promise<void>((done, fail) => {
    lines.once('line', () => done());
    void ended.then((code) => fail(new Error(`the ingest program ended with ${code}`)));
  });
  return {
    pid,
    untilAllConnected: () => ready,
    async stop() {
      child.kill('SIGTERM');
      if ((await ended) !== 0) throw new Error('a stream was not live at the end of the measurement');
      watched.forget();
      return JSON.parse(lastLine) as RingFacts;
    },
  };
}

async function takeIn(
  context: BenchContext,
  count: number,
  start: (cameras: Cameras, context: BenchContext) => Promise<Ingester> = startWholeStation,
): Promise<Taken> {
  const { cleanup } = context;
  context.say(`${count} cameras into ${start === startWholeStation ? 'the station' : 'the cameras room alone'}`);
  const cameras = await startCameras(count, smallKind, cleanup);
  const ingester = await start(cameras, context);
  await ingester.untilAllConnected();
  await delay(settleSeconds(context) * 1000, undefined, { signal: cleanup.signal });
  const roots = { station: ingester.pid, cameras: cameras.pid() };
  const window = await measureWindow(roots, windowSeconds(context), cleanup.signal);
  const residentBytes = await readResidentBytes(ingester.pid);
  const programFileBytes = await readResidentFileBytes(ingester.pid);
  // Figures of cameras that went away meanwhile would be flattering.
  await ingester.untilAllConnected();
  const rings = await ingester.stop();
  await cameras.stop();
  return {
    cpuPercent: window.cpuPercent.station ?? 0,
    residentBytes,
    programFileBytes,
    window,
    rings,
  };
}
