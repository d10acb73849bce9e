import { z } from 'zod';
import { sightingFacts } from '#contract/sighting.ts';
import type { RecentSightings, SeenBefore } from '../watchlist/dry-run.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const seenRow = z
  .object({
    id: z.number(),
    camera_id: z.string().nullable(),
    camera_name: z.string().nullable(),
    received_at_ms: z.number(),
    facts_json: jsonColumn.pipe(sightingFacts),
  })
  .transform((row): SeenBefore => ({
    id: row.id,
    cameraId: row.camera_id,
    cameraName: row.camera_name,
    receivedAtMs: row.received_at_ms,
    facts: row.facts_json,
  }));

/** The journal's rows for looking back, on connections that keep nobody else waiting. */
export class RecentSightingsTable implements RecentSightings {
  readonly #database: Pick<Database, 'scan'>;

  constructor(database: Pick<Database, 'scan'>) {
    this.#database = database;
  }

  async before(
    last: { receivedAtMs: number; id: number } | null,
    { fromMs, vehicles, persons, limit }: Parameters<RecentSightings['before']>[1],
  ): Promise<SeenBefore[]> {
    const query = this.#database
      .scan('sightings')
      .where('received_at_ms', '>=', fromMs)
      .where((kinds) => {
        // The plus keeps the planner on the index by receipt.
        if (vehicles) void kinds.orWhereRaw('+plate IS NOT NULL');
        // Faces whom nobody named match nobody.
        if (persons) {
          void kinds.orWhereRaw(
            `kind IN ('face', 'person') AND (facts_json LIKE '%"idNumber"%' OR facts_json LIKE '%"libraryId"%'
              OR facts_json LIKE '%"name"%')`,
          );
        }
      })
      .orderBy([
        { column: 'received_at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit)
      .select('id', 'camera_id', 'camera_name', 'received_at_ms', 'facts_json');
    if (last !== null) void query.whereRaw('(received_at_ms, id) < (?, ?)', [last.receivedAtMs, last.id]);
    const rows: unknown[] = await query;
    return rows.map((row) => seenRow.parse(row));
  }
}
