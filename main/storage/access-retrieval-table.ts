import { lookPurpose } from '#contract/access.ts';
import type { Look, LookStore } from '../access/retrieval-register.ts';
import type { Database } from './database.ts';

interface RetrievalRow {
  id: number;
  account: string;
  digest: string;
  purpose: string;
  at_ms: number;
  reason: string | null;
}

/** knex writes many rows as one compound select, of which SQLite takes at most 500 terms. */
const rowsPerInsert = 400;

export class RetrievalTable implements LookStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(looks: readonly Look[]): Promise<void> {
    const rows = looks.map(({ account, digest, purpose, atMs, reason = null }) => ({
      ...{ account, digest, purpose, reason },
      at_ms: atMs,
    }));
    await this.#database.write(async (trx) => {
      for (let start = 0; start < rows.length; start += rowsPerInsert) {
        await trx<RetrievalRow>('retrievals').insert(rows.slice(start, start + rowsPerInsert));
      }
    });
  }

  async latest(limit: number, digest?: string): Promise<Look[]> {
    const wanted = this.#database.read<RetrievalRow>('retrievals').select().orderBy('id', 'desc').limit(limit);
    const rows = await (digest === undefined ? wanted : wanted.where({ digest }));
    return rows.map((row) => ({
      account: row.account,
      digest: row.digest,
      purpose: lookPurpose.parse(row.purpose),
      atMs: row.at_ms,
      ...(row.reason === null ? {} : { reason: row.reason }),
    }));
  }
}
