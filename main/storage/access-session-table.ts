import type { SessionRecord, SessionStore } from '../access/sessions.ts';
import type { Database } from './database.ts';

interface SessionRow {
  token_hash: string;
  account: string;
  password_version: number;
  opened_at_ms: number;
  last_seen_at_ms: number;
  address: string;
}

export class SessionTable implements SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<SessionRecord[]> {
    const rows = await this.#database.read<SessionRow>('sessions').select().orderBy('opened_at_ms');
    return rows.map((row) => ({
      tokenHash: row.token_hash,
      account: row.account,
      passwordVersion: row.password_version,
      openedAtMs: row.opened_at_ms,
      lastSeenAtMs: row.last_seen_at_ms,
      address: row.address,
    }));
  }

  async save(record: SessionRecord): Promise<void> {
    const row: SessionRow = {
      token_hash: record.tokenHash,
      account: record.account,
      password_version: record.passwordVersion,
      opened_at_ms: record.openedAtMs,
      last_seen_at_ms: record.lastSeenAtMs,
      address: record.address,
    };
    await this.#database.write((trx) => trx<SessionRow>('sessions').insert(row).onConflict('token_hash').merge());
  }

  async remove(tokenHashes: readonly string[]): Promise<void> {
    // SQLite takes at most 32766 parameters; there are at most 50 sessions an account.
    await this.#database.write((trx) =>
      trx<SessionRow>('sessions')
        .whereIn('token_hash', [...tokenHashes])
        .delete(),
    );
  }
}
