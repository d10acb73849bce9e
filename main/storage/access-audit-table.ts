import { z } from 'zod';
import type { Knex } from 'knex';
import { auditOrigin } from '../access/audit-log.ts';
import type { AuditRow, AuditStore } from '../access/audit-log.ts';
import type { Database } from './database.ts';

interface AuditTableRow {
  id: number;
  at_ms: number;
  actor: string;
  action: string;
  subject: string;
  facts_json: string;
  hash: string;
}

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export class AuditTable implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(seal: (last: Pick<AuditRow, 'id' | 'hash'>) => AuditRow): Promise<AuditRow> {
    return this.#database.write((trx) => appendAudit(trx, seal));
  }

  async rowsAfter(id: number, limit: number): Promise<AuditRow[]> {
    const rows = await this.#database
      .read<AuditTableRow>('audit_log')
      .select()
      .where('id', '>', id)
      .orderBy('id')
      .limit(limit);
    return rows.map((row) => ({
      id: row.id,
      atMs: row.at_ms,
      actor: row.actor,
      action: row.action,
      subject: row.subject,
      facts: facts.parse(JSON.parse(row.facts_json)),
      hash: row.hash,
    }));
  }
}

/** Inside a write of its own, or beside the change it tells of, so that both are committed or neither. */
export async function appendAudit(
  trx: Knex.Transaction,
  seal: (last: Pick<AuditRow, 'id' | 'hash'>) => AuditRow,
): Promise<AuditRow> {
  const last = await trx<AuditTableRow>('audit_log').select('id', 'hash').orderBy('id', 'desc').first();
  const row = seal(last ?? auditOrigin);
  await trx<AuditTableRow>('audit_log').insert({
    id: row.id,
    at_ms: row.atMs,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    facts_json: JSON.stringify(row.facts),
    hash: row.hash,
  });
  return row;
}
