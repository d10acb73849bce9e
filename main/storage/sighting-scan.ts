/** Looks through the cells, block by block, for what a filter asks. */
import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { SightingFilter } from '#contract/search.ts';
import type { CheckTime } from './search-gate.ts';
import type { BlockOutline, SightingBlocks } from './sighting-blocks.ts';
import { blockOf, column, placeOf, placesPerBlock, plateHeadCells, unsure } from './sighting-cells.ts';
import { criteriaOf, fillsSteps, sift } from './sighting-criteria.ts';
import type { Criteria, Places } from './sighting-criteria.ts';

/** As the contract's, and `null` among the cameras is "no camera". */
export type ScanFilter = Omit<SightingFilter, 'cameraIds'> & { cameraIds?: (string | null)[] | undefined };

export interface ScanRange {
  /** Numbers, both included. */
  lowId: number;
  highId: number;
  order: 'newest-first' | 'oldest-first';
}

export interface ScannedBlock {
  outline: BlockOutline;
  /** Ascending. */
  places: number[];
  /** Of those, the ones only their rows can vouch for. */
  doubtful: Set<number>;
}

/** Blocks looked through together: the newest few first, for most searches are done with them. */
const batchSizes = [2, 16, 64, 256];

interface Parts {
  blocks: SightingBlocks;
  scan: Knex;
}

/** Every block that holds a sighting the filter lets through, in order. Plain "all in this block" has no doubts. */
export async function* scanBlocks(
  { blocks, scan }: Parts,
  filter: ScanFilter,
  { lowId, highId, order }: ScanRange,
  checkTime: CheckTime,
): AsyncGenerator<ScannedBlock, void, void> {
  const criteria = criteriaOf(filter, await blocks.codes());
  const [lowest, highest] = [blockOf(Math.max(1, lowId)), blockOf(highId)];
  const newestFirst = order === 'newest-first';
  for (let done = 0, batch = 0; lowest + done <= highest; batch++) {
    checkTime();
    const size = Math.min(batchSizes[batch] ?? batchSizes.at(-1) ?? 1, highest - lowest + 1 - done);
    const low = newestFirst ? highest - done - size + 1 : lowest + done;
    done += size;
    const outlines = (await blocks.outlines(low, low + size - 1)).filter((outline) => meets(outline, filter));
    const found = await scanBatch({ blocks, scan }, outlines, filter, criteria, { lowId, highId });
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
  { criteria, steps }: Criteria,
  { lowId, highId }: Pick<ScanRange, 'lowId' | 'highId'>,
): Promise<ScannedBlock[]> {
  const alive = new Map<BlockOutline, { places: Places; doubtful: Set<number> }>();
  const first = filter.hitsOnly === true ? await hitPlaces(scan, outlines) : null;
  for (const outline of outlines) {
    const hits = first === null ? null : first.get(outline.block);
    if (hits !== undefined) alive.set(outline, { places: hits, doubtful: new Set() });
  }
  const keep = (outline: BlockOutline, places: readonly number[], doubtful: Set<number>): void => {
    if (places.length === 0) alive.delete(outline);
    else alive.set(outline, { places, doubtful });
  };
  for (const { column: number, wanted } of criteria) {
    const cellsOf = await blocks.cells(number, [...alive.keys()]);
    for (const [outline, { places, doubtful }] of [...alive]) {
      const cells = cellsOf.get(outline.block) ?? null;
      const kept = sift(places, cells, wanted, placesPerBlock);
      if (cells?.includes(unsure) === true) for (const place of kept) if (cells[place] === unsure) doubtful.add(place);
      keep(outline, kept, doubtful);
    }
  }
  if (steps !== null && alive.size > 0) {
    const heads: Map<number, Uint8Array>[] = [];
    for (let at = 0; at < plateHeadCells; at++) {
      heads.push(await blocks.cells(column.plateHead + at, [...alive.keys()]));
    }
    for (const [outline, { places, doubtful }] of [...alive]) {
      const own = heads.map((cells) => cells.get(outline.block) ?? null);
      keep(
        outline,
        (places ?? []).filter((place) => fillsSteps(own, place, steps)),
        doubtful,
      );
    }
  }
  const found: ScannedBlock[] = [];
  for (const [outline, { places, doubtful }] of alive) {
    let kept = [...(places ?? [])];
    if (blockOf(lowId) === outline.block) kept = kept.filter((place) => place >= placeOf(lowId));
    if (blockOf(highId) === outline.block) kept = kept.filter((place) => place <= placeOf(highId));
    kept = await withinPeriod(blocks, outline, kept, filter);
    if (kept.length > 0) found.push({ outline, places: kept, doubtful });
  }
  return found;
}

/** Only where a block reaches over an end of the period do its sightings have to be asked one by one. */
async function withinPeriod(
  blocks: SightingBlocks,
  outline: BlockOutline,
  places: number[],
  { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: ScanFilter,
): Promise<number[]> {
  if (places.length === 0 || (outline.firstMs >= fromMs && outline.lastMs < toMs)) return places;
  const received = await blocks.received(outline);
  return places.filter((place) => {
    const atMs = received[place] ?? Number.NaN;
    return atMs >= fromMs && atMs < toMs;
  });
}

const hitsRow = z.object({ block: z.number().int(), places: z.string() });

/** Places of the sightings that are in alarms, of those blocks where there are any. */
export async function hitPlaces(scan: Knex, outlines: readonly BlockOutline[]): Promise<Map<number, number[]>> {
  const [newest, oldest] = [outlines[0], outlines.at(-1)];
  if (newest === undefined || oldest === undefined) return new Map();
  const rows: unknown[] = await scan.raw(
    `SELECT (id - 1) / ${placesPerBlock} AS block, group_concat((id - 1) % ${placesPerBlock}) AS places
      FROM sightings WHERE alarm_id IS NOT NULL AND id BETWEEN ? AND ? GROUP BY 1`,
    [oldest.block * placesPerBlock + 1, (newest.block + 1) * placesPerBlock],
  );
  return new Map(
    rows.map((row) => {
      const { block, places } = hitsRow.parse(row);
      return [
        block,
        places
          .split(',')
          .map(Number)
          .sort((a, b) => a - b),
      ];
    }),
  );
}
