/** `npm run bench -- search`: five million sightings, and everything that is asked of them. */
import { existsSync } from 'node:fs';
import { rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { hourCounts } from '../../../preload/contract/search.ts';
import { sighting } from '../../../preload/contract/sighting.ts';
import { makeSite, startStationProcess } from '../../peers/station/station-process.ts';
import type { Bench, BenchContext } from '../harness/bench.ts';
import { signInForCalls } from '../harness/console-calls.ts';
import type { ConsoleCalls } from '../harness/console-calls.ts';
import { megabytes, milliseconds, notesOnQuiet, times } from '../harness/report.ts';
import type { Row } from '../harness/report.ts';
import { readCpu } from '../harness/processes.ts';
import { guard } from '../harness/station.ts';
import { percentile, ratio } from '../harness/statistics.ts';
import { compareReadings } from '../harness/window.ts';
import { fillJournal } from './fill-journal.ts';
import type { FilledJournal } from './fill-journal.ts';
import { PlainSearch } from './plain-search.ts';
import { questions } from './questions.ts';
import type { Question } from './questions.ts';
import { Random } from './random.ts';
import { cameraCount, carOf, plateOfCar } from './recorded-month.ts';

const most = { pageMs: 150, trailMs: 100, hoursMs: 300, startMs: 2000 };
const bytesPerSighting = 1600;
const pageLimit = 60;
const starts = 3;
/** The other side takes seconds for each. */
const plainQuestions = 10;

/** A directory to keep the month in, so that the next run need not record it again. */
const keptMonth = process.env['GUARDROOM_BENCH_MONTH'];

const provision = {
  unit: { name: '冠县第一中学', field: 'education' },
  accounts: [{ ...guard, name: '王强', role: 'guard' }],
};

interface Timed {
  family: string;
  tookMs: number;
}

export const benchSearch: Bench = async (context) => {
  const { cleanup, quick } = context;
  const count = quick ? 200_000 : 5_000_000;
  const site = await makeSite(provision);
  cleanup.add(() => site.remove());
  const { dataDirectory, filled } = await prepare(context, site.dataDirectory, count);

  const startsMs: number[] = [];
  for (let run = 0; run < starts; run++) {
    const startedMs = performance.now();
    const station = await startStationProcess({ ...site, dataDirectory });
    startsMs.push(performance.now() - startedMs);
    await station.stop();
  }
  const station = await startStationProcess({ ...site, dataDirectory });
  const pid = station.process.pid ?? -1;
  const watched = cleanup.watch(pid);
  const before = await readCpu({ station: pid, bench: process.pid });
  const calls = await signInForCalls(station.console);
  const [newest] = sighting.array().parse(await calls.query('sightings.latest', { limit: 1 }));
  const endMs = (newest?.receivedAtMs ?? 0) + 1;
  const random = new Random(2);
  const asked = questions(random, endMs, quick ? 3 : 12);

  context.say(`${asked.length} first pages`);
  const pages = await timePages(calls, asked);
  context.say('trails');
  const trails = await timeTrails(calls, random, quick ? 20 : 200);
  context.say('counts by the hour');
  const counts = await timeCounts(calls, asked, endMs, quick ? 20 : 100);
  const window = compareReadings(before, await readCpu({ station: pid, bench: process.pid }));
  await station.stop();
  watched.forget();

  context.say('the same questions with LIKE and GROUP BY');
  const plain = new PlainSearch(join(dataDirectory, 'guardroom.sqlite3'));
  const compared = await againstPlain(plain, asked, pages, counts, endMs);
  await plain.close();

  const slowest = slowestFamily(pages);
  const p95 = (timed: readonly Timed[]): number | null =>
    percentile(
      timed.map(({ tookMs }) => tookMs),
      0.95,
    );
  const startMs = Math.max(...startsMs);
  const judged = (what: string, value: number | null, bound: number): Row => ({
    what,
    ours: milliseconds(value),
    must: `≤ ${bound} ms`,
    holds: value !== null && value <= bound,
  });
  return {
    rows: [
      {
        ...judged(`first page of ${pages.length} questions, p95`, p95(pages), most.pageMs),
        theirs: milliseconds(compared.plainPageMs),
        ratio: times(ratio(compared.ourPageMs ?? 0, compared.plainPageMs ?? 0), 4),
      },
      judged(`  the slowest kind of question, p95: ${slowest.family}`, slowest.p95Ms, most.pageMs),
      {
        what: '  p50',
        ours: milliseconds(
          percentile(
            pages.map(({ tookMs }) => tookMs),
            0.5,
          ),
        ),
      },
      {
        what: '  longest',
        ours: milliseconds(
          percentile(
            pages.map(({ tookMs }) => tookMs),
            1,
          ),
        ),
      },
      judged(`trail of a plate, p95 of ${trails.length}`, p95(trails), most.trailMs),
      {
        ...judged(`counts by the hour over 30 days, p95 of ${counts.length}`, p95(counts), most.hoursMs),
        theirs: milliseconds(compared.plainHoursMs),
        ratio: times(ratio(compared.ourHoursMs ?? 0, compared.plainHoursMs ?? 0), 4),
      },
      { what: '  unfiltered', ours: milliseconds(counts[0]?.tookMs ?? null) },
      judged(`start until ready, longest of ${starts}`, startMs, most.startMs),
      ...(filled === null
        ? []
        : [
            { what: '  to record the month (no syncs)', ours: `${filled.fillSeconds.toFixed(0)} s` },
            { what: '  to make all cells from its rows', ours: `${filled.cellsSeconds.toFixed(0)} s` },
          ]),
    ],
    figures: {
      searchSightings: count,
      searchPageP50Ms: percentile(
        pages.map(({ tookMs }) => tookMs),
        0.5,
      ),
      searchPageP95Ms: p95(pages),
      searchPageSlowestFamilyP95Ms: slowest.p95Ms,
      searchPageMaxMs: percentile(
        pages.map(({ tookMs }) => tookMs),
        1,
      ),
      searchPlainPageP50Ms: compared.plainPageMs,
      searchPageRatio: ratio(compared.ourPageMs ?? 0, compared.plainPageMs ?? 0),
      searchTrailP95Ms: p95(trails),
      searchHoursP95Ms: p95(counts),
      searchPlainHoursP50Ms: compared.plainHoursMs,
      searchHoursRatio: ratio(compared.ourHoursMs ?? 0, compared.plainHoursMs ?? 0),
      searchStartMs: startMs,
      searchCellsSeconds: filled?.cellsSeconds ?? null,
      searchOthersCpuPercent: window.othersPercent,
    },
    notes: [
      ...notesOnQuiet(window.othersPercent),
      `${count} sightings of 30 days on ${cameraCount} cameras, seeded; asked over HTTP, one after the other, with a warm page cache.`,
      `The other side: the same file, the same rows, asked with LIKE, json_extract and GROUP BY; medians over the same ${plainQuestions} questions.`,
    ],
  };
};

/** The month on disk, recorded now or kept from an earlier run. */
async function prepare(
  context: BenchContext,
  ownDirectory: string,
  count: number,
): Promise<{ dataDirectory: string; filled: FilledJournal | null }> {
  const dataDirectory = keptMonth ?? ownDirectory;
  if (keptMonth !== undefined && existsSync(join(keptMonth, 'guardroom.sqlite3'))) {
    return { dataDirectory, filled: null };
  }
  const { bavail, bsize } = await statfs(keptMonth === undefined ? join(ownDirectory, '..') : join(keptMonth, '..'));
  if (bavail * bsize < count * bytesPerSighting) {
    throw new Error(`${megabytes(count * bytesPerSighting)} must be free for ${count} sightings`);
  }
  context.say(`recording ${count} sightings`);
  const beside = `${dataDirectory}.recording`;
  const filled = await fillJournal(beside, count, Date.now(), context.cleanup.signal);
  await rename(beside, dataDirectory);
  return { dataDirectory, filled };
}

async function timePages(calls: ConsoleCalls, asked: readonly Question[]): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const { family, filter } of asked) {
    const startedMs = performance.now();
    await calls.query('sightings.latest', { ...filter, limit: pageLimit });
    timed.push({ family, tookMs: performance.now() - startedMs });
  }
  return timed;
}

async function timeTrails(calls: ConsoleCalls, random: Random, count: number): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (let n = 0; n < count; n++) {
    const { plate } = plateOfCar(carOf(random));
    const startedMs = performance.now();
    await calls.query('sightings.trail', { of: { plate } });
    timed.push({ family: 'trail', tookMs: performance.now() - startedMs });
  }
  return timed;
}

const countedQuestions = (asked: readonly Question[]): Question[] =>
  asked.filter(({ filter }) => filter.fromMs === undefined);

async function timeCounts(
  calls: ConsoleCalls,
  asked: readonly Question[],
  endMs: number,
  count: number,
): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const { family, filter } of countedQuestions(asked).slice(0, count)) {
    const startedMs = performance.now();
    hourCounts.parse(await calls.query('sightings.hours', { ...filter, ...thirtyDays(endMs) }));
    timed.push({ family, tookMs: performance.now() - startedMs });
  }
  return timed;
}

const thirtyDays = (endMs: number): { fromMs: number; toMs: number } => ({
  fromMs: endMs - 30 * 86_400_000,
  toMs: endMs,
});

function slowestFamily(timed: readonly Timed[]): { family: string; p95Ms: number | null } {
  return [...Map.groupBy(timed, ({ family }) => family)]
    .map(([family, own]) => ({
      family,
      p95Ms: percentile(
        own.map(({ tookMs }) => tookMs),
        0.95,
      ),
    }))
    .reduce((slowest, each) => ((each.p95Ms ?? 0) > (slowest.p95Ms ?? 0) ? each : slowest));
}

/** Medians of both sides over the same questions: the first few that ask for something rare. */
async function againstPlain(
  plain: PlainSearch,
  asked: readonly Question[],
  pages: readonly Timed[],
  counts: readonly Timed[],
  endMs: number,
) {
  const rare = asked
    .map((question, index) => ({ question, ourMs: pages[index]?.tookMs ?? 0 }))
    .filter(({ question: { filter } }) => filter.plateAlike !== true && Object.keys(filter).length > 0)
    .filter(({ question: { filter } }) => filter.fromMs === undefined && filter.kinds === undefined)
    .slice(0, plainQuestions);
  const theirs: number[] = [];
  for (const { question } of rare) theirs.push(await plain.page(question.filter, pageLimit));
  const hours: number[] = [];
  const counted = countedQuestions(asked).slice(0, 4);
  for (const { filter } of counted) hours.push(await plain.hours({ ...filter, ...thirtyDays(endMs) }));
  return {
    ourPageMs: percentile(
      rare.map(({ ourMs }) => ourMs),
      0.5,
    ),
    plainPageMs: percentile(theirs, 0.5),
    ourHoursMs: percentile(
      counts.slice(0, 4).map(({ tookMs }) => tookMs),
      0.5,
    ),
    plainHoursMs: percentile(hours, 0.5),
  };
}
