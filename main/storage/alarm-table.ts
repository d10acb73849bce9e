import type { Knex } from 'knex';
import { z } from 'zod';
import { alarm, alarmOutcome, escalation } from '#contract/alarm.ts';
import type { Alarm } from '#contract/alarm.ts';
import { entryCategory } from '#contract/watchlist.ts';
import type { AlarmBatch, AlarmEvent, AlarmStore, CountedAlarm, StoredAlarms } from '../alarms/alarm-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const alarmRow = z.object({
  id: z.number(),
  state: z.string(),
  kind: z.string(),
  category: z.string(),
  priority: z.number(),
  subject: z.string(),
  cause_json: jsonColumn,
  procedure_json: jsonColumn,
  camera_id: z.string().nullable(),
  camera_name: z.string().nullable(),
  raised_at_ms: z.number(),
  last_seen_at_ms: z.number(),
  count: z.number(),
  sightings_json: jsonColumn,
  acknowledged_by: z.string().nullable(),
  acknowledged_at_ms: z.number().nullable(),
  owner_json: jsonColumn,
  escalation_json: jsonColumn,
  notes_json: jsonColumn,
  action_runs_json: jsonColumn,
  resolved_by: z.string().nullable(),
  resolved_at_ms: z.number().nullable(),
  outcome: z.string().nullable(),
  note: z.string().nullable(),
  steps_done_json: jsonColumn,
  revision: z.number(),
});
type AlarmRow = z.input<typeof alarmRow>;

const done = { by: z.string(), atMs: z.number() };
const alarmEvent = z.discriminatedUnion('event', [
  z.object({
    ...{ event: z.literal('raised'), ...done },
    sightingId: z.number().nullable(),
    after: z.number().optional(),
  }),
  z.object({
    ...{ event: z.literal('folded'), ...done },
    sightings: z.number(),
    lastSightingId: z.number().nullable(),
  }),
  z.object({
    ...{ event: z.literal('raised-again'), ...done },
    change: z.enum(['place', 'surer', 'more-urgent']),
    cameraName: z.string().nullable(),
    as: z.number().optional(),
  }),
  z.object({ event: z.literal('acknowledged'), ...done }),
  z.object({ event: z.literal('handed-over'), ...done, to: z.string(), from: z.string().nullable() }),
  z.object({ event: z.literal('noted'), ...done, text: z.string() }),
  z.object({ event: z.literal('step'), ...done, step: z.number(), done: z.boolean() }),
  z.object({ event: z.literal('escalated'), ...done, level: escalation.shape.level }),
  z.object({
    ...{ event: z.literal('action'), ...done },
    ...{ runId: z.number(), action: z.string(), cause: z.string(), wanted: z.string(), state: z.string() },
    failure: z.string().nullable(),
    dry: z.boolean(),
  }),
  z.object({ event: z.literal('resolved'), ...done, outcome: alarmOutcome, note: z.string() }),
]);

const numbersRow = z.object({ last_alarm_id: z.number(), last_revision: z.number() });
const lastRow = z.object({ last: z.number().nullable() });
const linkRow = z.object({ sightingId: z.number(), alarmId: z.number(), subject: z.string() });
const countedRow = z.object({
  category: z.enum([...entryCategory.options, 'rule']),
  outcome: alarmOutcome.nullable(),
  raisedAtMs: z.number(),
  acknowledgedAtMs: z.number().nullable(),
  resolvedAtMs: z.number().nullable(),
});
const eventRow = z.object({ event: z.string(), done_by: z.string(), done_at_ms: z.number(), facts_json: jsonColumn });

/** Rows in one statement; SQLite takes at most 32,766 values in one. */
const chunk = 500;

export class AlarmTable implements AlarmStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(resolvedLimit: number): Promise<StoredAlarms> {
    const { read } = this.#database;
    const active: unknown[] = await read('alarms').whereIn('state', ['open', 'acknowledged']).orderBy('id');
    const resolved: unknown[] = await read('alarms')
      .where({ state: 'resolved' })
      .orderBy('revision', 'desc')
      .limit(resolvedLimit);
    const numbers = numbersRow.parse(await read('alarm_numbers').where({ id: 1 }).first());
    const lastLinks: unknown[] = await read('alarm_sightings').max({ last: 'sighting_id' });
    return {
      active: active.map(alarmOf),
      resolved: resolved.map(alarmOf),
      lastAlarmId: numbers.last_alarm_id,
      lastRevision: numbers.last_revision,
      lastSightingId: lastRow.parse(lastLinks[0]).last ?? 0,
    };
  }

  commit(batch: AlarmBatch): Promise<void> {
    return this.#database.write(async (trx) => {
      for (const changed of batch.alarms) await trx('alarms').insert(rowOf(changed)).onConflict('id').merge();
      for (const events of chunksOf(batch.events)) await trx('alarm_events').insert(events.map(eventRowOf));
      for (const links of chunksOf(batch.links)) await link(trx, links);
      await trx('alarm_numbers')
        .where({ id: 1 })
        .update({ last_alarm_id: batch.lastAlarmId, last_revision: batch.lastRevision });
    });
  }

  async alarmsOf(sightingIds: readonly number[]): Promise<{ sightingId: number; alarmId: number; subject: string }[]> {
    const rows: unknown[] = await this.#database
      .read('alarm_sightings')
      .join('alarms', 'alarms.id', 'alarm_sightings.alarm_id')
      .whereIn('sighting_id', sightingIds)
      .select({ sightingId: 'sighting_id', alarmId: 'alarm_id', subject: 'subject' })
      .orderBy('alarm_id');
    return rows.map((row) => linkRow.parse(row));
  }

  async find(id: number): Promise<Alarm | null> {
    const row: unknown = await this.#database.read('alarms').where({ id }).first();
    return row === undefined ? null : alarmOf(row);
  }

  async changedAfter(revision: number, limit: number): Promise<Alarm[]> {
    const rows: unknown[] = await this.#database
      .read('alarms')
      .where('revision', '>', revision)
      .orderBy('revision')
      .limit(limit);
    return rows.map(alarmOf);
  }

  async raisedSince(fromMs: number, limit: number): Promise<Alarm[]> {
    const rows: unknown[] = await this.#database
      .read('alarms')
      .where('raised_at_ms', '>=', fromMs)
      .orderBy('raised_at_ms')
      .limit(limit);
    return rows.map(alarmOf);
  }

  async history(alarmId: number): Promise<AlarmEvent[]> {
    const rows: unknown[] = await this.#database.read('alarm_events').where({ alarm_id: alarmId }).orderBy('id');
    return rows.map((row) => {
      const { event, done_by: by, done_at_ms: atMs, facts_json: facts } = eventRow.parse(row);
      return alarmEvent.parse({ ...z.record(z.string(), z.unknown()).parse(facts), event, by, atMs });
    });
  }

  async touchedBetween(fromMs: number, toMs: number): Promise<CountedAlarm[]> {
    const rows: unknown[] = await this.#database
      .read('alarms')
      .where('raised_at_ms', '<', toMs)
      .where((touched) => {
        void touched
          .where('raised_at_ms', '>=', fromMs)
          .orWhereBetween('acknowledged_at_ms', [fromMs, toMs - 1])
          .orWhereBetween('resolved_at_ms', [fromMs, toMs - 1])
          .orWhereNull('acknowledged_at_ms')
          .orWhere('acknowledged_at_ms', '>=', toMs);
      })
      .select({
        category: 'category',
        outcome: 'outcome',
        raisedAtMs: 'raised_at_ms',
        acknowledgedAtMs: 'acknowledged_at_ms',
        resolvedAtMs: 'resolved_at_ms',
      });
    return rows.map((row) => countedRow.parse(row));
  }
}

/** The link, and the sighting's own mark: its first alarm stays. */
async function link(trx: Knex.Transaction, links: readonly { alarmId: number; sightingId: number }[]): Promise<void> {
  await trx('alarm_sightings').insert(
    links.map(({ alarmId, sightingId }) => ({ alarm_id: alarmId, sighting_id: sightingId })),
  );
  const byAlarm = Map.groupBy(links, ({ alarmId }) => alarmId);
  for (const [alarmId, own] of byAlarm) {
    await trx('sightings')
      .whereIn(
        'id',
        own.map(({ sightingId }) => sightingId),
      )
      .whereNull('alarm_id')
      .update({ alarm_id: alarmId });
  }
}

function eventRowOf({ alarmId, event, by, atMs, ...facts }: AlarmEvent & { alarmId: number }): object {
  return { alarm_id: alarmId, event, done_by: by, done_at_ms: atMs, facts_json: JSON.stringify(facts) };
}

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
}

function rowOf(record: Alarm): AlarmRow {
  return {
    id: record.id,
    state: record.state,
    kind: record.kind,
    category: record.cause.by === 'entry' ? record.cause.entry.category : 'rule',
    priority: record.priority,
    subject: record.subject,
    cause_json: JSON.stringify(record.cause),
    procedure_json: JSON.stringify(record.procedure),
    camera_id: record.cameraId,
    camera_name: record.cameraName,
    raised_at_ms: record.raisedAtMs,
    last_seen_at_ms: record.lastSeenAtMs,
    count: record.count,
    sightings_json: JSON.stringify(record.sightings),
    acknowledged_by: record.acknowledged?.by ?? null,
    acknowledged_at_ms: record.acknowledged?.atMs ?? null,
    owner_json: JSON.stringify(record.owner),
    escalation_json: JSON.stringify(record.escalation),
    notes_json: JSON.stringify(record.notes),
    action_runs_json: JSON.stringify(record.actionRuns),
    resolved_by: record.resolved?.by ?? null,
    resolved_at_ms: record.resolved?.atMs ?? null,
    outcome: record.resolved?.outcome ?? null,
    note: record.resolved?.note ?? null,
    steps_done_json: JSON.stringify(record.stepsDone),
    revision: record.revision,
  };
}

export function alarmOf(row: unknown): Alarm {
  const read = alarmRow.parse(row);
  return alarm.parse({
    id: read.id,
    state: read.state,
    kind: read.kind,
    priority: read.priority,
    subject: read.subject,
    cause: read.cause_json,
    procedure: read.procedure_json,
    cameraId: read.camera_id,
    cameraName: read.camera_name,
    raisedAtMs: read.raised_at_ms,
    lastSeenAtMs: read.last_seen_at_ms,
    count: read.count,
    sightings: read.sightings_json,
    acknowledged: read.acknowledged_at_ms === null ? null : { by: read.acknowledged_by, atMs: read.acknowledged_at_ms },
    owner: read.owner_json,
    escalation: read.escalation_json,
    notes: read.notes_json,
    actionRuns: read.action_runs_json,
    resolved:
      read.resolved_at_ms === null
        ? null
        : { by: read.resolved_by, atMs: read.resolved_at_ms, outcome: read.outcome, note: read.note },
    stepsDone: read.steps_done_json,
    revision: read.revision,
  });
}
