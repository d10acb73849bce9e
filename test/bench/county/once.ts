/** A county that loses, repeats and restarts, a station that is killed: is everything there once, and in order? */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../../peers/county/mischief.ts';
import type { StationProcess } from '../../peers/station/station-process.ts';
import type { BenchContext } from '../harness/bench.ts';
import { signInForCalls } from '../harness/console-calls.ts';
import type { Outcome } from '../harness/report.ts';
import { jsonMessage, makeCountySite, startCounty, viidMessage } from './site.ts';

const seed = 1400;
const share = '0.03';

export async function benchOnce(context: BenchContext): Promise<Outcome> {
  const { cleanup, quick, say } = context;
  const [each, kills] = quick ? [300, 3] : [5_000, 20];
  const chance = seeded(seed);
  const site = await makeCountySite({ json: true, viid: true }, cleanup);
  await (await site.start()).stop();
  const json = Array.from({ length: each }, (_, n) => jsonMessage(n));
  const viid = Array.from({ length: each }, (_, n) => viidMessage(n));
  await site.queue([...json, ...viid]);

  const receipts = join(site.dataDirectory, '..', 'receipts');
  let round = 0;
  const openCounty = () =>
    startCounty(site.countyPort, cleanup, [
      ...['--receipts', receipts, '--mischief', String(seed + ++round), '--share', share],
      // Half of the time it is one that takes bundles: an upgrade, and its rollback.
      ...(round % 2 === 0 ? ['--bundle', '50'] : []),
    ]);
  let county = await openCounty();
  let station: StationProcess = await site.start();
  let restarts = 0;
  const pause = (mostMs: number): Promise<void> => delay(20 + chance() * mostMs, undefined, { signal: cleanup.signal });
  const hurry = async (): Promise<void> => {
    const calls = await signInForCalls(station.console);
    await calls.mutate('county.tryNow', undefined);
  };
  const isDone = async (): Promise<boolean> => (await county.counts()).applied >= 2 * each;
  for (let killed = 0; killed < kills; killed++) {
    await hurry();
    await pause(700);
    if (chance() < 0.5) {
      await county.kill();
      await pause(300);
      county = await openCounty();
      restarts += 1;
    }
    await pause(300);
    await station.kill();
    station = await site.start();
    say(`killed ${killed + 1} of ${kills} times, ${(await county.counts()).applied} of ${2 * each} applied`);
  }
  const calls = await signInForCalls(station.console);
  for (let tries = 0; tries < 3_000 && !(await isDone()); tries++) {
    // Waiting out every pause between two tries would only make the bench long.
    await calls.mutate('county.tryNow', undefined);
    await delay(100, undefined, { signal: cleanup.signal });
  }
  await delay(2_000, undefined, { signal: cleanup.signal });
  const applied = await county.applied();
  const { repeats } = await county.counts();
  const { unacknowledged } = await statusOf(calls);
  await station.stop();
  await county.stop();
  await site.remove();

  const judged = [
    judge(
      'json',
      json.map(({ key }) => key),
      applied,
    ),
    judge(
      'viid',
      viid.map(({ key }) => key.replace('bench:', '')),
      applied,
    ),
  ];
  const total = (name: 'lost' | 'twice' | 'outOfOrder'): number => judged.reduce((sum, one) => sum + one[name], 0);
  return {
    rows: [
      {
        what: `${2 * each} messages to two destinations, station killed ${kills} times, county ${restarts}: lost, applied twice`,
        ours: `${total('lost')}, ${total('twice')}`,
        must: '0, 0',
        holds: total('lost') === 0 && total('twice') === 0,
      },
      {
        what: '  applied before one that stood ahead of it',
        ours: String(total('outOfOrder')),
        must: '0',
        holds: total('outOfOrder') === 0,
      },
      { what: '  repeats the county was sent in its last life, and took once', ours: String(repeats) },
      { what: '  still unacknowledged at the end', ours: String(unacknowledged) },
    ],
    figures: {
      onceMessages: 2 * each,
      onceKills: kills,
      onceCountyRestarts: restarts,
      onceLost: total('lost'),
      onceTwice: total('twice'),
      onceOutOfOrder: total('outOfOrder'),
      onceRepeats: repeats,
    },
    notes: [
      `Once: ${100 * Number(share)} % of the county's exchanges go wrong (replies lost after applying, connections broken, garbage, 500, 301).`,
    ],
  };
}

async function statusOf(calls: { query(name: string, input?: unknown): Promise<unknown> }) {
  const page = (await calls.query('county.outbox', { limit: 200 })) as { state: string }[];
  return { unacknowledged: page.filter(({ state }) => state !== 'acknowledged').length };
}

function judge(way: string, keys: readonly string[], applied: readonly { key: string; way: string }[]) {
  const order = new Map(keys.map((key, n) => [key, n]));
  const there = applied.flatMap(({ key, way: by }) => (by === way ? (order.get(key) ?? []) : []));
  const distinct = new Set(there);
  return {
    lost: keys.length - distinct.size,
    twice: there.length - distinct.size,
    outOfOrder: there.filter((n, at) => at > 0 && n < (there[at - 1] ?? 0)).length,
  };
}
