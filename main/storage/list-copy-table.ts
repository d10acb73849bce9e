import { z } from 'zod';
import type { ListCopy, ListCopyStore } from '../recognition/viid/lists/list-copy.ts';
import type { Database } from './database.ts';

const copyRow = z
  .object({
    device_id: z.string(),
    entry_id: z.number().int(),
    disposition_id: z.string(),
    asked: z.enum(['keep', 'take-back']),
    answer: z.enum(['awaited', 'done', 'refused']),
    print: z.string(),
    at_ms: z.number().int(),
    detail: z.string(),
  })
  .transform((row): ListCopy => ({
    ...{ deviceId: row.device_id, entryId: row.entry_id, dispositionId: row.disposition_id },
    ...{ asked: row.asked, answer: row.answer, print: row.print, atMs: row.at_ms, detail: row.detail },
  }));

/** What of the unit's list is in the own lists of devices. */
export class ListCopyTable implements ListCopyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<ListCopy[]> {
    const rows: unknown[] = await this.#database.read('list_copies').orderBy(['device_id', 'entry_id']);
    return rows.map((row) => copyRow.parse(row));
  }

  async ofEntry(entryId: number): Promise<ListCopy[]> {
    const rows: unknown[] = await this.#database.read('list_copies').where({ entry_id: entryId }).orderBy('device_id');
    return rows.map((row) => copyRow.parse(row));
  }

  save(copies: readonly ListCopy[]): Promise<void> {
    return this.#database.write(async (trx) => {
      for (const copy of copies) {
        const told = { disposition_id: copy.dispositionId, asked: copy.asked, answer: copy.answer, print: copy.print };
        const row = { ...told, at_ms: copy.atMs, detail: copy.detail };
        await trx('list_copies')
          .insert({ device_id: copy.deviceId, entry_id: copy.entryId, ...row })
          .onConflict(['device_id', 'entry_id'])
          .merge(row);
      }
    });
  }

  async forget(beforeMs: number): Promise<void> {
    const gone = { asked: 'take-back', answer: 'done' };
    await this.#database.write(async (trx) => {
      await trx('list_copies').where(gone).where('at_ms', '<', beforeMs).delete();
    });
  }
}
