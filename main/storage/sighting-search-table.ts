import { z } from 'zod';
import { matchesFilter } from '#contract/matches-filter.ts';
import { isPlatePattern, lookAlikePlates } from '#contract/plate-pattern.ts';
import type { AlarmSurroundings, HourCounts, SightingFilter } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';
import { companionsOf } from '../journal/companions.ts';
import type { Page, Period, SightingSearch } from '../journal/sighting-search.ts';
import type { Database } from './database.ts';
import { sightingOf } from './journal-rows.ts';
import type { CheckTime, SearchGate } from './search-gate.ts';
import type { SightingBlocks } from './sighting-blocks.ts';
import { idAt, placesPerBlock } from './sighting-cells.ts';
import { scanBlocks } from './sighting-scan.ts';
import type { ScanFilter } from './sighting-criteria.ts';
import type { ScannedBlock, ScanRange } from './sighting-scan.ts';
import type { Places } from './sighting-sift.ts';

export interface SightingSearchOptions {
  database: Database;
  blocks: SightingBlocks;
  gate: SearchGate;
}

/** A plate read more often than this is looked for in the cells, and so is one with more look-alikes. */
const mostOfOnePlate = 5000;
const mostSpellings = 1024;
/** Rows read at a time. */
const rowsAtOnce = 200;
const mostAround = 200;
/** Of an alarm's sightings, the newest that companions are looked for beside. */
const mostPasses = 20;
const companionWithinMs = 60_000;

const newest = Number.MAX_SAFE_INTEGER;

/** Searches: candidates from the cells or an index, each held against the filter once more as the row tells it. */
export class SightingSearchTable implements SightingSearch {
  readonly #database: Database;
  readonly #blocks: SightingBlocks;
  readonly #gate: SearchGate;

  constructor({ database, blocks, gate }: SightingSearchOptions) {
    this.#database = database;
    this.#blocks = blocks;
    this.#gate = gate;
  }

  latest(filter: SightingFilter, { before, limit }: Page): Promise<Sighting[]> {
    return this.#gate.run(async (checkTime) => {
      const highId = before === undefined ? newest : before - 1;
      if (asksNothing(filter)) return this.#rows('id <= ?', [highId], limit);
      const ofPlate = await this.#idsOfPlate(filter, highId);
      if (ofPlate !== null) return this.#firstMatching(chunksOf(ofPlate), filter, limit, checkTime);
      return this.#firstFound(filter, { highId, order: 'newest-first' }, limit, checkTime);
    });
  }

  hours(filter: SightingFilter & { fromMs: number; toMs: number }): Promise<HourCounts> {
    return this.#gate.run(async (checkTime) => {
      const counted = new Map<number, Counts>();
      const range = await this.#range({ order: 'newest-first', withHits: true });
      if (range === null) return hourCountsOf(counted);
      for await (const found of this.#scan(filter, range, checkTime)) {
        countHours(found, await this.#withoutDoubt(found, filter), counted);
      }
      return hourCountsOf(counted);
    });
  }

  neighbours(of: Sighting, limit: number): Promise<Sighting[]> {
    return this.#gate.run(async (checkTime) => {
      const before = await this.#besideOn(
        [of.cameraId],
        { highId: of.id - 1, order: 'newest-first' },
        limit,
        checkTime,
      );
      const after = await this.#besideOn([of.cameraId], { lowId: of.id + 1, order: 'oldest-first' }, limit, checkTime);
      return [...before.reverse(), ...after];
    });
  }

  plateTrail(plate: string, alike: boolean, period: Period, page: Page): Promise<Sighting[]> {
    return this.latest({ plate, plateAlike: alike, ...period }, page);
  }

  async entryTrail(entryId: number, { fromMs, toMs }: Period, { before, limit }: Page): Promise<Sighting[]> {
    const rows: unknown[] = await this.#database.read.raw(
      `SELECT sightings.* FROM sightings WHERE id IN (
          SELECT sighting_id FROM alarm_sightings JOIN alarms ON alarms.id = alarm_id WHERE subject = ?
        ) AND id <= ? AND +received_at_ms >= ? AND +received_at_ms < ? ORDER BY id DESC LIMIT ?`,
      [
        `entry:${entryId}`,
        before === undefined ? newest : before - 1,
        fromMs ?? Number.MIN_SAFE_INTEGER,
        toMs ?? newest,
        limit,
      ],
    );
    return rows.map(sightingOf);
  }

  surroundings(
    alarm: { id: number; subject: string; raisedAtMs: number },
    minutes: number,
    cameraIds: readonly (string | null)[],
  ): Promise<AlarmSurroundings> {
    return this.#gate.run(async (checkTime) => {
      const own = await this.#ofAlarm(alarm.id);
      const period = { fromMs: alarm.raisedAtMs - minutes * 60_000, toMs: alarm.raisedAtMs + minutes * 60_000 };
      const filter: ScanFilter = { ...period, cameraIds: [...cameraIds] };
      const anchor = own[0]?.id ?? (await this.#newestBefore(alarm.raisedAtMs, checkTime));
      const earlier = await this.#firstFound(filter, { highId: anchor, order: 'newest-first' }, mostAround, checkTime);
      const later = await this.#firstFound(filter, { lowId: anchor + 1, order: 'oldest-first' }, mostAround, checkTime);
      const around = nearest(earlier, later, mostAround).filter(({ alarmId }) => alarmId !== alarm.id);
      const passes = [];
      for (const pass of own.slice(-mostPasses)) {
        const { cameraId, receivedAtMs: atMs } = pass;
        const beside: ScanFilter = {
          cameraIds: [cameraId],
          kinds: ['vehicle', 'cycle'],
          ...{ fromMs: atMs - companionWithinMs, toMs: atMs + companionWithinMs + 1 },
        };
        const before = await this.#firstFound(
          beside,
          { highId: pass.id, order: 'newest-first' },
          mostAround,
          checkTime,
        );
        const after = await this.#firstFound(
          beside,
          { lowId: pass.id + 1, order: 'oldest-first' },
          mostAround,
          checkTime,
        );
        passes.push({ pass, beside: [...before.reverse(), ...after] });
      }
      return { sightings: around, companions: companionsOf(alarm.subject, passes) };
    });
  }

  /** Oldest first. */
  async #ofAlarm(alarmId: number): Promise<Sighting[]> {
    const rows: unknown[] = await this.#database.read.raw(
      `SELECT * FROM sightings WHERE id IN (
          SELECT sighting_id FROM alarm_sightings WHERE alarm_id = ? ORDER BY sighting_id DESC LIMIT ?
        ) ORDER BY id`,
      [alarmId, 5 * mostPasses],
    );
    return rows.map(sightingOf);
  }

  /** Where to begin when an alarm's own sightings are gone. */
  async #newestBefore(atMs: number, checkTime: CheckTime): Promise<number> {
    return (await this.#firstFound({ toMs: atMs }, { order: 'newest-first' }, 1, checkTime))[0]?.id ?? 0;
  }

  #besideOn(
    cameraIds: (string | null)[],
    range: Partial<ScanRange> & Pick<ScanRange, 'order'>,
    limit: number,
    checkTime: CheckTime,
  ): Promise<Sighting[]> {
    return this.#firstFound({ cameraIds }, range, limit, checkTime);
  }

  /** Null: the filter names no plate, or one that was read too often. Newest first. */
  async #idsOfPlate({ plate, plateAlike }: SightingFilter, highId: number): Promise<number[] | null> {
    if (plate === undefined || isPlatePattern(plate)) return null;
    const spellings = plateAlike === true ? lookAlikePlates(plate, mostSpellings) : [plate];
    if (spellings === null) return null;
    const rows: unknown[] = await this.#database.scan.raw(
      `SELECT id FROM sightings WHERE plate IN (${spellings.map(() => '?').join(', ')}) AND id <= ?
        ORDER BY id DESC LIMIT ?`,
      [...spellings, highId, mostOfOnePlate],
    );
    return rows.length < mostOfOnePlate ? rows.map((row) => idRow.parse(row).id) : null;
  }

  async #firstFound(
    filter: ScanFilter,
    part: Partial<ScanRange> & Pick<ScanRange, 'order'>,
    limit: number,
    checkTime: CheckTime,
  ): Promise<Sighting[]> {
    const range = await this.#range(part);
    if (range === null) return [];
    return this.#firstMatching(idsOf(this.#scan(filter, range, checkTime), range.order), filter, limit, checkTime);
  }

  /** Reads the rows of the candidates until enough of them are what the filter asks for. */
  async #firstMatching(
    candidates: Iterable<readonly number[]> | AsyncIterable<readonly number[]>,
    filter: ScanFilter,
    limit: number,
    checkTime: CheckTime,
  ): Promise<Sighting[]> {
    const found: Sighting[] = [];
    for await (const ids of candidates) {
      for (const some of chunksOf(ids, Math.min(rowsAtOnce, limit))) {
        checkTime();
        const rows = new Map((await this.#rowsOf(some)).map((sighting) => [sighting.id, sighting]));
        for (const id of some) {
          const sighting = rows.get(id);
          if (sighting !== undefined && matches(sighting, filter)) found.push(sighting);
          if (found.length === limit) return found;
        }
      }
    }
    return found;
  }

  async #withoutDoubt({ outline, places, doubtful }: ScannedBlock, filter: ScanFilter): Promise<Places> {
    if (places === null || doubtful.size === 0) return places;
    const asked = [...places].filter((place) => doubtful.has(place));
    const vouched = new Set<number>();
    for (const some of chunksOf(asked.map((place) => idAt(outline.block, place)))) {
      for (const sighting of await this.#rowsOf(some)) if (matches(sighting, filter)) vouched.add(sighting.id);
    }
    return places.filter((place) => !doubtful.has(place) || vouched.has(idAt(outline.block, place)));
  }

  #scan(filter: ScanFilter, range: ScanRange, checkTime: CheckTime): AsyncGenerator<ScannedBlock, void, void> {
    return scanBlocks({ blocks: this.#blocks, scan: this.#database.scan }, filter, range, checkTime);
  }

  /** Cut to the numbers there are. Null: there are none. */
  async #range({
    lowId = 1,
    highId = newest,
    ...rest
  }: Partial<ScanRange> & Pick<ScanRange, 'order'>): Promise<ScanRange | null> {
    const rows: unknown[] = await this.#database.scan.raw(
      'SELECT (SELECT min(id) FROM sightings) AS oldest, (SELECT max(id) FROM sightings) AS newest',
    );
    const ends = endsRow.parse(rows[0]);
    if (ends.oldest === null || ends.newest === null) return null;
    const range = { lowId: Math.max(lowId, ends.oldest), highId: Math.min(highId, ends.newest), ...rest };
    return range.lowId > range.highId ? null : range;
  }

  async #rows(where: string, bindings: readonly number[], limit: number): Promise<Sighting[]> {
    const rows: unknown[] = await this.#database.scan.raw(
      `SELECT * FROM sightings WHERE ${where} ORDER BY id DESC LIMIT ?`,
      [...bindings, limit],
    );
    return rows.map(sightingOf);
  }

  async #rowsOf(ids: readonly number[]): Promise<Sighting[]> {
    const rows: unknown[] = await this.#database.scan.raw(
      `SELECT * FROM sightings WHERE id IN (${ids.map(() => '?').join(', ')})`,
      [...ids],
    );
    return rows.map(sightingOf);
  }
}

interface Counts {
  sightings: number;
  hits: number;
}

const idRow = z.object({ id: z.number().int() });
const endsRow = z.object({ oldest: z.number().int().nullable(), newest: z.number().int().nullable() });

function asksNothing(filter: SightingFilter): boolean {
  return Object.values(filter).every(
    (asked) => asked === undefined || asked === false || (Array.isArray(asked) && asked.length === 0),
  );
}

/** `null` among the cameras is "no camera", which the contract's filter cannot ask for. */
function matches(sighting: Sighting, { cameraIds, ...filter }: ScanFilter): boolean {
  const onCamera = cameraIds === undefined || cameraIds.length === 0 || cameraIds.includes(sighting.cameraId);
  return onCamera && matchesFilter(sighting, filter);
}

async function* idsOf(blocks: AsyncIterable<ScannedBlock>, order: ScanRange['order']): AsyncGenerator<number[]> {
  for await (const { outline, places } of blocks) {
    const count = places?.length ?? placesPerBlock;
    const ids = Array.from({ length: count }, (_, index) => idAt(outline.block, places?.[index] ?? index));
    yield order === 'newest-first' ? ids.reverse() : ids;
  }
}

function* chunksOf(ids: readonly number[], size: number = rowsAtOnce): Generator<readonly number[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size);
}

/** The nearest to the border between both, as many of each as there are room for; oldest first. `earlier` is newest first. */
function nearest(earlier: readonly Sighting[], later: readonly Sighting[], most: number): Sighting[] {
  const half = Math.floor(most / 2);
  const before = earlier.slice(0, Math.max(half, most - later.length));
  return [...before.toReversed(), ...later.slice(0, most - before.length)];
}

function countHours({ outline: { hours }, hits }: ScannedBlock, places: Places, into: Map<number, Counts>): void {
  let next = 0;
  for (const [run, [from, hour]] of hours.entries()) {
    const to = hours[run + 1]?.[0] ?? placesPerBlock;
    const first = next;
    if (places === null) next = to;
    else while (next < places.length && (places[next] ?? to) < to) next += 1;
    const counts = into.get(hour) ?? { sightings: 0, hits: 0 };
    counts.sightings += places === null ? to - from : next - first;
    for (const place of hits) if (place >= from && place < to && places?.includes(place) !== false) counts.hits += 1;
    into.set(hour, counts);
  }
}

function hourCountsOf(counted: ReadonlyMap<number, Counts>): HourCounts {
  const hours = [...counted]
    .filter(([, { sightings }]) => sightings > 0)
    .sort(([a], [b]) => a - b)
    .map(([hour, counts]) => ({ startMs: hour * 3_600_000, ...counts }));
  return {
    hours,
    sightings: hours.reduce((sum, { sightings }) => sum + sightings, 0),
    hits: hours.reduce((sum, { hits }) => sum + hits, 0),
  };
}
