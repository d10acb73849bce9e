import type { Knex } from 'knex';
import { z } from 'zod';
import { countyDestination, outboxKind } from '#contract/county.ts';
import type { OutboxItem, OutboxKind } from '#contract/county.ts';
import { noCounts } from '../county/outbox-store.ts';
import type {
  DestinationRecord,
  LinePiece,
  MessageFailure,
  NewOutboxMessage,
  OutboxCounts,
  OutboxMessage,
  OutboxStore,
} from '../county/outbox-store.ts';
import type { Database } from './database.ts';

/** Less is sooner. Gaps leave room for kinds between them. */
const urgencies: Record<OutboxKind, number> = { test: 5, alarm: 10, status: 20, summary: 30, capture: 40 };

/** Rows one statement writes: SQLite takes 32,766 values in one. */
const rowsTogether = 500;
const forgottenTogether = 2_000;

const failureReason = countyDestination.shape.lastFailure.unwrap().shape.reason;

const messageRow = z.object({
  id: z.number().int(),
  destination: z.string(),
  kind: outboxKind,
  route: z.string().nullable(),
  message_key: z.string(),
  body: z.instanceof(Buffer),
  created_at_ms: z.number(),
  attempts: z.number().int(),
  rejections: z.number().int(),
});
const messageColumns = Object.keys(messageRow.shape);
const itemRow = messageRow.omit({ body: true, rejections: true, route: true }).extend({
  bytes: z.number().int(),
  state: z.enum(['waiting', 'acknowledged', 'set-aside']),
  acknowledged_at_ms: z.number().nullable(),
  failure: z.string().nullable(),
});
const countRow = z.object({
  state: z.enum(['waiting', 'set-aside']),
  kind: outboxKind,
  bytes: z.number().int(),
  messages: z.number().int(),
  oldest_at_ms: z.number(),
});
const destinationRow = z.object({
  since_ms: z.number(),
  last_acknowledged_at_ms: z.number().nullable(),
  last_acknowledgement: z.string().nullable(),
  failure_reason: failureReason.nullable(),
  failure_detail: z.string().nullable(),
  failed_at_ms: z.number().nullable(),
});
const lineRow = z.object({ id: z.number().int(), bytes: z.number().int() });
const grownRow = z.object({ messages: z.number(), bytes: z.number().nullable() });
const idRow = z.object({ id: z.number().int() });
const releaseRow = z.object({ destination: z.string(), state: z.string() });

/** Writes messages within a commit of the caller's. Gives how many were new; tell `Outbox.notice` once it is committed. */
export async function appendToOutbox(trx: Knex, messages: readonly NewOutboxMessage[]): Promise<number> {
  const highestBefore = await highestId(trx);
  for (let from = 0; from < messages.length; from += rowsTogether) {
    const rows = messages.slice(from, from + rowsTogether).map((message) => ({
      destination: message.destination,
      kind: message.kind,
      urgency: urgencies[message.kind],
      message_key: message.key,
      route: message.route,
      body: Buffer.from(message.body),
      bytes: message.body.length,
      created_at_ms: message.createdAtMs,
      state: 'waiting',
      attempts: 0,
      rejections: 0,
    }));
    await trx('outbox').insert(rows).onConflict(['destination', 'message_key']).ignore();
  }
  const added: unknown = await trx('outbox').where('id', '>', highestBefore).count({ messages: '*' }).first();
  return z.object({ messages: z.number() }).parse(added).messages;
}

async function highestId(trx: Knex): Promise<number> {
  const row: unknown = await trx('outbox').max({ id: 'id' }).first();
  return z.object({ id: z.number().nullable() }).parse(row).id ?? 0;
}

/** Spelled as the indexes spell it: a bound value would not use them. */
const unacknowledged = "state <> 'acknowledged'";

/** A changed row is written anew, whole: a disk that has just been full has no room for many large ones. */
const keptBodyBytes = 4_096;

/**
 * What becomes of a row when the county took it. Of captures, and of whatever is large, only the key stays: the journal has
 * the pictures, `summaries` the summaries.
 */
function taken(trx: Knex, atMs: number): Record<string, unknown> {
  const body = trx.raw(`CASE WHEN kind = 'capture' OR bytes > ${keptBodyBytes} THEN x'' ELSE body END`);
  return { state: 'acknowledged', acknowledged_at_ms: atMs, failure: null, body };
}

/** The outbox in the station's database. */
export class CountyOutboxTable implements OutboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(messages: readonly NewOutboxMessage[]): Promise<number> {
    if (messages.length === 0) return Promise.resolve(0);
    return this.#database.write((trx) => appendToOutbox(trx, messages));
  }

  waiting(destination: string, piece: LinePiece): Promise<OutboxMessage[]> {
    return this.#piece(destination, 'waiting', piece);
  }

  setAside(destination: string, piece: LinePiece): Promise<OutboxMessage[]> {
    return this.#piece(destination, 'set-aside', piece);
  }

  async #piece(
    destination: string,
    state: 'waiting' | 'set-aside',
    { after, messages, bytes }: LinePiece,
  ): Promise<OutboxMessage[]> {
    const line = await this.#line(destination, state, after, messages);
    const ids: number[] = [];
    let total = 0;
    for (const row of line) {
      total += row.bytes;
      if (total > bytes && ids.length > 0) break;
      ids.push(row.id);
    }
    const rows: unknown[] = await this.#database
      .read('outbox')
      .select(...messageColumns)
      .whereIn('id', ids)
      .where({ state })
      .orderBy(['urgency', 'id']);
    return rows.map((row) => {
      const { message_key: key, created_at_ms: createdAtMs, ...rest } = messageRow.parse(row);
      return { ...rest, key, createdAtMs };
    });
  }

  /** What stands in the line after a message of it. The index alone tells how long the bodies are: none is read for it. */
  async #line(
    destination: string,
    state: 'waiting' | 'set-aside',
    after: LinePiece['after'],
    limit: number,
  ): Promise<z.infer<typeof lineRow>[]> {
    const from = async (where: string, values: readonly (string | number)[]): Promise<unknown[]> =>
      this.#database
        .read('outbox')
        .select('id', 'bytes')
        .whereRaw(`destination = ? AND state = '${state}' AND ${unacknowledged} AND ${where}`, [destination, ...values])
        .orderBy(['urgency', 'id'])
        .limit(limit);
    const parse = (rows: unknown[]): z.infer<typeof lineRow>[] => rows.map((row) => lineRow.parse(row));
    if (after === null) return parse(await from('1', []));
    // Two questions: of (urgency, id) > (?, ?) SQLite would look for the urgency only, and walk from its head.
    const urgency = urgencies[after.kind];
    const same = parse(await from('urgency = ? AND id > ?', [urgency, after.id]));
    if (same.length === limit) return same;
    return [...same, ...parse(await from('urgency > ?', [urgency]))].slice(0, limit);
  }

  async counts(destination: string): Promise<OutboxCounts> {
    const rows: unknown[] = await this.#database
      .read('outbox')
      .select('state', 'kind')
      .count({ messages: '*' })
      .sum({ bytes: 'bytes' })
      .min({ oldest_at_ms: 'created_at_ms' })
      .whereRaw("destination = ? AND state <> 'acknowledged'", [destination])
      .groupBy('state', 'kind');
    const counts = noCounts();
    for (const { state, kind, bytes, messages, oldest_at_ms } of rows.map((row) => countRow.parse(row))) {
      if (state === 'waiting') counts.waiting += messages;
      else counts.setAside += messages;
      counts.byKind[kind] += messages;
      counts.bytesByKind[kind] += bytes;
      counts.oldestUnacknowledgedAtMs = Math.min(counts.oldestUnacknowledgedAtMs ?? Infinity, oldest_at_ms);
    }
    return counts;
  }

  async grownSince(atMs: number): Promise<{ messages: number; bytes: number }> {
    const row: unknown = await this.#database
      .read('outbox')
      .where('created_at_ms', '>', atMs)
      .count({ messages: '*' })
      .sum({ bytes: 'bytes' })
      .first();
    const { messages, bytes } = grownRow.parse(row);
    return { messages, bytes: bytes ?? 0 };
  }

  async page(before: number | null, limit: number): Promise<OutboxItem[]> {
    const query = this.#database
      .read('outbox')
      .select('id', 'destination', 'kind', 'message_key', 'bytes', 'created_at_ms', 'attempts', 'state')
      .select('acknowledged_at_ms', 'failure')
      .orderBy('id', 'desc')
      .limit(limit);
    const rows: unknown[] = await (before === null ? query : query.where('id', '<', before));
    return rows.map((row) => {
      const { message_key, created_at_ms, acknowledged_at_ms, ...rest } = itemRow.parse(row);
      return { ...rest, key: message_key, createdAtMs: created_at_ms, acknowledgedAtMs: acknowledged_at_ms };
    });
  }

  acknowledge(destination: string, ids: readonly number[], atMs: number, words: string): Promise<void> {
    return this.#database.write(async (trx) => {
      for (let from = 0; from < ids.length; from += rowsTogether) {
        const some = trx('outbox').whereIn('id', ids.slice(from, from + rowsTogether));
        await some.whereRaw(unacknowledged).update({ ...taken(trx, atMs), attempts: trx.raw('attempts + 1') });
      }
      await trx('county_destinations')
        .where({ name: destination })
        .update({
          last_acknowledged_at_ms: atMs,
          last_acknowledgement: words === '' ? null : words,
          failure_reason: null,
          failure_detail: null,
          failed_at_ms: null,
        });
    });
  }

  acknowledgeByKey(destination: string, keys: readonly string[], atMs: number): Promise<number> {
    return this.#database.write(async (trx) => {
      let acknowledged = 0;
      for (let from = 0; from < keys.length; from += rowsTogether) {
        acknowledged += await trx('outbox')
          .where({ destination })
          .whereIn('message_key', keys.slice(from, from + rowsTogether))
          .whereRaw(unacknowledged)
          .update(taken(trx, atMs));
      }
      return acknowledged;
    });
  }

  recordFailure(destination: string, { reason, detail, atMs, messages }: MessageFailure): Promise<void> {
    return this.#database.write(async (trx) => {
      if (messages !== null) {
        await trx('outbox')
          .whereIn('id', [...messages.ids])
          .where({ state: 'waiting' })
          .update({
            attempts: trx.raw('attempts + 1'),
            rejections: trx.raw('rejections + ?', [messages.rejected ? 1 : 0]),
            state: messages.setAside ? 'set-aside' : 'waiting',
            failure: `${reason}: ${detail}`,
          });
      }
      await trx('county_destinations')
        .where({ name: destination })
        .update({ failure_reason: reason, failure_detail: detail, failed_at_ms: atMs });
    });
  }

  withdrawTests(destination: string): Promise<number> {
    return this.#database.write((trx) =>
      trx('outbox')
        .where({ destination, kind: 'test' })
        .whereIn('state', ['waiting', 'set-aside'])
        .whereRaw(unacknowledged)
        .delete(),
    );
  }

  release(id: number): ReturnType<OutboxStore['release']> {
    return this.#database.write(async (trx) => {
      const found: unknown = await trx('outbox').select('destination', 'state').where({ id }).first();
      if (found === undefined) return { outcome: 'not-found' };
      const { destination, state } = releaseRow.parse(found);
      if (state !== 'set-aside') return { outcome: 'not-set-aside' };
      await trx('outbox').where({ id }).update({ state: 'waiting', rejections: 0 });
      return { outcome: 'released', destination };
    });
  }

  async forgetAcknowledged(beforeMs: number): Promise<number> {
    for (let forgotten = 0; ;) {
      const rows: unknown[] = await this.#database
        .read('outbox')
        .select('id')
        .whereRaw("state = 'acknowledged' AND acknowledged_at_ms < ?", [beforeMs])
        .limit(forgottenTogether);
      if (rows.length === 0) return forgotten;
      const ids = rows.map((row) => idRow.parse(row).id);
      forgotten += await this.#database.write((trx) => trx('outbox').whereIn('id', ids).delete());
    }
  }

  destination(name: string, nowMs: number): Promise<DestinationRecord> {
    return this.#database.write(async (trx) => {
      await trx('county_destinations').insert({ name, since_ms: nowMs }).onConflict('name').ignore();
      const row = destinationRow.parse(await trx('county_destinations').where({ name }).first());
      const { failure_reason, failure_detail, failed_at_ms } = row;
      return {
        sinceMs: row.since_ms,
        lastAcknowledgedAtMs: row.last_acknowledged_at_ms,
        lastAcknowledgement: row.last_acknowledgement,
        lastFailure:
          failure_reason === null
            ? null
            : { reason: failure_reason, detail: failure_detail ?? '', atMs: failed_at_ms ?? 0 },
      };
    });
  }
}
