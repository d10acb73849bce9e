import type { Knex } from 'knex';
import { z } from 'zod';
import type { Sighting } from '#contract/sighting.ts';
import { reasonOf } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';
import { indexedOf } from './journal-rows.ts';
import { BlockCells, blockOf, CellCodes, column, idAt, placesPerBlock } from './sighting-cells.ts';
import type { CodedWord, HourRun } from './sighting-cells.ts';

/** A block as a search meets it: written, or in memory. */
export interface BlockOutline {
  block: number;
  sightings: number;
  /** Receipt of the earliest and the latest; infinite, the wrong way round, when it holds none. */
  firstMs: number;
  lastMs: number;
  hours: readonly HourRun[];
  /** Null: its cells are in the database. */
  inMemory: BlockCells | null;
}

/** Full blocks that could not be written yet are kept, this many; older ones are made again from their rows. */
const mostInMemory = 8;

/** The cells of all sightings: the newest block in memory, the others in the database. */
export class SightingBlocks {
  readonly #database: Database;
  readonly #log: Log;
  readonly #open = new Map<number, BlockCells>();
  #codes: Promise<CellCodes> | null = null;
  #opened: Promise<void> = Promise.resolve();
  #sealing: Promise<void> | null = null;
  #sealAgain = false;
  readonly #closing = new AbortController();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log.room('storage');
  }

  /** Begins to write the blocks that are missing or stale, newest first; searches are answered meanwhile. */
  start(): void {
    this.#opened = this.#openNewest();
    this.#seal();
  }

  /** Ends with the block that is being written. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opened;
    await this.#sealing;
  }

  /** Resolves when nothing is left to be written. */
  async settled(): Promise<void> {
    while (this.#sealing !== null) await this.#sealing;
  }

  async codes(): Promise<CellCodes> {
    this.#codes ??= readCodes(this.#database.read);
    try {
      return await this.#codes;
    } catch (error) {
      this.#codes = null;
      throw error;
    }
  }

  /** Takes in sightings whose rows are committed. Never throws: what is missing is made again from the rows. */
  async add(sightings: readonly Sighting[]): Promise<void> {
    try {
      await this.#opened;
      const codes = await this.codes();
      for (const [block, own] of Map.groupBy(sightings, ({ id }) => blockOf(id))) {
        let cells = this.#open.get(block);
        if (cells === undefined) {
          // The first since the start, or a new block: the rows hold it, these sightings included.
          cells = await readBlock(this.#database.read, block, codes);
          this.#open.set(block, cells);
          if (this.#open.size > 1) this.#seal();
        }
        for (const sighting of own) cells.add(sighting, codes);
      }
    } catch (error) {
      this.#open.clear();
      this.#log.warn('sightings are not in memory for search', { reason: reasonOf(error) });
    }
  }

  /** The blocks from `low` to `high`, newest first. Those that hold nothing may be left out. */
  async outlines(low: number, high: number): Promise<BlockOutline[]> {
    const rows: unknown[] = await this.#database.scan.raw('SELECT * FROM sighting_blocks WHERE block BETWEEN ? AND ?', [
      low,
      high,
    ]);
    const written = new Map(rows.map((row) => blockRow.parse(row)).map((row) => [row.block, row]));
    const found: BlockOutline[] = [];
    for (let block = high; block >= low; block--) {
      const row = written.get(block);
      const open = this.#open.get(block);
      if (row !== undefined && row.stale === 0) {
        if (row.sightings > 0) found.push(outlineOf(row));
      } else if (open !== undefined && (await this.#isWhole(open))) {
        found.push(outlineInMemory(open));
      } else {
        const made = await readBlock(this.#database.scan, block, await this.codes());
        if (made.rows > 0) found.push(outlineInMemory(made));
        this.#seal();
      }
    }
    return found;
  }

  /** The cells of one column, of those blocks where they say anything. */
  async cells(number: number, blocks: readonly BlockOutline[]): Promise<Map<number, Uint8Array>> {
    const found = new Map<number, Uint8Array>();
    const written: number[] = [];
    for (const { block, inMemory } of blocks) {
      const cells = inMemory?.cells(number);
      if (inMemory === null) written.push(block);
      else if (cells) found.set(block, cells);
    }
    for (const { id, cells } of await this.#readCells(number, written)) found.set(id % columnStep, cells);
    return found;
  }

  /** When the sightings of one block were received, by place. */
  async received({ block, inMemory }: BlockOutline): Promise<Float64Array> {
    if (inMemory !== null) return inMemory.received;
    const [row] = await this.#readCells(column.received, [block]);
    // Copied: a view of doubles must begin at a multiple of eight.
    return new Float64Array(Uint8Array.from(row?.cells ?? new Uint8Array(placesPerBlock * 8)).buffer);
  }

  async #readCells(number: number, blocks: readonly number[]): Promise<z.infer<typeof cellsRow>[]> {
    const [newest, oldest] = [blocks[0], blocks.at(-1)];
    if (newest === undefined || oldest === undefined) return [];
    const key = (block: number): number => number * columnStep + block;
    const isRange = newest - oldest + 1 === blocks.length;
    const rows: unknown[] = isRange
      ? await this.#database.scan.raw('SELECT id, cells FROM sighting_cells WHERE id BETWEEN ? AND ?', [
          key(oldest),
          key(newest),
        ])
      : await this.#database.scan.raw(
          `SELECT id, cells FROM sighting_cells WHERE id IN (${blocks.map(() => '?').join(', ')})`,
          blocks.map(key),
        );
    return rows.map((row) => cellsRow.parse(row));
  }

  /** The block that goes on being filled, as the last run left it. */
  async #openNewest(): Promise<void> {
    try {
      const ends: unknown[] = await this.#database.read.raw(
        'SELECT NULL AS oldest, (SELECT max(id) FROM sightings) AS newest',
      );
      const { newest } = endsRow.parse(ends[0]);
      if (newest === null) return;
      const cells = await readBlock(this.#database.read, blockOf(newest), await this.codes());
      this.#open.set(cells.block, cells);
    } catch (error) {
      this.#log.warn('sightings are not in memory for search', { reason: reasonOf(error) });
    }
  }

  /** Deleted sightings mark written blocks only: one in memory is counted. Rows on their way into it are no matter. */
  async #isWhole(open: BlockCells): Promise<boolean> {
    return (await countRows(this.#database.scan, open.block)) >= open.rows;
  }

  #seal(): void {
    this.#sealAgain = true;
    if (this.#closing.signal.aborted) return;
    this.#sealing ??= this.#sealAll().finally(() => {
      this.#sealing = null;
    });
  }

  async #sealAll(): Promise<void> {
    while (this.#sealAgain && !this.#closing.signal.aborted) {
      this.#sealAgain = false;
      try {
        for (const block of await this.#unwritten()) await this.#write(block);
      } catch (error) {
        this.#log.warn('search cells not written', { reason: reasonOf(error) });
      }
      for (const block of [...this.#open.keys()].sort((a, b) => a - b).slice(0, -mostInMemory))
        this.#open.delete(block);
    }
  }

  /** Full blocks whose cells are missing or stale, newest first. */
  async #unwritten(): Promise<number[]> {
    const { read } = this.#database;
    const ends: unknown[] = await read.raw(
      'SELECT (SELECT min(id) FROM sightings) AS oldest, (SELECT max(id) FROM sightings) AS newest',
    );
    const { oldest, newest } = endsRow.parse(ends[0]);
    if (oldest === null || newest === null) return [];
    const rows: unknown[] = await read.raw('SELECT block FROM sighting_blocks WHERE stale = 0');
    const fine = new Set(rows.map((row) => blockNumber.parse(row).block));
    const missing: number[] = [];
    for (let block = blockOf(newest) - 1; block >= blockOf(oldest); block--) if (!fine.has(block)) missing.push(block);
    return missing;
  }

  async #write(block: number): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const codes = await this.codes();
    // Replayable: after a power cut the rows come back from the packs, and the cells from the rows.
    await this.#database
      .write(async (trx) => {
        const open = this.#open.get(block);
        const isWhole = open !== undefined && (await countRows(trx, block)) === open.rows;
        const cells = isWhole ? open : await readBlock(trx, block, codes);
        const words = codes.unsaved();
        for (const { kind, code, word } of words) {
          await trx.raw('INSERT OR REPLACE INTO sighting_codes (kind, code, word) VALUES (?, ?, ?)', [
            kind,
            code,
            word,
          ]);
        }
        for (const number of allColumns) {
          const key = number * columnStep + block;
          const bytes = number === column.received ? receiptBytes(cells) : cells.cells(number);
          await (bytes === null
            ? trx.raw('DELETE FROM sighting_cells WHERE id = ?', [key])
            : trx.raw('INSERT OR REPLACE INTO sighting_cells (id, cells) VALUES (?, ?)', [key, Buffer.from(bytes)]));
        }
        await trx.raw(
          `INSERT OR REPLACE INTO sighting_blocks (block, sightings, first_at_ms, last_at_ms, hours_json, stale)
          VALUES (?, ?, ?, ?, ?, 0)`,
          [
            block,
            cells.rows,
            cells.rows === 0 ? null : cells.firstMs,
            cells.rows === 0 ? null : cells.lastMs,
            JSON.stringify(cells.hourRuns()),
          ],
        );
        return words;
      }, 'replayable')
      .then((words) => codes.saved(words));
    this.#open.delete(block);
  }
}

/** Columns are this far apart in `sighting_cells.id`. */
const columnStep = 2 ** 32;
const allColumns = Object.values(column);

const blockRow = z.object({
  block: z.number().int(),
  sightings: z.number().int(),
  first_at_ms: z.number().nullable(),
  last_at_ms: z.number().nullable(),
  hours_json: jsonColumn.pipe(z.array(z.tuple([z.number().int(), z.number().int()]))),
  stale: z.number(),
});
const cellsRow = z.object({ id: z.number().int(), cells: z.instanceof(Uint8Array) });
const endsRow = z.object({ oldest: z.number().int().nullable(), newest: z.number().int().nullable() });
const blockNumber = z.object({ block: z.number().int() });
const countRow = z.object({ sightings: z.number().int() });
const codeRow = z.object({
  kind: z.enum(['kind', 'camera', 'colour', 'vehicle-class', 'behaviour', 'plate']),
  code: z.number().int(),
  word: z.string(),
});

function outlineOf(row: z.output<typeof blockRow>): BlockOutline {
  return {
    block: row.block,
    sightings: row.sightings,
    firstMs: row.first_at_ms ?? Number.POSITIVE_INFINITY,
    lastMs: row.last_at_ms ?? Number.NEGATIVE_INFINITY,
    hours: row.hours_json,
    inMemory: null,
  };
}

function outlineInMemory(cells: BlockCells): BlockOutline {
  const { block, rows: sightings, firstMs, lastMs } = cells;
  return { block, sightings, firstMs, lastMs, hours: cells.hourRuns(), inMemory: cells };
}

function receiptBytes({ rows, received }: BlockCells): Uint8Array | null {
  return rows === 0 ? null : new Uint8Array(received.buffer);
}

async function readCodes(read: Knex): Promise<CellCodes> {
  const rows: unknown[] = await read.raw('SELECT kind, code, word FROM sighting_codes ORDER BY kind, code');
  return new CellCodes(rows.map((row): CodedWord => codeRow.parse(row)));
}

async function readBlock(from: Knex, block: number, codes: CellCodes): Promise<BlockCells> {
  const cells = new BlockCells(block);
  const rows: unknown[] = await from.raw(
    'SELECT id, camera_id, received_at_ms, facts_json FROM sightings WHERE id BETWEEN ? AND ?',
    [idAt(block, 0), idAt(block, placesPerBlock - 1)],
  );
  for (const row of rows) cells.add(indexedOf(row), codes);
  return cells;
}

async function countRows(from: Knex, block: number): Promise<number> {
  const rows: unknown[] = await from.raw('SELECT count(*) AS sightings FROM sightings WHERE id BETWEEN ? AND ?', [
    idAt(block, 0),
    idAt(block, placesPerBlock - 1),
  ]);
  return countRow.parse(rows[0]).sightings;
}
