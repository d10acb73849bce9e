import type { Knex } from 'knex';
import { z } from 'zod';
import { watchlistEntry } from '#contract/watchlist.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import type { EntryChange, WatchlistStore } from '../watchlist/watchlist-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const entryRow = z.object({
  id: z.number(),
  kind: z.string(),
  plate: z.string().nullable(),
  id_number: z.string().nullable(),
  name: z.string().nullable(),
  category: z.string(),
  basis: z.string(),
  priority: z.number(),
  valid_from_at_ms: z.number().nullable(),
  expires_at_ms: z.number(),
  author: z.string(),
  approved_by: z.string().nullable(),
  procedure_json: jsonColumn,
  origin: z.string(),
  note: z.string(),
  own_category: z.string().nullable(),
  plate_colour: z.string().nullable(),
  library_id: z.string().nullable(),
  photo: z.string().nullable(),
  scope_json: jsonColumn,
  approved_at_ms: z.number().nullable(),
  disposition_json: jsonColumn,
});
type EntryRow = z.input<typeof entryRow>;

/** Rows in one INSERT; SQLite takes at most 32,766 values in one statement. */
const chunk = 500;

export class WatchlistTable implements WatchlistStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(): Promise<WatchlistEntry[]> {
    const rows: unknown[] = await this.#database
      .read('watchlist_entries')
      .select(Object.keys(entryRow.shape))
      .whereNull('withdrawn_at_ms')
      .orderBy('id');
    return rows.map((row) => entryOf(entryRow.parse(row)));
  }

  /** As it was written last, withdrawn ones too. */
  async findEver(id: number): Promise<WatchlistEntry | null> {
    const row: unknown = await this.#database
      .read('watchlist_entries')
      .where({ id })
      .first(Object.keys(entryRow.shape));
    return row === undefined ? null : entryOf(entryRow.parse(row));
  }

  apply(changes: readonly EntryChange[], by: string, atMs: number): Promise<WatchlistEntry[]> {
    return this.#database.write((trx) => applyChanges(trx, changes, by, atMs));
  }
}

/** Inside a write of its own, or beside whatever else belongs to the change. */
export async function applyChanges(
  trx: Knex.Transaction,
  changes: readonly EntryChange[],
  by: string,
  atMs: number,
): Promise<WatchlistEntry[]> {
  let nextId = 1 + (await lastIdIn(trx));
  const added: EntryRow[] = [];
  const history: object[] = [];
  const written: WatchlistEntry[] = [];
  for (const change of changes) {
    const id = change.change === 'add' ? nextId++ : change.change === 'replace' ? change.entry.id : change.id;
    const remember = { entry_id: id, change: change.change, changed_by: by, changed_at_ms: atMs };
    if (change.change === 'withdraw') {
      await trx('watchlist_entries').where({ id }).update({ withdrawn_at_ms: atMs });
      history.push({ ...remember, entry_json: null });
      continue;
    }
    const entry: WatchlistEntry = { ...change.entry, id };
    if (change.change === 'add') added.push(rowOf(entry));
    else await trx('watchlist_entries').where({ id }).update(rowOf(entry));
    history.push({ ...remember, entry_json: JSON.stringify(entry) });
    written.push(entry);
  }
  for (const rows of chunksOf(added)) await trx('watchlist_entries').insert(rows);
  for (const rows of chunksOf(history)) await trx('watchlist_changes').insert(rows);
  return written;
}

async function lastIdIn(trx: Knex.Transaction): Promise<number> {
  const rows: unknown[] = await trx('watchlist_entries').max({ last: 'id' });
  return z.object({ last: z.number().nullable() }).parse(rows[0]).last ?? 0;
}

function* chunksOf<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
}

function rowOf(entry: WatchlistEntry): EntryRow {
  const vehicle = entry.kind === 'vehicle';
  return {
    id: entry.id,
    kind: entry.kind,
    plate: vehicle ? entry.plate : null,
    id_number: vehicle ? null : entry.idNumber,
    name: vehicle ? null : entry.name,
    category: entry.category,
    basis: entry.basis,
    priority: entry.priority,
    valid_from_at_ms: entry.validFromMs,
    expires_at_ms: entry.expiresAtMs,
    author: entry.author,
    approved_by: entry.approvedBy,
    procedure_json: JSON.stringify(entry.procedure),
    origin: entry.origin,
    note: entry.note,
    own_category: entry.ownCategory,
    plate_colour: vehicle ? entry.plateColour : null,
    library_id: vehicle ? null : entry.libraryId,
    photo: vehicle ? null : entry.photo,
    scope_json: JSON.stringify(entry.scope),
    approved_at_ms: entry.approvedAtMs,
    disposition_json: JSON.stringify(entry.disposition),
  };
}

function entryOf(row: z.output<typeof entryRow>): WatchlistEntry {
  const { kind, plate, name } = row;
  return watchlistEntry.parse({
    id: row.id,
    ...(kind === 'vehicle'
      ? { kind, plate, plateColour: row.plate_colour }
      : { kind, idNumber: row.id_number, name, libraryId: row.library_id, photo: row.photo }),
    category: row.category,
    basis: row.basis,
    priority: row.priority,
    validFromMs: row.valid_from_at_ms,
    expiresAtMs: row.expires_at_ms,
    author: row.author,
    approvedBy: row.approved_by,
    procedure: row.procedure_json,
    origin: row.origin,
    note: row.note,
    ownCategory: row.own_category,
    scope: row.scope_json,
    approvedAtMs: row.approved_at_ms,
    disposition: row.disposition_json,
  });
}
