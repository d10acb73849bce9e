/** Captures as fast as they are acknowledged: faces with pictures, and vehicles without. */
import { join } from 'node:path';
import type { BenchContext } from '../harness/bench.ts';
import { readCpu } from '../harness/processes.ts';
import { milliseconds, notesOnQuiet, percent, times } from '../harness/report.ts';
import type { Outcome, Row } from '../harness/report.ts';
import { ratio } from '../harness/statistics.ts';
import { compareReadings } from '../harness/window.ts';
import type { ClientAsked, ClientSaid } from './capture-client.ts';
import { acknowledgedIds, deviceCount, makeCaptureSite, readRows, startClient, startPlainIntake } from './site.ts';
import { countSyncs, syncTracer } from './syncs.ts';

interface Flood {
  kind: ClientAsked['kind'];
  what: string;
  pictureBytes: number;
  connectionsPerDevice: number;
  objectsPerPost: number;
  leastPerSecond: number;
  mostP99Ms: number;
}

const mostSyncsPerSecond = 50;

export const benchFaces = (context: BenchContext): Promise<Outcome> =>
  flood(context, {
    kind: 'faces',
    what: 'faces with two 40 KB pictures',
    pictureBytes: 40_000,
    connectionsPerDevice: 4,
    objectsPerPost: 1,
    leastPerSecond: 500,
    mostP99Ms: 250,
  });

export const benchVehicles = (context: BenchContext): Promise<Outcome> =>
  flood(context, {
    kind: 'vehicles',
    what: 'vehicles without pictures',
    pictureBytes: 0,
    connectionsPerDevice: 2,
    objectsPerPost: 8,
    leastPerSecond: 3000,
    mostP99Ms: 100,
  });

async function flood(context: BenchContext, asked: Flood): Promise<Outcome> {
  const { cleanup, quick } = context;
  const { kind, pictureBytes, connectionsPerDevice, objectsPerPost } = asked;
  const common = { kind, pictureBytes, connectionsPerDevice, objectsPerPost, perSecond: null, run: 'flood' };
  context.say(`${asked.what} into the station`);
  const site = await makeCaptureSite(cleanup);
  const traceFile = join(site.directory, 'syncs');
  const tracer = syncTracer(traceFile);
  const station = await site.start(tracer ?? []);
  const pid = station.process.pid ?? -1;
  const { acknowledgedFile } = site;
  const client = startClient({ ...common, receiver: station.viid, seconds: quick ? 6 : 60, acknowledgedFile }, cleanup);
  const before = await readCpu({ station: pid, bench: process.pid });
  const fromSeconds = Date.now() / 1000;
  const said = await client.said;
  const untilSeconds = Date.now() / 1000;
  // The client has ended: what it used is among what this process has waited for.
  const window = compareReadings(before, await readCpu({ station: pid, bench: process.pid }));
  await station.stop();
  const syncs = tracer === null ? null : (await countSyncs(traceFile, fromSeconds, untilSeconds)) / said.seconds;
  const kept = await check(site.dataDirectory, await acknowledgedIds(site));
  await site.remove();

  context.say(`${asked.what} into the plain receiver`);
  const plain = await startPlainIntake(cleanup);
  const theirs = await startClient(
    { ...common, receiver: plain.receiver, seconds: quick ? 4 : 20, acknowledgedFile: '/dev/null' },
    cleanup,
  ).said;
  await plain.stop();

  const perSecond = said.acknowledged / said.seconds;
  const theirPerSecond = theirs.acknowledged / theirs.seconds;
  return {
    rows: rowsOf(asked, {
      said,
      theirs,
      perSecond,
      theirPerSecond,
      syncs,
      kept,
      stationPercent: window.cpuPercent.station ?? 0,
    }),
    figures: {
      [`${kind}PerSecond`]: perSecond,
      [`${kind}PlainPerSecond`]: theirPerSecond,
      [`${kind}PerSecondRatio`]: ratio(perSecond, theirPerSecond),
      [`${kind}AckP50Ms`]: said.p50Ms,
      [`${kind}AckP99Ms`]: said.p99Ms,
      [`${kind}AckMaxMs`]: said.maxMs,
      [`${kind}PlainAckP99Ms`]: theirs.p99Ms,
      [`${kind}SyncsPerSecond`]: syncs,
      [`${kind}Lost`]: kept.lost,
      [`${kind}StationCpuPercent`]: window.cpuPercent.station ?? null,
      [`${kind}OthersCpuPercent`]: window.othersPercent,
    },
    notes: [
      ...notesOnQuiet(window.othersPercent),
      `${asked.what}: ${deviceCount} devices, ${connectionsPerDevice} connections each, ${objectsPerPost} a post, ` +
        `as fast as they are acknowledged; the client is a process on the same machine. Refused: ${JSON.stringify(said.refused)}.`,
      ...(tracer === null ? ['No strace: the syncs were not counted.'] : []),
    ],
  };
}

interface Measured {
  said: ClientSaid;
  theirs: ClientSaid;
  perSecond: number;
  theirPerSecond: number;
  syncs: number | null;
  kept: Kept;
  stationPercent: number;
}

function rowsOf(asked: Flood, measured: Measured): Row[] {
  const { said, theirs, perSecond, theirPerSecond, syncs, kept, stationPercent } = measured;
  return [
    {
      what: `${asked.what}, sightings a second over ${said.seconds.toFixed(0)} s`,
      ours: times(perSecond, 0),
      theirs: times(theirPerSecond, 0),
      ratio: times(ratio(perSecond, theirPerSecond)),
      must: `≥ ${asked.leastPerSecond}`,
      holds: perSecond >= asked.leastPerSecond,
    },
    {
      what: '  acknowledged within, p99',
      ours: milliseconds(said.p99Ms),
      theirs: milliseconds(theirs.p99Ms),
      ratio: times(ratio(said.p99Ms, theirs.p99Ms)),
      must: `≤ ${asked.mostP99Ms} ms`,
      holds: said.p99Ms <= asked.mostP99Ms,
    },
    { what: '  p50, longest', ours: `${milliseconds(said.p50Ms)}, ${milliseconds(said.maxMs)}` },
    {
      what: '  syncs a second, by strace',
      ours: times(syncs, 1),
      theirs: '≥ 1 each',
      must: `≤ ${mostSyncsPerSecond}`,
      holds: syncs === null ? null : syncs <= mostSyncsPerSecond,
    },
    {
      what: `  of ${kept.acknowledged} acknowledged: lost, twice there`,
      ours: `${kept.lost}, ${kept.twice}`,
      must: '0, 0',
      holds: kept.lost === 0 && kept.twice === 0,
    },
    { what: '  CPU of the station', ours: percent(stationPercent) },
  ];
}

export interface Kept {
  acknowledged: number;
  lost: number;
  twice: number;
}

/** What was acknowledged, held against the rows in the file. */
export async function check(dataDirectory: string, acknowledged: readonly string[]): Promise<Kept> {
  const rows = await readRows<{ object_id: string }>(
    join(dataDirectory, 'guardroom.sqlite3'),
    'SELECT object_id FROM sightings',
  );
  const kept = new Set(rows.map(({ object_id: id }) => id));
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !kept.has(id)).length,
    twice: rows.length - kept.size,
  };
}
