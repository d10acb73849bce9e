/** Looks through the cells, block by block, for what a filter asks. */
import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { CheckTime } from './search-gate.ts';
import type { BlockOutline, SightingBlocks } from './sighting-blocks.ts';
import { endingCharacters, siftEndings, siftPlates } from './plate-sift.ts';
import type { PlateCells } from './plate-sift.ts';
import { blockOf, column, nothing, placeOf, placesPerBlock, plateColumns, unsure } from './sighting-cells.ts';
import { criteriaOf } from './sighting-criteria.ts';
import type { Criteria, ScanFilter } from './sighting-criteria.ts';
import { sift } from './sighting-sift.ts';
import type { Places } from './sighting-sift.ts';

export interface ScanRange {
  /** Numbers, both included. */
  lowId: number;
  highId: number;
  order: 'newest-first' | 'oldest-first';
  /** Whether it matters which of the found are in alarms. */
  withHits?: boolean;
}

export interface ScannedBlock {
  outline: BlockOutline;
  /** Ascending; null: each of its sightings, and every place holds one. */
  places: Places;
  /** Places that are in alarms; empty unless asked for. */
  hits: ReadonlySet<number>;
  /** Of those, the ones only their rows can vouch for. */
  doubtful: Set<number>;
}

/** Blocks looked through together: the newest few first, for most searches are done with them. */
const batchSizes = [2, 16, 64, 256];

interface Parts {
  blocks: SightingBlocks;
  scan: Knex;
}

/** Every block that holds a sighting the filter lets through, in order. */
export async function* scanBlocks(
  { blocks, scan }: Parts,
  filter: ScanFilter,
  range: ScanRange,
  checkTime: CheckTime,
): AsyncGenerator<ScannedBlock, void, void> {
  const { lowId, highId, order } = range;
  const [lowest, highest] = [blockOf(Math.max(1, lowId)), blockOf(highId)];
  const newestFirst = order === 'newest-first';
  for (let done = 0, batch = 0; lowest + done <= highest; batch++) {
    checkTime();
    const size = Math.min(batchSizes[batch] ?? batchSizes.at(-1) ?? 1, highest - lowest + 1 - done);
    const low = newestFirst ? highest - done - size + 1 : lowest + done;
    done += size;
    const outlines = (await blocks.outlines(low, low + size - 1)).filter((outline) => meets(outline, filter));
    // Only now: a block that had to be made from its rows may have brought words that had no code before.
    const criteria = criteriaOf(filter, await blocks.codes());
    const found = await scanBatch({ blocks, scan }, outlines, filter, criteria, range);
    yield* newestFirst ? found : found.reverse();
    // Frames and captures wait for the same thread.
    await setImmediate();
  }
}

const meets = ({ firstMs, lastMs }: BlockOutline, { fromMs, toMs }: ScanFilter): boolean =>
  (fromMs === undefined || lastMs >= fromMs) && (toMs === undefined || firstMs < toMs);

async function scanBatch(
  { blocks, scan }: Parts,
  outlines: readonly BlockOutline[],
  filter: ScanFilter,
  { criteria, plate }: Criteria,
  { lowId, highId, withHits }: ScanRange,
): Promise<ScannedBlock[]> {
  const alive = new Map<BlockOutline, Pick<ScannedBlock, 'places' | 'doubtful'>>();
  const hits = filter.hitsOnly === true || withHits === true ? await hitPlaces(scan, outlines) : null;
  for (const outline of outlines) {
    const own = hits?.get(outline.block);
    if (filter.hitsOnly !== true) alive.set(outline, { places: null, doubtful: new Set() });
    else if (own !== undefined) alive.set(outline, { places: own, doubtful: new Set() });
  }
  const ask = async (
    number: number,
    isClear: (outline: BlockOutline, places: Places) => boolean,
    narrow: (places: Places, cells: Uint8Array | null) => Places,
  ): Promise<void> => {
    const asked = [...alive].filter(([outline, { places }]) => !isClear(outline, places));
    const cellsOf = await blocks.cells(
      number,
      asked.map(([outline]) => outline),
    );
    for (const [outline, { places, doubtful }] of asked) {
      const cells = cellsOf.get(outline.block) ?? null;
      const kept = narrow(places, cells);
      if (kept?.length === 0) alive.delete(outline);
      else alive.set(outline, { places: kept, doubtful: withDoubts(doubtful, kept, cells) });
    }
  };
  for (const { column: number, wanted } of criteria) {
    await ask(number, clearOf(number, wanted), (places, cells) => sift(places, cells, wanted, placesPerBlock));
  }
  const askPlate = async (
    characters: readonly number[],
    narrow: (places: Places, cells: PlateCells) => Places,
  ): Promise<void> => {
    const outlinesLeft = [...alive.keys()];
    const read = await Promise.all(
      characters.map(async (n) => [n, await blocks.cells(plateColumns[n] ?? 0, outlinesLeft)] as const),
    );
    for (const [outline, { places, doubtful }] of [...alive]) {
      const cells: (Uint8Array | null)[] = [];
      for (const [n, cellsOf] of read) cells[n] = cellsOf.get(outline.block) ?? null;
      const kept = narrow(places, cells);
      if (kept?.length === 0) alive.delete(outline);
      // A vague plate is so in every character.
      else
        alive.set(outline, { places: kept, doubtful: withDoubts(doubtful, kept, cells[characters[0] ?? 0] ?? null) });
    }
  };
  if (plate !== null) {
    const ending = endingCharacters(plate);
    if (ending !== null) await askPlate(ending, (places, cells) => siftEndings(places, cells, plate));
    await askPlate([...plateColumns.keys()], (places, cells) => siftPlates(places, cells, plate));
  }
  const found: ScannedBlock[] = [];
  for (const [outline, { places, doubtful }] of alive) {
    const within = await withinPeriod(blocks, outline, withinNumbers(outline, places, lowId, highId), filter);
    if (within?.length !== 0) {
      found.push({ outline, places: within, doubtful, hits: new Set(hits?.get(outline.block)) });
    }
  }
  return found;
}

const allPlaces = Uint16Array.from({ length: placesPerBlock }, (_, place) => place);

/** Of the kept places, those that only their rows can vouch for, beside those known already. */
function withDoubts(known: Set<number>, kept: Places, cells: Uint8Array | null): Set<number> {
  if (cells === null || !cells.includes(unsure)) return known;
  return new Set([...known, ...(kept ?? allPlaces).filter((place) => cells[place] === unsure)]);
}

/** Whether it is clear without looking that every place left has what is wanted: each holds a sighting of some kind. */
function clearOf(number: number, wanted: Uint8Array): (outline: BlockOutline, places: Places) => boolean {
  const anyKind = number === column.kind && !wanted.includes(0, nothing + 1);
  return ({ sightings }, places) => anyKind && places === null && sightings === placesPerBlock;
}

function withinNumbers({ block }: BlockOutline, places: Places, lowId: number, highId: number): Places {
  if (block !== blockOf(lowId) && block !== blockOf(highId)) return places;
  const from = block === blockOf(lowId) ? placeOf(lowId) : 0;
  const to = block === blockOf(highId) ? placeOf(highId) : placesPerBlock - 1;
  if (from === 0 && to === placesPerBlock - 1) return places;
  return (places ?? allPlaces).filter((place) => place >= from && place <= to);
}

/** Only where a block reaches over an end of the period do its sightings have to be asked one by one. */
async function withinPeriod(
  blocks: SightingBlocks,
  outline: BlockOutline,
  places: Places,
  { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: ScanFilter,
): Promise<Places> {
  if (places?.length === 0 || (outline.firstMs >= fromMs && outline.lastMs < toMs)) return places;
  const received = await blocks.received(outline);
  return (places ?? allPlaces).filter((place) => {
    const atMs = received[place] ?? Number.NaN;
    return atMs >= fromMs && atMs < toMs;
  });
}

const hitsRow = z.object({ block: z.number().int(), places: z.string() });

/** Places of the sightings that are in alarms, of those blocks where there are any. */
async function hitPlaces(scan: Knex, outlines: readonly BlockOutline[]): Promise<Map<number, Uint16Array>> {
  const [newest, oldest] = [outlines[0], outlines.at(-1)];
  if (newest === undefined || oldest === undefined) return new Map();
  const rows: unknown[] = await scan.raw(
    `SELECT (id - 1) / ${placesPerBlock} AS block, group_concat((id - 1) % ${placesPerBlock}) AS places
      FROM sightings WHERE alarm_id IS NOT NULL AND id BETWEEN ? AND ? GROUP BY 1`,
    [oldest.block * placesPerBlock + 1, (newest.block + 1) * placesPerBlock],
  );
  return new Map(
    rows.map((row): [number, Uint16Array] => {
      const { block, places } = hitsRow.parse(row);
      return [block, Uint16Array.from(places.split(','), Number).sort()];
    }),
  );
}
