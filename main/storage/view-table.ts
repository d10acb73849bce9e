import { z } from 'zod';
import { wallView } from '#contract/view.ts';
import type { NewView, WallView } from '#contract/view.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';
import { saveNamedRow } from './named-row.ts';

const viewRow = z.object({
  id: z.number(),
  name: z.string(),
  layout: z.number(),
  tiles_json: jsonColumn,
  patrol_seconds: z.number().nullable(),
  saved_by: z.string(),
  saved_at_ms: z.number(),
});

/** Saved views of the wall, in the order in which they were first saved. */
export class ViewTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<WallView[]> {
    const rows: unknown[] = await this.#database.read('wall_views').select().orderBy('id');
    return rows.map((row) => viewOf(row));
  }

  /** A new one when `id` is null. Null when there is no such view, or another one has its name. */
  save(id: number | null, view: NewView, by: string, atMs: number): Promise<WallView | null> {
    return this.#database.write(async (trx) => {
      const saved = await saveNamedRow(trx, 'wall_views', id, {
        name: view.name,
        layout: view.layout,
        tiles_json: JSON.stringify(view.tiles),
        patrol_seconds: view.patrolSeconds,
        saved_by: by,
        saved_at_ms: atMs,
      });
      return saved === null ? null : { ...view, id: saved, savedBy: by, savedAtMs: atMs };
    });
  }

  remove(id: number): Promise<boolean> {
    return this.#database.write(async (trx) => (await trx('wall_views').where({ id }).delete()) > 0);
  }
}

function viewOf(row: unknown): WallView {
  const { tiles_json: tiles, patrol_seconds: patrolSeconds, ...rest } = viewRow.parse(row);
  return wallView.parse({
    ...{ id: rest.id, name: rest.name, layout: rest.layout, tiles, patrolSeconds },
    ...{ savedBy: rest.saved_by, savedAtMs: rest.saved_at_ms },
  });
}
