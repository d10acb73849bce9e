import type { z } from 'zod';
import type { Clock } from '../system/clock.ts';
import type { Secrets } from '../system/secrets.ts';
import type { Database } from './database.ts';

interface SettingRow {
  name: string;
  value: string;
  sealed: 0 | 1;
  changed_at_ms: number;
}

/** Named values the station remembers about itself. Each is parsed when it is read. */
export class SettingsTable {
  readonly #database: Database;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(options: { database: Database; secrets: Secrets; clock: Clock }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#clock = options.clock;
  }

  /** Null when it was never written. Throws when it no longer fits its schema. */
  async read<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
    const row = await this.#database.read<SettingRow>('settings').where({ name }).first<SettingRow | undefined>();
    if (row === undefined) return null;
    return schema.parse(JSON.parse(row.sealed === 1 ? this.#secrets.open(row.value) : row.value));
  }

  /** Durable when it resolves. `sealed` for whatever holds a password or a key. */
  async write(name: string, value: unknown, sealing: 'plain' | 'sealed' = 'plain'): Promise<void> {
    const text = JSON.stringify(value);
    const sealed = sealing === 'sealed';
    const row = { name, value: sealed ? this.#secrets.seal(text) : text, sealed, changed_at_ms: this.#clock.nowMs() };
    await this.#database.write(async (trx) => {
      await trx('settings').insert(row).onConflict('name').merge();
    });
  }
}
