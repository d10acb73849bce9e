import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { z } from 'zod';
import { entryChange, watchlistEntry } from '#contract/watchlist.ts';
import type { EntryChangeRecord, WatchlistEntry } from '#contract/watchlist.ts';
import type { AuditLog } from '../access/audit-log.ts';
import type { EntryTally } from '../watchlist/entry-stats.ts';
import type { Deed, EntryChange, ExpiryNotice, ExpiryStore, WatchlistStore } from '../watchlist/watchlist-store.ts';
import { appendAudit } from './access-audit-table.ts';
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

const changeRow = z.object({
  change: z.string(),
  changed_by: z.string(),
  changed_at_ms: z.number(),
  entry_json: jsonColumn.nullable(),
});
const tallyRow = z.object({
  entryId: z.number(),
  alarms: z.number(),
  resolved: z.number(),
  trueHits: z.number(),
  falseMatches: z.number(),
  lastHitAtMs: z.number(),
});
const announcedRow = z.object({ id: z.number(), expiry_announced: z.enum(['soon', 'expired']) });

/** Changes written in one statement: longer ones gain nothing, and keep the thread. */
const chunk = 150;
/** Numbers in one statement; SQLite takes at most 32,766. */
const numbersInOne = 10_000;

export class WatchlistTable implements WatchlistStore, ExpiryStore {
  readonly #database: Database;
  readonly #audit: Pick<AuditLog, 'sealing'> | null;

  /** Without an audit log, nothing is told there. */
  constructor(database: Database, audit: Pick<AuditLog, 'sealing'> | null = null) {
    this.#database = database;
    this.#audit = audit;
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

  async history(id: number): Promise<EntryChangeRecord[]> {
    const rows: unknown[] = await this.#database
      .read('watchlist_changes')
      .where({ entry_id: id })
      .orderBy('id', 'desc')
      .limit(longestHistory)
      .select(Object.keys(changeRow.shape));
    return rows.map((row) => {
      const { change, changed_by: by, changed_at_ms: atMs, entry_json: entry } = changeRow.parse(row);
      return entryChange.parse({ change, by, atMs, entry });
    });
  }

  apply(
    changes: readonly EntryChange[],
    by: string,
    atMs: number,
    tell?: (written: readonly WatchlistEntry[]) => Deed,
  ): Promise<WatchlistEntry[]> {
    return this.#database.write(async (trx) => {
      const { written, digest } = await applyChanges(trx, changes, by, atMs);
      if (tell !== undefined) {
        const { facts, ...deed } = tell(written);
        // What the rows of `watchlist_changes` say cannot be altered later without breaking the chain's word.
        await this.#seal(trx, by, { ...deed, facts: { ...facts, digest } });
      }
      return written;
    });
  }

  /** What the alarms say, of every entry that raised any. */
  async tallies(): Promise<EntryTally[]> {
    const rows: unknown[] = await this.#database.scan.raw(`SELECT entry_id AS entryId, count(*) AS alarms,
      count(outcome) AS resolved, sum(outcome IS 'true-hit') AS trueHits, sum(outcome IS 'false-match') AS falseMatches,
      max(last_seen_at_ms) AS lastHitAtMs FROM alarms WHERE entry_id IS NOT NULL GROUP BY entry_id`);
    return rows.map((row) => tallyRow.parse(row));
  }

  async announced(): Promise<Map<number, ExpiryNotice>> {
    const rows: unknown[] = await this.#database
      .read('watchlist_entries')
      .whereNull('withdrawn_at_ms')
      .whereNotNull('expiry_announced')
      .select('id', 'expiry_announced');
    return new Map(
      rows.map((row) => {
        const { id, expiry_announced: notice } = announcedRow.parse(row);
        return [id, notice];
      }),
    );
  }

  announce(ids: readonly number[], notice: ExpiryNotice, deeds: readonly Deed[]): Promise<void> {
    return this.#database.write(async (trx) => {
      for (const some of chunksOf(ids, numbersInOne)) {
        await trx('watchlist_entries').whereIn('id', some).update({ expiry_announced: notice });
      }
      for (const deed of deeds) await this.#seal(trx, 'station', deed);
    });
  }

  /** Of these photos, the ones that an entry on the list or an alarm shows. */
  async photosInUse(digests: readonly string[]): Promise<Set<string>> {
    const { read } = this.#database;
    const entries: unknown = await read('watchlist_entries')
      .whereIn('photo', digests)
      .whereNotNull('photo')
      .whereNull('withdrawn_at_ms')
      .pluck('photo');
    const alarms: unknown = await read('alarms')
      .whereIn('entry_photo', digests)
      .whereNotNull('entry_photo')
      .pluck('entry_photo');
    return new Set([...z.array(z.string()).parse(entries), ...z.array(z.string()).parse(alarms)]);
  }

  async #seal(trx: Knex.Transaction, actor: string, deed: Deed): Promise<void> {
    if (this.#audit !== null) await appendAudit(trx, this.#audit.sealing({ actor, ...deed }));
  }
}

const longestHistory = 200;

/** New rows, and known ones in place of what they were: what was announced of their end no longer counts. */
async function upsert(trx: Knex.Transaction, rows: readonly EntryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(entryRow.shape) as (keyof EntryRow)[];
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  const replaced = columns.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`);
  await trx.raw(
    `INSERT INTO watchlist_entries (${columns.join(', ')}) VALUES ${rows.map(() => tuple).join(', ')}
      ON CONFLICT (id) DO UPDATE SET ${replaced.join(', ')}, expiry_announced = NULL`,
    rows.flatMap((row) => columns.map((column) => row[column])),
  );
}

/** Inside a write of its own, or beside whatever else belongs to the change. `digest`: SHA-256 over the rows of the history. */
export async function applyChanges(
  trx: Knex.Transaction,
  changes: readonly EntryChange[],
  by: string,
  atMs: number,
): Promise<{ written: WatchlistEntry[]; digest: string }> {
  let nextId = 1 + (await lastIdIn(trx));
  const digest = createHash('sha256');
  const written: WatchlistEntry[] = [];
  for (const some of chunksOf(changes, chunk)) {
    const numbered = some.map((change) => ({
      change,
      id: change.change === 'add' ? nextId++ : change.change === 'withdraw' ? change.id : change.entry.id,
    }));
    const entries = numbered.flatMap(({ change, id }): WatchlistEntry[] =>
      change.change === 'withdraw' ? [] : [{ ...change.entry, id }],
    );
    await upsert(trx, entries.map(rowOf));
    const history = numbered.map(({ change, id }) => ({
      entry_id: id,
      change: change.change,
      changed_by: by,
      changed_at_ms: atMs,
      entry_json: change.change === 'withdraw' ? null : JSON.stringify({ ...change.entry, id }),
    }));
    const gone = numbered.filter(({ change }) => change.change === 'withdraw').map(({ id }) => id);
    if (gone.length > 0) await trx('watchlist_entries').whereIn('id', gone).update({ withdrawn_at_ms: atMs });
    await trx('watchlist_changes').insert(history);
    for (const { entry_id: id, entry_json: json } of history) digest.update(`${id} ${json ?? ''}\n`);
    written.push(...entries);
  }
  return { written, digest: digest.digest('hex') };
}

async function lastIdIn(trx: Knex.Transaction): Promise<number> {
  const rows: unknown[] = await trx('watchlist_entries').max({ last: 'id' });
  return z.object({ last: z.number().nullable() }).parse(rows[0]).last ?? 0;
}

function* chunksOf<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
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
