import type { Knex } from 'knex';
import { z } from 'zod';
import { clip, snapshot } from '#contract/clip.ts';
import type { Clip, ClipFailure, Snapshot } from '#contract/clip.ts';
import type { ClipContent, ClipStore, NewClip, PageFilter, SnapshotStore } from '../cameras/clips/clip-store.ts';
import { AppError } from '../system/app-error.ts';
import type { Database } from './database.ts';

const clipRow = z.object({
  id: z.number(),
  camera_id: z.string(),
  camera_name: z.string(),
  stream: z.string(),
  reason: z.string(),
  cut_by: z.string(),
  cut_at_ms: z.number(),
  until_ms: z.number(),
  state: z.string(),
  from_ms: z.number().nullable(),
  to_ms: z.number().nullable(),
  frames: z.number().nullable(),
  bytes: z.number().nullable(),
  digest: z.string().nullable(),
  codec: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  missing_ms: z.number().nullable(),
  shortened: z.string().nullable(),
  failure: z.string().nullable(),
  detail: z.string().nullable(),
});
const linkRow = z.object({ alarm_id: z.number(), clip_id: z.number() });

export class ClipTable implements ClipStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(added: NewClip): Promise<Clip> {
    return this.#database.write(async (trx) => {
      const [id = 0] = await trx('clips').insert({
        camera_id: added.cameraId,
        camera_name: added.cameraName,
        stream: added.stream,
        reason: added.reason,
        cut_by: added.by,
        cut_at_ms: added.cutAtMs,
        until_ms: added.untilMs,
        state: 'recording',
      });
      await link(trx, id, added.alarmId);
      return one(trx, id);
    });
  }

  extend(id: number, untilMs: number, alarmId: number | null): Promise<Clip> {
    return this.#database.write(async (trx) => {
      await trx('clips').where({ id }).where('until_ms', '<', untilMs).update({ until_ms: untilMs });
      await link(trx, id, alarmId);
      return one(trx, id);
    });
  }

  async describe(id: number, content: ClipContent): Promise<void> {
    await this.#database.write(async (trx) => {
      await trx('clips')
        .where({ id, state: 'recording' })
        .update({
          from_ms: Math.round(content.fromMs),
          to_ms: Math.round(content.toMs),
          frames: content.frames,
          bytes: content.bytes,
          digest: content.digest,
          codec: content.codec,
          width: content.width,
          height: content.height,
          missing_ms: Math.round(content.missingMs),
          shortened: content.shortened,
        });
    });
  }

  finish(id: number): Promise<Clip> {
    return this.#database.write(async (trx) => {
      await trx('clips').where({ id, state: 'recording' }).whereNotNull('digest').update({ state: 'ready' });
      return one(trx, id);
    });
  }

  fail(id: number, failure: ClipFailure, detail: string): Promise<Clip> {
    return this.#database.write(async (trx) => {
      await trx('clips').where({ id, state: 'recording' }).update({ state: 'failed', failure, detail });
      return one(trx, id);
    });
  }

  async find(id: number): Promise<Clip | null> {
    const rows: unknown[] = await this.#database.read('clips').where({ id });
    return (await clipsOf(this.#database.read, rows))[0] ?? null;
  }

  async list(filter: PageFilter & { alarmId?: number | undefined }): Promise<Clip[]> {
    const { alarmId } = filter;
    const wanted = page(this.#database.read('clips').select('clips.*'), filter);
    if (alarmId !== undefined) {
      void wanted.join('clip_alarms', 'clip_alarms.clip_id', 'clips.id').where('clip_alarms.alarm_id', alarmId);
    }
    const rows: unknown = await wanted;
    return clipsOf(this.#database.read, z.array(z.unknown()).parse(rows));
  }

  async unfinished(): Promise<{ id: number; described: boolean }[]> {
    const rows: unknown = await this.#database.read('clips').where({ state: 'recording' }).select('id', 'digest');
    const left = z.array(z.object({ id: z.number(), digest: z.string().nullable() })).parse(rows);
    return left.map(({ id, digest }) => ({ id, described: digest !== null }));
  }
}

async function link(trx: Knex.Transaction, clipId: number, alarmId: number | null): Promise<void> {
  if (alarmId === null) return;
  await trx('clip_alarms').insert({ clip_id: clipId, alarm_id: alarmId }).onConflict(['alarm_id', 'clip_id']).ignore();
}

async function one(trx: Knex, id: number): Promise<Clip> {
  const [found] = await clipsOf(trx, await trx('clips').where({ id }));
  if (found === undefined) throw new AppError('not-found', `there is no clip ${id}`);
  return found;
}

async function clipsOf(read: Knex, rows: readonly unknown[]): Promise<Clip[]> {
  const clips = rows.map((row) => clipRow.parse(row));
  const links: unknown = await read('clip_alarms')
    .whereIn(
      'clip_id',
      clips.map(({ id }) => id),
    )
    .orderBy('alarm_id');
  const alarmsOf = Map.groupBy(z.array(linkRow).parse(links), (row) => row.clip_id);
  return clips.map((row) =>
    clip.parse({
      id: row.id,
      cameraId: row.camera_id,
      cameraName: row.camera_name,
      stream: row.stream,
      reason: row.reason,
      by: row.cut_by,
      alarmIds: (alarmsOf.get(row.id) ?? []).map(({ alarm_id }) => alarm_id),
      cutAtMs: row.cut_at_ms,
      untilMs: row.until_ms,
      state: row.state,
      fromMs: row.from_ms,
      toMs: row.to_ms,
      frames: row.frames,
      bytes: row.bytes,
      digest: row.digest,
      codec: row.codec,
      width: row.width,
      height: row.height,
      missingMs: row.missing_ms,
      shortened: row.shortened,
      failure: row.failure,
      detail: row.detail ?? '',
    }),
  );
}

const snapshotRow = z
  .object({
    id: z.number(),
    camera_id: z.string(),
    camera_name: z.string(),
    taken_by: z.string(),
    taken_at_ms: z.number(),
    stored_at_ms: z.number(),
    width: z.number(),
    height: z.number(),
    bytes: z.number(),
    digest: z.string(),
  })
  .transform((row) =>
    snapshot.parse({
      id: row.id,
      cameraId: row.camera_id,
      cameraName: row.camera_name,
      by: row.taken_by,
      takenAtMs: row.taken_at_ms,
      storedAtMs: row.stored_at_ms,
      width: row.width,
      height: row.height,
      bytes: row.bytes,
      digest: row.digest,
    }),
  );

export class SnapshotTable implements SnapshotStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(added: Omit<Snapshot, 'id'>): Promise<Snapshot> {
    return this.#database.write(async (trx) => {
      const [id] = await trx('snapshots').insert({
        camera_id: added.cameraId,
        camera_name: added.cameraName,
        taken_by: added.by,
        taken_at_ms: Math.round(added.takenAtMs),
        stored_at_ms: added.storedAtMs,
        width: added.width,
        height: added.height,
        bytes: added.bytes,
        digest: added.digest,
      });
      return snapshotRow.parse(await trx('snapshots').where({ id }).first());
    });
  }

  async find(id: number): Promise<Snapshot | null> {
    const row: unknown = await this.#database.read('snapshots').where({ id }).first();
    return row === undefined ? null : snapshotRow.parse(row);
  }

  async list(filter: PageFilter): Promise<Snapshot[]> {
    const rows: unknown = await page(this.#database.read('snapshots').select(), filter);
    return z.array(snapshotRow).parse(rows);
  }
}

function page(query: Knex.QueryBuilder, { cameraId, before, limit }: PageFilter): Knex.QueryBuilder {
  void query.orderBy('id', 'desc').limit(limit);
  if (cameraId !== undefined) void query.where({ camera_id: cameraId });
  if (before !== undefined) void query.where('id', '<', before);
  return query;
}
