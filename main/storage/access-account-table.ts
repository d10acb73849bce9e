import { role } from '#contract/access.ts';
import type { AccountRecord, AccountStore } from '../access/accounts.ts';
import type { Database } from './database.ts';

interface AccountRow {
  account_key: string;
  account: string;
  name: string;
  role: string;
  password_hash: string;
  password_version: number;
  provisioned: number;
  disabled: number;
  created_at_ms: number;
}

export class AccountTable implements AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<AccountRecord[]> {
    const rows = await this.#database.read<AccountRow>('accounts').select().orderBy('created_at_ms');
    return rows.map((row) => ({
      account: row.account,
      name: row.name,
      role: role.parse(row.role),
      passwordHash: row.password_hash,
      passwordVersion: row.password_version,
      provisioned: row.provisioned === 1,
      disabled: row.disabled === 1,
      createdAtMs: row.created_at_ms,
    }));
  }

  async save(key: string, record: AccountRecord): Promise<void> {
    const row: AccountRow = {
      account_key: key,
      account: record.account,
      name: record.name,
      role: record.role,
      password_hash: record.passwordHash,
      password_version: record.passwordVersion,
      provisioned: Number(record.provisioned),
      disabled: Number(record.disabled),
      created_at_ms: record.createdAtMs,
    };
    await this.#database.write((trx) => trx<AccountRow>('accounts').insert(row).onConflict('account_key').merge());
  }
}
