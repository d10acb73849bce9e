import { z } from 'zod';
import type { Alarm } from '#contract/alarm.ts';
import { dutyActions } from '../county/packages/duty-words.ts';
import type {
  DeedRecord,
  LooksRecord,
  MachineRecord,
  PackagePeriod,
  PackageRecords,
} from '../county/packages/package-sources.ts';
import { alarmOf } from './alarm-table.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** Rows read at once: a month of a busy unit is never in memory whole. */
const rowsTogether = 1_000;
const hourMs = 3_600_000;

const alarmPlace = z.object({ id: z.number(), raised_at_ms: z.number() });
const alarmCount = z.object({ of: z.number() });
const deedRow = z.object({
  id: z.number(),
  at_ms: z.number(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  facts_json: jsonColumn.pipe(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
const machineRow = z.object({
  id: z.number(),
  alarm_id: z.number(),
  event: z.enum(['escalated', 'action']),
  done_at_ms: z.number(),
  facts_json: jsonColumn.pipe(z.record(z.string(), z.unknown())),
});
const looksRow = z.object({ at_ms: z.number(), account: z.string(), purpose: z.string(), pictures: z.number() });

/** The records of a period, page by page, as a package tells of them. */
export class PackageRecordTables implements PackageRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async *alarms({ fromMs, toMs }: PackagePeriod): AsyncGenerator<Alarm> {
    for (let last = { id: 0, raised_at_ms: fromMs }; ;) {
      const rows: unknown[] = await this.#database
        .read('alarms')
        .whereRaw('(raised_at_ms, id) > (?, ?)', [last.raised_at_ms, last.id])
        .where('raised_at_ms', '<', toMs)
        .orderBy(['raised_at_ms', 'id'])
        .limit(rowsTogether);
      for (const row of rows) yield alarmOf(row);
      if (rows.length < rowsTogether) return;
      last = alarmPlace.parse(rows.at(-1));
    }
  }

  async lastAlarms({ fromMs, toMs }: PackagePeriod, limit: number): Promise<{ alarms: Alarm[]; of: number }> {
    const raised = () =>
      this.#database.read('alarms').where('raised_at_ms', '>=', fromMs).where('raised_at_ms', '<', toMs);
    const rows: unknown[] = await raised()
      .orderBy([
        { column: 'raised_at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    const [counted] = (await raised().count({ of: '*' })) as unknown[];
    return { alarms: rows.map(alarmOf), of: alarmCount.parse(counted).of };
  }

  async *deeds({ fromMs, toMs }: PackagePeriod): AsyncGenerator<DeedRecord> {
    for (let lastId = 0; ;) {
      const rows: unknown[] = await this.#database
        .read('audit_log')
        .where('id', '>', lastId)
        .where('at_ms', '>=', fromMs)
        .where('at_ms', '<', toMs)
        .whereIn('action', dutyActions)
        .orderBy('id')
        .limit(rowsTogether);
      for (const row of rows) {
        const { id, at_ms: atMs, actor, action, subject, facts_json: facts } = deedRow.parse(row);
        lastId = id;
        yield { atMs, actor, action, subject, facts };
      }
      if (rows.length < rowsTogether) return;
    }
  }

  async *machine({ fromMs, toMs }: PackagePeriod): AsyncGenerator<MachineRecord> {
    for (let lastId = 0; ;) {
      const rows: unknown[] = await this.#database
        .read('alarm_events')
        .where('id', '>', lastId)
        .where('done_at_ms', '>=', fromMs)
        .where('done_at_ms', '<', toMs)
        .where({ done_by: 'station' })
        .whereIn('event', ['escalated', 'action'])
        .orderBy('id')
        .limit(rowsTogether);
      for (const row of rows) {
        const { id, alarm_id: alarmId, event, done_at_ms: atMs, facts_json: facts } = machineRow.parse(row);
        lastId = id;
        yield { atMs, alarmId, event, facts };
      }
      if (rows.length < rowsTogether) return;
    }
  }

  /** What was taken out stands in the audit chain with its reason. */
  async *looks({ fromMs, toMs }: PackagePeriod): AsyncGenerator<LooksRecord> {
    const rows: unknown[] = await this.#database
      .read('retrievals')
      .where('at_ms', '>=', fromMs)
      .where('at_ms', '<', toMs)
      .whereNull('reason')
      .select('account', 'purpose')
      .min({ at_ms: 'at_ms' })
      .count({ pictures: '*' })
      .groupByRaw('account, purpose, at_ms / ?', [hourMs])
      .orderBy('at_ms');
    for (const row of rows) {
      const { at_ms: atMs, ...looks } = looksRow.parse(row);
      yield { ...looks, atMs };
    }
  }
}
