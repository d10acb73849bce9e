/** 100,000 messages wait when the county is back: how fast they go, what it costs, and whether an alarm has to wait. */
import { setTimeout as delay } from 'node:timers/promises';
import { CapturePoster } from '../../peers/camera/capture-poster.ts';
import { plateOf } from '../alarm/site.ts';
import type { BenchContext } from '../harness/bench.ts';
import { signInForCalls } from '../harness/console-calls.ts';
import { readResidentBytes } from '../harness/processes.ts';
import { megabytes, milliseconds } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { percentile } from '../harness/statistics.ts';
import { until } from '../harness/until.ts';
import { devices } from '../intake/site.ts';
import { jsonMessage, makeCountySite, startCounty, viidMessage } from './site.ts';

const leastPerSecond = 2_000;
const mostGrowthBytes = 60e6;
const longestAlarmMs = 1_000;
const alarmEveryMs = 1_000;

interface Way {
  name: string;
  figure: string;
  ways: { json: boolean; viid: boolean };
  county: readonly string[];
  message: (n: number) => ReturnType<typeof jsonMessage>;
}

const ways: readonly Way[] = [
  {
    name: 'signed JSON, to a county that takes bundles of 200',
    figure: 'Bundles',
    ways: { json: true, viid: false },
    county: ['--bundle', '200'],
    message: (n) => jsonMessage(n),
  },
  {
    name: 'signed JSON, one by one',
    figure: 'Singles',
    ways: { json: true, viid: false },
    county: [],
    message: (n) => jsonMessage(n),
  },
  {
    name: 'GA/T 1400, lists of 20',
    figure: 'Lists',
    ways: { json: false, viid: true },
    county: [],
    message: (n) => viidMessage(n),
  },
];

export async function benchDrain(context: BenchContext): Promise<Outcome> {
  const outcome: Required<Outcome> = { rows: [], figures: {}, notes: [] };
  for (const way of ways) {
    const { rows, figures } = await drain(context, way);
    outcome.rows.push(...rows);
    Object.assign(outcome.figures, figures);
  }
  outcome.notes.push(
    'Drain: the real station and the stand-in, each a process; the stand-in checks every signature and shares the two cores. ' +
      'From the first message applied to the last. Alarms: from the first byte of a capture of a listed car to its alarm applied at the county.',
  );
  return outcome;
}

async function drain(context: BenchContext, way: Way): Promise<Outcome> {
  const { cleanup, quick, say } = context;
  const count = quick ? 5_000 : 100_000;
  say(`${way.name}: ${count} messages`);
  const site = await makeCountySite(way.ways, cleanup);
  // Its first start makes the database, its list and its own first messages.
  await (await site.start()).stop();
  await site.queue(Array.from({ length: count }, (_, n) => way.message(n)));
  const station = await site.start();
  const pid = station.process.pid ?? -1;
  const calls = await signInForCalls(station.console);
  const [device] = devices;
  if (device === undefined) throw new Error('no device');
  const { id: deviceId, user, password } = device;
  const poster = new CapturePoster({ receiver: station.viid, deviceId, user, password });
  await poster.keepAlive();
  await delay(quick ? 2_000 : 10_000, undefined, { signal: cleanup.signal });

  let mostBytes = 0;
  const beforeBytes = await readResidentBytes(pid);
  const county = await startCounty(site.countyPort, cleanup, way.county);
  await calls.mutate('county.tryNow', undefined);
  const raised: { plate: string; atMs: number }[] = [];
  const drained = new AbortController();
  const raise = (async () => {
    for (let n = 0; !drained.signal.aborted && n < 60; n++) {
      const plate = plateOf(n);
      raised.push({ plate, atMs: Date.now() });
      await poster.postVehicle(plate, '5', []);
      await delay(alarmEveryMs, undefined, { signal: cleanup.signal });
    }
  })();
  await until(
    async () => {
      mostBytes = Math.max(mostBytes, await readResidentBytes(pid));
      return (await county.counts()).applied;
    },
    (applied) => applied >= count + raised.length,
    { withinMs: 600_000, everyMs: 250, what: 'everything is at the county', signal: cleanup.signal },
  ).finally(() => drained.abort());
  await raise;
  await delay(1_000, undefined, { signal: cleanup.signal });
  const applied = await county.applied();
  await station.stop();
  await county.stop();
  await site.remove();

  const queued = applied.filter(({ key }) => isQueued(key));
  const [firstMs, lastMs] = [queued[0]?.atMs ?? 0, queued.at(-1)?.atMs ?? 0];
  const perSecond = queued.length / ((lastMs - firstMs) / 1000);
  // In the order in which they were raised: one destination, one kind.
  const alarms = applied.filter(({ key, kind }) => !isQueued(key) && (kind === 'alarm' || kind === 'notification'));
  const waits = alarms.flatMap(({ atMs }, n) => {
    const one = raised[n];
    return one === undefined || one.atMs > lastMs ? [] : [atMs - one.atMs];
  });
  const longest = waits.length === 0 ? null : Math.max(...waits);
  const growth = mostBytes - beforeBytes;
  return {
    rows: [
      {
        what: `${count.toLocaleString('en')} waiting, ${way.name}`,
        ours: `${Math.round(perSecond).toLocaleString('en')}/s`,
        must: `≥ ${leastPerSecond.toLocaleString('en')}/s`,
        holds: quick ? null : queued.length === count && perSecond >= leastPerSecond,
      },
      {
        what: "  growth of the station's RSS",
        ours: megabytes(growth),
        must: `≤ ${megabytes(mostGrowthBytes)}`,
        holds: quick ? null : growth <= mostGrowthBytes,
      },
      {
        what: `  alarms raised meanwhile (${waits.length}): median, longest`,
        ours: `${milliseconds(percentile(waits, 0.5))}, ${milliseconds(longest)}`,
        must: `≤ ${longestAlarmMs} ms`,
        holds: quick || longest === null ? null : longest <= longestAlarmMs,
      },
    ],
    figures: {
      [`drain${way.figure}PerSecond`]: perSecond,
      [`drain${way.figure}GrowthBytes`]: growth,
      [`drain${way.figure}Alarms`]: waits.length,
      [`drain${way.figure}LongestAlarmMs`]: longest,
    },
  };
}

/** Of the messages that waited: those of the station's own are keyed otherwise. */
function isQueued(key: string): boolean {
  return key.startsWith('bench:') || /^371525000050042026/.test(key);
}
