import { z } from 'zod';
import type { CrowdPeak, ListCounts, Period } from '../county/summaries.ts';
import type { Database } from './database.ts';

const count = z.number().int();
const changesRow = z.object({ added: count, changed: count, approved: count, withdrawn: count });
const countRow = z.object({ found: count });
const peakRow = z.object({ camera: z.string(), people: count, atMs: count });

/**
 * Entries as they stood at `:toMs`: by their row when nothing has happened to them since, else by their history. An entry
 * that was off the list then, or not yet on it, is not among them.
 */
const entriesAtEnd = `
  later AS (SELECT DISTINCT entry_id FROM watchlist_changes WHERE changed_at_ms >= :toMs),
  standing AS (
    SELECT id AS entry_id, approved_by, valid_from_at_ms AS from_ms, expires_at_ms AS expires_ms
      FROM watchlist_entries WHERE withdrawn_at_ms IS NULL AND id NOT IN (SELECT entry_id FROM later)
    UNION ALL
    SELECT entry_id, json_extract(entry_json, '$.approvedBy'), json_extract(entry_json, '$.validFromMs'),
        json_extract(entry_json, '$.expiresAtMs')
      FROM watchlist_changes WHERE entry_json IS NOT NULL AND id IN (
        SELECT max(id) FROM watchlist_changes
          WHERE entry_id IN (SELECT entry_id FROM later) AND changed_at_ms < :toMs GROUP BY entry_id)
  )`;

/** What no other room counts: changes of the list, and crowds. Of any period, however long ago, as it was then. */
export class SummaryFigures {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list({ fromMs, toMs }: Period): Promise<ListCounts> {
    const times = { fromMs, toMs };
    const [changes, inForce, expired] = await Promise.all([
      this.#rows(
        `SELECT count(*) FILTER (WHERE change = 'add') AS added, count(*) FILTER (WHERE change = 'replace') AS changed,
            count(*) FILTER (WHERE change = 'approve') AS approved,
            count(*) FILTER (WHERE change = 'withdraw') AS withdrawn
          FROM watchlist_changes WHERE changed_at_ms >= :fromMs AND changed_at_ms < :toMs`,
        times,
      ),
      this.#rows(
        `WITH ${entriesAtEnd} SELECT count(*) AS found FROM standing
          WHERE approved_by IS NOT NULL AND (from_ms IS NULL OR from_ms <= :toMs) AND expires_ms > :toMs`,
        times,
      ),
      // Those that ran out and were left, and those that were changed or withdrawn only after they had run out.
      this.#rows(
        `WITH ${entriesAtEnd},
          replaced AS (
            SELECT (SELECT max(before.id) FROM watchlist_changes before
                WHERE before.entry_id = after.entry_id AND before.id < after.id) AS id, changed_at_ms
              FROM watchlist_changes after WHERE changed_at_ms >= :fromMs AND changed_at_ms < :toMs
          )
          SELECT (SELECT count(*) FROM standing WHERE expires_ms >= :fromMs AND expires_ms < :toMs
              AND NOT EXISTS (SELECT 1 FROM watchlist_changes last WHERE last.entry_id = standing.entry_id
                AND last.changed_at_ms > expires_ms AND last.changed_at_ms < :toMs))
            + (SELECT count(*) FROM replaced JOIN watchlist_changes old ON old.id = replaced.id
              WHERE json_extract(old.entry_json, '$.expiresAtMs') >= :fromMs
                AND json_extract(old.entry_json, '$.expiresAtMs') < replaced.changed_at_ms
                AND json_extract(old.entry_json, '$.expiresAtMs') >= old.changed_at_ms) AS found`,
        times,
      ),
    ]);
    const { added, changed, approved, withdrawn } = changesRow.parse(changes[0]);
    return {
      inForce: countRow.parse(inForce[0]).found,
      ...{ added, changed, approved, withdrawn },
      expired: countRow.parse(expired[0]).found,
    };
  }

  /** The peak of each camera that counts people, highest first, with the name it bore then. */
  async crowd({ fromMs, toMs }: Period, most = 64): Promise<CrowdPeak[]> {
    // The index by receipt holds the kind: no row is read but those of crowds. SQLite takes bare columns from the row of
    // the maximum.
    const rows = await this.#rows(
      `SELECT camera_name AS camera, max(json_extract(facts_json, '$.people')) AS people, received_at_ms AS atMs
        FROM sightings INDEXED BY sightings_by_receipt
        WHERE received_at_ms >= :fromMs AND received_at_ms < :toMs AND kind = 'crowd'
          AND camera_id IS NOT NULL AND camera_name IS NOT NULL
        GROUP BY camera_id ORDER BY people DESC, camera LIMIT :most`,
      { fromMs, toMs, most },
    );
    return rows.map((row) => peakRow.parse(row));
  }

  async #rows(sql: string, values: Record<string, number>): Promise<unknown[]> {
    const rows: unknown = await this.#database.scan.raw(sql, values);
    return z.array(z.unknown()).parse(rows);
  }
}
