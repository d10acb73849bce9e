import type { Knex } from 'knex';
import { z } from 'zod';
import { summaryKind, writtenSummary } from '#contract/summary.ts';
import type { SummaryKind, WrittenSummary } from '#contract/summary.ts';
import type { NewOutboxMessage } from '../county/outbox-store.ts';
import type { NewSummary, ScheduledKind, SummaryStore } from '../county/summary-store.ts';
import { appendToOutbox } from './county-outbox-table.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const markNames: Record<ScheduledKind, string> = {
  interval: 'summaries',
  shift: 'summaries:shift',
  day: 'summaries:day',
};
const forgottenTogether = 2_000;

const markRow = z.object({ reported_until_ms: z.number() });
const idRow = z.object({ id: z.number().int() });
const summaryRow = z.object({
  id: z.number().int(),
  kind: summaryKind,
  name: z.string().nullable(),
  from_ms: z.number(),
  to_ms: z.number(),
  written_at_ms: z.number(),
  written_by: z.string().nullable(),
  message_key: z.string(),
  sent_to_json: jsonColumn.pipe(z.array(z.string())),
});
const summaryColumns = Object.keys(summaryRow.shape);
type SummaryRow = z.output<typeof summaryRow>;
const bodyRow = z.object({ body: z.instanceof(Buffer) });
const stateRow = z.object({
  destination: z.string(),
  message_key: z.string(),
  state: writtenSummary.shape.sent.element.shape.state,
});

/** Summaries as they were written, and how far each kind has come. */
export class CountyReportTable implements SummaryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async writtenUntilMs(kind: ScheduledKind): Promise<number | null> {
    const row: unknown = await this.#database.read('county_reports').where({ name: markNames[kind] }).first();
    return row === undefined ? null : markRow.parse(row).reported_until_ms;
  }

  setWrittenUntil(kind: ScheduledKind, untilMs: number | null): Promise<void> {
    return this.#database.write(async (trx) => {
      if (untilMs === null) await trx('county_reports').where({ name: markNames[kind] }).delete();
      else await mark(trx, kind, untilMs);
    });
  }

  append(summary: NewSummary, messages: readonly NewOutboxMessage[]): Promise<number> {
    const { kind, toMs } = summary;
    return this.#database.write(async (trx) => {
      const known: unknown = await trx('summaries').where({ message_key: summary.key }).first('id');
      const id = known === undefined ? await insert(trx, summary, messages) : idRow.parse(known).id;
      if (known === undefined) await appendToOutbox(trx, messages);
      if (kind !== 'on-demand') await mark(trx, kind, toMs);
      return id;
    });
  }

  async page(kind: SummaryKind | null, before: number | null, limit: number): Promise<WrittenSummary[]> {
    const query = this.#database.read('summaries').select(summaryColumns).orderBy('id', 'desc').limit(limit);
    if (kind !== null) void query.where({ kind });
    if (before !== null) void query.where('id', '<', before);
    const rows: unknown[] = await query;
    return this.#withStates(rows.map((row) => summaryRow.parse(row)));
  }

  async find(id: number): Promise<{ summary: WrittenSummary; body: Uint8Array } | null> {
    const row: unknown = await this.#database.read('summaries').where({ id }).first();
    if (row === undefined) return null;
    const [summary] = await this.#withStates([summaryRow.parse(row)]);
    return summary === undefined ? null : { summary, body: bodyRow.parse(row).body };
  }

  async forget(beforeMs: number, most: number): Promise<number> {
    for (let forgotten = 0; ;) {
      const some = await this.#database.write(async (trx) => {
        const newest: unknown = await trx('summaries').max({ id: 'id' }).first();
        const { id } = z.object({ id: z.number().nullable() }).parse(newest);
        const due = trx('summaries')
          .select('id')
          .where('id', '<=', (id ?? 0) - most)
          .orWhere('written_at_ms', '<', beforeMs)
          .orderBy('id')
          .limit(forgottenTogether);
        return trx('summaries').whereIn('id', due).delete();
      });
      forgotten += some;
      if (some < forgottenTogether) return forgotten;
    }
  }

  /** What the outbox has forgotten was acknowledged: nothing else is ever deleted there. */
  async #withStates(rows: readonly SummaryRow[]): Promise<WrittenSummary[]> {
    const destinations = [...new Set(rows.flatMap(({ sent_to_json }) => sent_to_json))];
    const found: unknown[] =
      destinations.length === 0
        ? []
        : await this.#database
            .read('outbox')
            .select(Object.keys(stateRow.shape))
            .whereIn('destination', destinations)
            .whereIn(
              'message_key',
              rows.map((row) => row.message_key),
            );
    const states = new Map(
      found
        .map((row) => stateRow.parse(row))
        .map(({ destination, message_key, state }) => [`${destination} ${message_key}`, state]),
    );
    return rows.map((row) => ({
      ...{ id: row.id, kind: row.kind, name: row.name, fromMs: row.from_ms, toMs: row.to_ms },
      ...{ writtenAtMs: row.written_at_ms, writtenBy: row.written_by },
      sent: row.sent_to_json.map((destination) => ({
        destination,
        state: states.get(`${destination} ${row.message_key}`) ?? 'acknowledged',
      })),
    }));
  }
}

async function insert(trx: Knex, summary: NewSummary, messages: readonly NewOutboxMessage[]): Promise<number> {
  const rows: unknown[] = await trx('summaries')
    .insert({
      kind: summary.kind,
      name: summary.name,
      from_ms: summary.fromMs,
      to_ms: summary.toMs,
      written_at_ms: summary.writtenAtMs,
      written_by: summary.writtenBy,
      message_key: summary.key,
      sent_to_json: JSON.stringify(messages.map(({ destination }) => destination)),
      body: Buffer.from(summary.body),
    })
    .returning('id');
  return idRow.parse(rows[0]).id;
}

async function mark(trx: Knex, kind: ScheduledKind, untilMs: number): Promise<void> {
  await trx('county_reports').insert({ name: markNames[kind], reported_until_ms: untilMs }).onConflict('name').merge();
}
