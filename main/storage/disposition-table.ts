import type { Knex } from 'knex';
import { z } from 'zod';
import { disposition, dispositionState } from '#contract/disposition.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import type { AuditEntry, AuditLog } from '../access/audit-log.ts';
import type { DispositionRecord, DispositionStore, KeptDisposition } from '../watchlist/disposition-store.ts';
import type { EntryChange } from '../watchlist/watchlist-store.ts';
import { appendAudit } from './access-audit-table.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';
import { applyChanges } from './watchlist-table.ts';

const keptRow = z
  .object({
    platform: z.string(),
    posted_json: jsonColumn.pipe(disposition),
    state: dispositionState,
    posted_at_ms: z.number().int(),
    said_at_ms: z.number().int(),
  })
  .transform((row): KeptDisposition => ({
    ...{ platform: row.platform, disposition: row.posted_json, state: row.state },
    ...{ postedAtMs: row.posted_at_ms, saidAtMs: row.said_at_ms },
  }));

/** Dispositions as posted, together with the entries they are and the audit rows that tell of them. */
export class DispositionTable implements DispositionStore {
  readonly #database: Database;
  readonly #audit: Pick<AuditLog, 'sealing'>;

  constructor({ database, audit }: { database: Database; audit: Pick<AuditLog, 'sealing'> }) {
    this.#database = database;
    this.#audit = audit;
  }

  async find(platform: string, ids: readonly string[] | null, limit: number): Promise<KeptDisposition[]> {
    const rows = this.#database
      .read('dispositions')
      .where({ platform })
      .orderBy([
        { column: 'posted_at_ms', order: 'desc' },
        { column: 'disposition_id', order: 'desc' },
      ])
      .limit(limit);
    if (ids !== null) void rows.whereIn('disposition_id', [...ids]);
    return ((await rows) as unknown[]).map((row) => keptRow.parse(row));
  }

  async active(): Promise<KeptDisposition[]> {
    const rows: unknown[] = await this.#database
      .read('dispositions')
      .where({ state: 'active' })
      .orderBy('posted_at_ms');
    return rows.map((row) => keptRow.parse(row));
  }

  apply({ changes, records, by, atMs }: Parameters<DispositionStore['apply']>[0]): Promise<WatchlistEntry[]> {
    return this.#database.write(async (trx) => {
      const withdrawn = await dispositionsOf(trx, changes);
      const { written } = await applyChanges(trx, changes, by, atMs);
      for (const record of records) await keep(trx, record, atMs);
      const put = written.values();
      for (const change of changes) {
        const subject = change.change === 'withdraw' ? withdrawn.get(change.id) : put.next().value;
        if (subject !== undefined) await appendAudit(trx, this.#audit.sealing(auditOf(by, change.change, subject)));
      }
      return written;
    });
  }
}

type Told = Pick<WatchlistEntry, 'id' | 'disposition'>;

/** What the entries that are taken off were, for the audit row. */
async function dispositionsOf(trx: Knex.Transaction, changes: readonly EntryChange[]): Promise<Map<number, Told>> {
  const told = new Map<number, Told>();
  const row = z.object({ disposition_json: jsonColumn });
  const shape = z.object({ platform: z.string(), dispositionId: z.string() }).nullable();
  for (const change of changes) {
    if (change.change !== 'withdraw') continue;
    const found: unknown = await trx('watchlist_entries').where({ id: change.id }).first('disposition_json');
    const disposition = found === undefined ? null : shape.parse(row.parse(found).disposition_json);
    told.set(change.id, { id: change.id, disposition });
  }
  return told;
}

async function keep(trx: Knex.Transaction, record: DispositionRecord, atMs: number): Promise<void> {
  const key = { platform: record.platform, disposition_id: record.dispositionId };
  const said = { state: record.state, said_at_ms: atMs };
  if (record.posted === null) {
    await trx('dispositions').where(key).update(said);
    return;
  }
  const posted = { ...said, posted_json: JSON.stringify(record.posted) };
  await trx('dispositions')
    .insert({ ...key, ...posted, posted_at_ms: atMs })
    .onConflict(['platform', 'disposition_id'])
    .merge(posted);
}

const deeds: Record<EntryChange['change'], string> = {
  add: 'disposition.set',
  replace: 'disposition.change',
  // A platform's order needs nobody's approval here: it is replaced, never approved.
  approve: 'disposition.change',
  withdraw: 'disposition.end',
};

/** Whom or what it is about stands in the entry's own history, not here. */
function auditOf(actor: string, change: EntryChange['change'], { id, disposition }: Told): AuditEntry {
  const facts = { platform: disposition?.platform ?? null, disposition: disposition?.dispositionId ?? null };
  const problem = disposition?.problem;
  return {
    ...{ actor, action: deeds[change], subject: `entry:${id}` },
    facts: problem === undefined ? facts : { ...facts, problem },
  };
}
