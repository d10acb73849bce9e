import type { Knex } from 'knex';
import { z } from 'zod';
import { deletion } from '#contract/retention.ts';
import type { Deletion, RetainedKind } from '#contract/retention.ts';
import type { AuditLog } from '../access/audit-log.ts';
import { alarmIdOfKey } from '../county/alarm-report.ts';
import type { DeletionStep, Holds, RetentionStore, StepDone, Walk } from '../journal/retention-store.ts';
import { days } from '../system/clock.ts';
import { appendAudit } from './access-audit-table.ts';
import type { Database } from './database.ts';
import { localDay } from './evidence-packs.ts';
import { jsonColumn } from './json-column.ts';
import { retentionFigures } from './retention-figures.ts';
import { walks } from './retention-walks.ts';

/** Rows of one commit. */
const forgottenTogether = 500;
/** An alarm resolved less than this ago may still be on its way to the county and into a case. */
const justResolvedMs = days(1);

const deletionRow = z
  .object({
    id: z.number(),
    at_ms: z.number(),
    kind: z.string(),
    before_ms: z.number(),
    records: z.number(),
    files: z.number(),
    bytes: z.number(),
    reason: z.string(),
  })
  .transform(({ at_ms: atMs, before_ms: beforeMs, ...row }) => deletion.parse({ ...row, atMs, beforeMs }));
const shownRow = z.object({
  id: z.number(),
  pictures_json: jsonColumn.pipe(z.array(z.object({ digest: z.string() }))),
});

/** Retention's deletions in the database; each step counts itself in `deletions`. */
export class RetentionTable implements RetentionStore {
  readonly #database: Database;
  readonly #audit: Pick<AuditLog, 'sealing'>;

  constructor({ database, audit }: { database: Database; audit: Pick<AuditLog, 'sealing'> }) {
    this.#database = database;
    this.#audit = audit;
  }

  async holds(nowMs: number, judgedUpTo: number): Promise<Holds> {
    const { read } = this.#database;
    const unresolved: unknown = await read('alarms')
      .whereIn('state', ['open', 'acknowledged'])
      .orWhere('resolved_at_ms', '>', nowMs - justResolvedMs)
      .pluck('id');
    const keys: unknown = await read('outbox')
      .where({ kind: 'alarm' })
      .whereRaw("state <> 'acknowledged'")
      .pluck('message_key');
    return {
      unresolved: new Set(z.array(z.number()).parse(unresolved)),
      county: new Set(
        z
          .array(z.string())
          .parse(keys)
          .flatMap((key) => alarmIdOfKey(key) ?? []),
      ),
      judgedUpTo,
    };
  }

  async step(walk: Walk, step: DeletionStep): Promise<StepDone> {
    const { candidates, remove, kind } = walks[walk];
    const { found, next } = await candidates(this.#database.read, step);
    const held = { cases: 0, county: 0, unresolved: 0 };
    if (found.length === 0) return { deletionId: step.deletionId, next, removed: [], held };
    // Replayable: a power cut that undoes it leaves records that are past their period, and the next run takes them.
    return this.#database.write(async (trx) => {
      const done = await remove(trx, found, step.holds);
      const counts = { records: done.removed.length, files: done.files, bytes: done.bytes };
      const deletionId = await countIn(trx, step, kind, counts);
      return { deletionId, next, removed: done.removed, held: done.held };
    }, 'replayable');
  }

  async packsBefore(beforeMs: number): Promise<string[]> {
    const found: unknown = await this.#database
      .read('evidence_packs')
      .where('day', '<', localDay(beforeMs))
      .whereNull('dropped_at_ms')
      .orderBy('day')
      .pluck('day');
    return z.array(z.string()).parse(found);
  }

  async stillShown(day: string): Promise<{ digest: string; sightingId: number }[]> {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
    // Received on that day or before it: what came later has moved its pictures to its own day.
    const endMs = new Date(year, month - 1, date + 1).getTime();
    const shown: { digest: string; sightingId: number }[] = [];
    for (let after = { atMs: -Infinity, id: 0 }; ;) {
      const rows: unknown[] = await this.#database
        .read('sightings')
        .where('received_at_ms', '<', endMs)
        .whereRaw('(received_at_ms, id) > (?, ?)', [Math.max(after.atMs, Number.MIN_SAFE_INTEGER), after.id])
        .orderBy(['received_at_ms', 'id'])
        .limit(forgottenTogether)
        .select('id', 'received_at_ms', 'pictures_json');
      for (const row of rows) {
        const { id, pictures_json: pictures } = shownRow.parse(row);
        shown.push(...pictures.map(({ digest }) => ({ digest, sightingId: id })));
      }
      const last = z.object({ id: z.number(), received_at_ms: z.number() }).safeParse(rows.at(-1));
      if (rows.length < forgottenTogether || !last.success) break;
      after = { atMs: last.data.received_at_ms, id: last.data.id };
    }
    return this.#inPack(day, shown);
  }

  /** Of those, the ones that only this day's pack holds, and that are not copied out for the sighting. */
  async #inPack<Shown extends { digest: string; sightingId: number }>(
    day: string,
    shown: readonly Shown[],
  ): Promise<Shown[]> {
    const wanted: Shown[] = [];
    for (let start = 0; start < shown.length; start += forgottenTogether) {
      const some = shown.slice(start, start + forgottenTogether);
      const digests = some.map(({ digest }) => Buffer.from(digest, 'hex'));
      const held: unknown = await this.#database
        .read('evidence')
        .whereIn('digest', digests)
        .where({ day })
        .pluck('digest');
      const copied: unknown = await this.#database
        .read('kept_pictures')
        .whereIn('digest', digests)
        .select('digest', 'sighting_id');
      const inPack = new Set(
        z
          .array(z.instanceof(Buffer))
          .parse(held)
          .map((digest) => digest.toString('hex')),
      );
      const copies = new Set(
        z
          .array(z.object({ digest: z.instanceof(Buffer), sighting_id: z.number() }))
          .parse(copied)
          .map((copy) => `${copy.digest.toString('hex')} ${copy.sighting_id}`),
      );
      wanted.push(
        ...some.filter(({ digest, sightingId }) => inPack.has(digest) && !copies.has(`${digest} ${sightingId}`)),
      );
    }
    return wanted;
  }

  async noteCopy(copy: Parameters<RetentionStore['noteCopy']>[0]): Promise<void> {
    const { digest, sightingIds, bytes, contentType, atMs } = copy;
    // Synced: the pack that gave it may be gone soon, and the row is what finds the copy.
    await this.#database.write(async (trx) => {
      const rows = sightingIds.map((sightingId) => ({
        digest: Buffer.from(digest, 'hex'),
        sighting_id: sightingId,
        ...{ bytes, content_type: contentType, kept_at_ms: atMs },
      }));
      for (let start = 0; start < rows.length; start += forgottenTogether) {
        await trx('kept_pictures')
          .insert(rows.slice(start, start + forgottenTogether))
          .onConflict(['digest', 'sighting_id'])
          .ignore();
      }
    });
  }

  async forgetSome(day: string): Promise<boolean> {
    const found: unknown = await this.#database
      .read('evidence')
      .where({ day })
      .limit(forgottenTogether)
      .pluck('digest');
    const digests = z.array(z.instanceof(Buffer)).parse(found);
    if (digests.length === 0) return false;
    // The day once more: a picture that has come again meanwhile has moved on.
    await this.#database.write(
      (trx) => trx('evidence').whereIn('digest', digests).where({ day }).delete(),
      'replayable',
    );
    return true;
  }

  markDropped(day: string, step: DeletionStep): Promise<{ deletionId: number | null }> {
    return this.#database.write(async (trx) => {
      const row: unknown = await trx('evidence_packs').where({ day }).whereNull('dropped_at_ms').first('bytes');
      if (row === undefined) return { deletionId: step.deletionId };
      const { bytes } = z.object({ bytes: z.number() }).parse(row);
      await trx('evidence_packs').where({ day }).update({ dropped_at_ms: step.nowMs });
      return { deletionId: await countIn(trx, step, 'sightings', { records: 0, files: 1, bytes }) };
    });
  }

  async forgetCopies(): Promise<void> {
    for (;;) {
      const found: unknown = await this.#database
        .read('kept_pictures')
        .leftJoin('sightings', 'sightings.id', 'kept_pictures.sighting_id')
        .whereNull('sightings.id')
        .limit(forgottenTogether)
        .pluck('kept_pictures.sighting_id');
      const gone = z.array(z.number()).parse(found);
      if (gone.length === 0) return;
      await this.#database.write((trx) => trx('kept_pictures').whereIn('sighting_id', gone).delete(), 'replayable');
    }
  }

  async tell(): Promise<void> {
    const rows: unknown[] = await this.#database.read('deletions').whereNull('audit_id').orderBy('id').limit(1000);
    for (const row of rows) {
      const { id, kind, beforeMs, reason, records, files, bytes } = deletionRow.parse(row);
      await this.#database.write(async (trx) => {
        const seal = this.#audit.sealing({
          actor: 'station',
          action: 'retention.delete',
          subject: `deletion:${id}`,
          facts: { kind, beforeMs, reason, records, files, bytes },
        });
        const told = await appendAudit(trx, seal);
        await trx('deletions').where({ id }).update({ audit_id: told.id });
      });
    }
  }

  async deletions(before: number | null, limit: number): Promise<Deletion[]> {
    const wanted = this.#database.read('deletions').select().orderBy('id', 'desc').limit(limit);
    const rows: unknown[] = await (before === null ? wanted : wanted.where('id', '<', before));
    return rows.map((row) => deletionRow.parse(row));
  }

  figures(nowMs: number): ReturnType<RetentionStore['figures']> {
    return retentionFigures(this.#database.read, nowMs);
  }
}

/** Adds to the log's row of this deletion, made at the first thing that goes. */
async function countIn(
  trx: Knex.Transaction,
  { deletionId, nowMs, beforeMs, reason }: DeletionStep,
  kind: RetainedKind,
  counts: { records: number; files: number; bytes: number },
): Promise<number | null> {
  if (counts.records + counts.files === 0) return deletionId;
  if (deletionId === null) {
    const row = { at_ms: nowMs, kind, before_ms: beforeMs, reason, ...counts };
    const [id = 0] = await trx('deletions').insert(row);
    return id;
  }
  await trx('deletions')
    .where({ id: deletionId })
    .update({
      records: trx.raw('records + ?', [counts.records]),
      files: trx.raw('files + ?', [counts.files]),
      bytes: trx.raw('bytes + ?', [counts.bytes]),
    });
  return deletionId;
}
