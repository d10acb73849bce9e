import { z } from 'zod';
import { savedSearch } from '#contract/search.ts';
import type { NewSavedSearch, SavedSearch } from '#contract/search.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';
import { saveNamedRow } from './named-row.ts';

const searchRow = z.object({
  id: z.number(),
  name: z.string(),
  filter_json: jsonColumn,
  span_json: jsonColumn,
  saved_by: z.string(),
  saved_at_ms: z.number(),
});

/** Saved searches of the journal, in the order in which they were first saved. */
export class SavedSearchTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<SavedSearch[]> {
    const rows: unknown[] = await this.#database.read('saved_searches').select().orderBy('id');
    return rows.map((row) => {
      const {
        id,
        name,
        filter_json: filter,
        span_json: span,
        saved_by: savedBy,
        saved_at_ms: savedAtMs,
      } = searchRow.parse(row);
      return savedSearch.parse({ id, name, filter, span, savedBy, savedAtMs });
    });
  }

  /** A new one when `id` is null. Null when there is no such search, or another one has its name. */
  save(id: number | null, search: NewSavedSearch, by: string, atMs: number): Promise<SavedSearch | null> {
    return this.#database.write(async (trx) => {
      const saved = await saveNamedRow(trx, 'saved_searches', id, {
        name: search.name,
        filter_json: JSON.stringify(search.filter),
        span_json: JSON.stringify(search.span),
        saved_by: by,
        saved_at_ms: atMs,
      });
      return saved === null ? null : { ...search, id: saved, savedBy: by, savedAtMs: atMs };
    });
  }

  remove(id: number): Promise<boolean> {
    return this.#database.write(async (trx) => (await trx('saved_searches').where({ id }).delete()) > 0);
  }
}
