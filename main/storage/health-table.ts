import { z } from 'zod';
import { cameraCondition } from '#contract/health.ts';
import type { ConditionInterval } from '#contract/health.ts';
import type { CameraStanding, HealthStore, StoredInterval, StoredRhythm } from '../cameras/health/health-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** Rows in one statement; SQLite takes 32,766 values. */
const chunk = 500;

const intervalRow = z
  .object({
    from_ms: z.number(),
    to_ms: z.number(),
    condition: cameraCondition,
    reason: z.string().nullable(),
  })
  .transform(({ from_ms, to_ms, ...row }) => ({ ...row, fromMs: from_ms, toMs: to_ms }));

const sumRow = z.object({
  cameraId: z.string(),
  liveMs: z.number(),
  knownMs: z.number(),
  lastCondition: cameraCondition,
});

const rhythmRow = z
  .object({
    camera_id: z.string(),
    hour_start_ms: z.number(),
    gaps_json: jsonColumn.pipe(z.record(z.string().regex(/^\d+$/), z.number())),
    last_event_at_ms: z.number().nullable(),
  })
  .transform((row) => ({
    cameraId: row.camera_id,
    hourStartMs: row.hour_start_ms,
    gaps: row.gaps_json,
    lastEventAtMs: row.last_event_at_ms,
  }));

export class HealthTable implements HealthStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Not synced: a power cut takes the last seconds, which are unknown then. */
  async saveIntervals(intervals: readonly StoredInterval[]): Promise<void> {
    await this.#upsert(
      `INSERT INTO camera_conditions (camera_id, from_ms, to_ms, condition, reason) VALUES`,
      intervals.map((of) => [of.cameraId, Math.round(of.fromMs), Math.round(of.toMs), of.condition, of.reason]),
      `ON CONFLICT (camera_id, from_ms)
        DO UPDATE SET to_ms = excluded.to_ms, condition = excluded.condition, reason = excluded.reason`,
    );
  }

  async intervals(cameraId: string, fromMs: number, toMs: number, limit: number): Promise<ConditionInterval[]> {
    const rows: unknown = await this.#database
      .read('camera_conditions')
      .where({ camera_id: cameraId })
      .where('to_ms', '>', fromMs)
      .where('from_ms', '<', toMs)
      .orderBy('from_ms', 'desc')
      .limit(limit);
    return z.array(intervalRow).parse(rows);
  }

  /** The formula of `onlineTime`, counted where the rows are: a camera that comes and goes makes a great many. */
  async sums(fromMs: number, toMs: number): Promise<CameraStanding[]> {
    // SQLite takes the bare condition from the row of the only maximum: the last one.
    const rows: unknown[] = await this.#database.read.raw(
      `SELECT camera_id AS cameraId, max(from_ms), condition AS lastCondition,
          sum(CASE WHEN condition = 'live' THEN min(to_ms, :toMs) - max(from_ms, :fromMs) ELSE 0 END) AS liveMs,
          sum(min(to_ms, :toMs) - max(from_ms, :fromMs)) AS knownMs
        FROM camera_conditions
        WHERE to_ms > :fromMs AND from_ms < :toMs AND condition <> 'unknown'
        GROUP BY camera_id`,
      { fromMs, toMs },
    );
    return z.array(sumRow).parse(rows);
  }

  async saveRhythm(hours: readonly StoredRhythm[]): Promise<void> {
    await this.#upsert(
      'INSERT INTO event_rhythm (camera_id, hour_start_ms, gaps_json, last_event_at_ms) VALUES',
      hours.map((hour) => [hour.cameraId, hour.hourStartMs, JSON.stringify(hour.gaps), hour.lastEventAtMs]),
      `ON CONFLICT (camera_id, hour_start_ms)
        DO UPDATE SET gaps_json = excluded.gaps_json, last_event_at_ms = excluded.last_event_at_ms`,
    );
  }

  async rhythmSince(fromMs: number): Promise<StoredRhythm[]> {
    const rows: unknown = await this.#database
      .read('event_rhythm')
      .where('hour_start_ms', '>=', fromMs)
      .orderBy(['camera_id', 'hour_start_ms']);
    return z.array(rhythmRow).parse(rows);
  }

  async prune({ intervalsMs, rhythmMs }: { intervalsMs: number; rhythmMs: number }): Promise<void> {
    await this.#database.write(async (trx) => {
      await trx('camera_conditions').where('to_ms', '<', intervalsMs).delete();
      await trx('event_rhythm').where('hour_start_ms', '<', rhythmMs).delete();
    });
  }

  async #upsert(insert: string, rows: readonly (string | number | null)[][], onConflict: string): Promise<void> {
    if (rows.length === 0) return;
    await this.#database.write(async (trx) => {
      for (let start = 0; start < rows.length; start += chunk) {
        const some = rows.slice(start, start + chunk);
        const tuples = some.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
        await trx.raw(`${insert} ${tuples} ${onConflict}`, some.flat());
      }
    }, 'replayable');
  }
}
