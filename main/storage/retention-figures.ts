import type { Knex } from 'knex';
import { z } from 'zod';
import { dayStartMs } from '../journal/retention-policy.ts';
import type { KindFigures, RetentionStore } from '../journal/retention-store.ts';
import { days, hours } from '../system/clock.ts';
import { localDay } from './evidence-packs.ts';

/** Over how many whole days, and what of today has passed, the pace is taken. */
const paceDays = 7;
/** Less than this says more about the last burst than about a day. */
const leastSpanMs = hours(1);

/** Measured on databases of some size: a row with its share of the indexes. */
const auditRowBytes = 400;
const lookRowBytes = 200;
const eventRowBytes = 200;

const numbers = <Name extends string>(...names: Name[]) =>
  z.object(
    Object.fromEntries(names.map((name) => [name, z.number().nullable()])) as Record<Name, z.ZodNullable<z.ZodNumber>>,
  );

/**
 * What each kind takes on the disk and how fast it grows. Files are counted exactly; the database is shared out: alarms
 * and audit by their rows, the rest of it is the sightings'.
 */
export async function retentionFigures(read: Knex, nowMs: number): ReturnType<RetentionStore['figures']> {
  const fromMs = dayStartMs(nowMs - days(paceDays));
  const [footage, packs, rows, alarms, audit, databaseBytes] = await Promise.all([
    footageFigures(read, fromMs),
    packFigures(read, fromMs),
    sightingRows(read, fromMs),
    alarmFigures(read, fromMs),
    auditFigures(read, fromMs),
    usedBytes(read),
  ]);
  const rowBytes = Math.max(0, databaseBytes - alarms.bytes - audit.bytes);
  const sightings = {
    oldestAtMs: rows.oldestAtMs,
    bytes: packs.bytes + rowBytes,
    recentBytes: packs.recentBytes + (rows.stored === 0 ? 0 : (rowBytes / rows.stored) * rows.recent),
  };
  const measured = { footage, sightings, alarms, audit };
  const oldest = Object.values(measured).flatMap(({ oldestAtMs }) => oldestAtMs ?? []);
  const spanMs = nowMs - Math.max(fromMs, Math.min(...oldest, nowMs));
  const figures = ({ oldestAtMs, bytes, recentBytes }: Measured): KindFigures => ({
    oldestAtMs,
    bytes: Math.round(bytes),
    bytesPerDay: spanMs < leastSpanMs ? null : Math.round(recentBytes / (spanMs / days(1))),
  });
  return {
    kinds: {
      footage: figures(footage),
      sightings: figures(sightings),
      alarms: figures(alarms),
      audit: figures(audit),
    },
    facesStored: rows.faces,
  };
}

interface Measured {
  oldestAtMs: number | null;
  bytes: number;
  recentBytes: number;
}

async function footageFigures(read: Knex, fromMs: number): Promise<Measured> {
  const columns = numbers('oldest', 'bytes', 'recent');
  const sumsOf = async (table: string, atColumn: string) => {
    const row: unknown = await read(table)
      .min({ oldest: atColumn })
      .sum({ bytes: 'bytes' })
      .select({ recent: read.raw('sum(CASE WHEN ?? >= ? THEN bytes END)', [atColumn, fromMs]) })
      .first();
    return columns.parse(row);
  };
  const [clips, snapshots] = [await sumsOf('clips', 'cut_at_ms'), await sumsOf('snapshots', 'taken_at_ms')];
  const oldest = [clips.oldest, snapshots.oldest].flatMap((atMs) => atMs ?? []);
  return {
    oldestAtMs: oldest.length === 0 ? null : Math.min(...oldest),
    bytes: (clips.bytes ?? 0) + (snapshots.bytes ?? 0),
    recentBytes: (clips.recent ?? 0) + (snapshots.recent ?? 0),
  };
}

async function packFigures(read: Knex, fromMs: number): Promise<{ bytes: number; recentBytes: number }> {
  const packs: unknown = await read('evidence_packs')
    .whereNull('dropped_at_ms')
    .sum({ bytes: 'bytes' })
    .select({ recent: read.raw('sum(CASE WHEN day >= ? THEN bytes END)', [localDay(fromMs)]) })
    .first();
  const kept: unknown = await read.raw(
    'SELECT sum(bytes) AS bytes FROM (SELECT DISTINCT digest, bytes FROM kept_pictures)',
  );
  const { bytes, recent } = numbers('bytes', 'recent').parse(packs);
  const [copies] = z.array(numbers('bytes')).parse(kept);
  return { bytes: (bytes ?? 0) + (copies?.bytes ?? 0), recentBytes: recent ?? 0 };
}

/** Numbers rise without gaps as they are given: what lies between two is near enough how many were stored. */
async function sightingRows(read: Knex, fromMs: number) {
  const ids = numbers('lowest', 'highest').parse(
    await read('sightings').min({ lowest: 'id' }).max({ highest: 'id' }).first(),
  );
  const at = z.object({ id: z.number(), received_at_ms: z.number() }).optional();
  const oldest = at.parse(await read('sightings').orderBy('received_at_ms').first('id', 'received_at_ms'));
  const firstRecent = at.parse(
    await read('sightings')
      .where('received_at_ms', '>=', fromMs)
      .orderBy('received_at_ms')
      .first('id', 'received_at_ms'),
  );
  const faces: unknown = await read('sightings').where({ kind: 'face' }).count({ faces: '*' }).first();
  const { lowest, highest } = ids;
  return {
    oldestAtMs: oldest?.received_at_ms ?? null,
    stored: lowest === null || highest === null ? 0 : highest - lowest + 1,
    recent: firstRecent === undefined || highest === null ? 0 : Math.max(0, highest - firstRecent.id + 1),
    faces: z.object({ faces: z.number() }).parse(faces).faces,
  };
}

async function alarmFigures(read: Knex, fromMs: number): Promise<Measured> {
  const alarms: unknown = await read('alarms')
    .min({ oldest: 'raised_at_ms' })
    .count({ stored: '*' })
    .select({
      texts: read.raw('sum(length(cause_json) + length(sightings_json))'),
      recent: read.raw('count(CASE WHEN raised_at_ms >= ? THEN 1 END)', [fromMs]),
    })
    .first();
  const { oldest, stored, texts, recent } = numbers('oldest', 'stored', 'texts', 'recent').parse(alarms);
  const events: unknown = await read('alarm_events').count({ events: '*' }).first();
  const bytes = (texts ?? 0) + (numbers('events').parse(events).events ?? 0) * eventRowBytes;
  return {
    oldestAtMs: oldest,
    bytes,
    recentBytes: stored === null || stored === 0 ? 0 : (bytes / stored) * (recent ?? 0),
  };
}

async function auditFigures(read: Knex, fromMs: number): Promise<Measured> {
  const sumsOf = async (table: string) => {
    const row: unknown = await read(table)
      .min({ oldest: 'at_ms' })
      .count({ stored: '*' })
      .select({ recent: read.raw('count(CASE WHEN at_ms >= ? THEN 1 END)', [fromMs]) })
      .first();
    return numbers('oldest', 'stored', 'recent').parse(row);
  };
  const [deeds, looks] = [await sumsOf('audit_log'), await sumsOf('retrievals')];
  const oldest = [deeds.oldest, looks.oldest].flatMap((atMs) => atMs ?? []);
  return {
    oldestAtMs: oldest.length === 0 ? null : Math.min(...oldest),
    bytes: (deeds.stored ?? 0) * auditRowBytes + (looks.stored ?? 0) * lookRowBytes,
    recentBytes: (deeds.recent ?? 0) * auditRowBytes + (looks.recent ?? 0) * lookRowBytes,
  };
}

async function usedBytes(read: Knex): Promise<number> {
  const rows: unknown = await read.raw(
    `SELECT (pages.page_count - free.freelist_count) * size.page_size AS bytes
      FROM pragma_page_count AS pages, pragma_freelist_count AS free, pragma_page_size AS size`,
  );
  return z.array(z.object({ bytes: z.number() })).parse(rows)[0]?.bytes ?? 0;
}
