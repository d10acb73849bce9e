import type { OutboxItem } from '#contract/county.ts';
import type { WrittenSummary } from '#contract/summary.ts';
import { noCounts, urgencyOf } from '../../../main/county/outbox-store.ts';
import type {
  DestinationRecord,
  LinePiece,
  MessageFailure,
  NewOutboxMessage,
  OutboxCounts,
  OutboxMessage,
  OutboxStore,
} from '../../../main/county/outbox-store.ts';
import type { NewSummary, ScheduledKind, SummaryStore } from '../../../main/county/summary-store.ts';

type Row = OutboxMessage & Pick<OutboxItem, 'state' | 'acknowledgedAtMs' | 'failure'>;

/** An outbox store that forgets with the process. */
export class MemoryOutboxStore implements OutboxStore {
  readonly rows: Row[] = [];
  /** Set: every change fails with this, as on a full disk. */
  broken: Error | null = null;
  record: DestinationRecord = { sinceMs: 0, lastAcknowledgedAtMs: null, lastAcknowledgement: null, lastFailure: null };

  async append(messages: readonly NewOutboxMessage[]): Promise<number> {
    this.#check();
    const fresh = messages.filter(
      ({ destination, key }) => !this.rows.some((row) => row.destination === destination && row.key === key),
    );
    for (const message of fresh) {
      this.rows.push({
        ...message,
        id: (this.rows.at(-1)?.id ?? 0) + 1,
        attempts: 0,
        rejections: 0,
        state: 'waiting',
        acknowledgedAtMs: null,
        failure: null,
      });
    }
    return fresh.length;
  }
  waiting(destination: string, piece: LinePiece): Promise<OutboxMessage[]> {
    return this.#piece(destination, 'waiting', piece);
  }
  setAside(destination: string, piece: LinePiece): Promise<OutboxMessage[]> {
    return this.#piece(destination, 'set-aside', piece);
  }
  async #piece(destination: string, state: Row['state'], { after, ...bounds }: LinePiece): Promise<OutboxMessage[]> {
    this.#check();
    const place = ({ kind, id }: { kind: Row['kind']; id: number }): number => urgencyOf(kind) * 1e9 + id;
    const line = this.rows
      .filter((row) => row.destination === destination && row.state === state)
      .filter((row) => after === null || place(row) > place(after))
      .sort((a, b) => place(a) - place(b))
      .slice(0, bounds.messages);
    let bytes = 0;
    const end = line.findIndex(({ body }, n) => (bytes += body.length) > bounds.bytes && n > 0);
    return (end === -1 ? line : line.slice(0, end)).map((row) => ({ ...row }));
  }
  async counts(destination: string): Promise<OutboxCounts> {
    const open = this.rows.filter((row) => row.destination === destination && row.state !== 'acknowledged');
    const { byKind, bytesByKind } = noCounts();
    for (const { kind, body } of open) {
      byKind[kind] += 1;
      bytesByKind[kind] += body.length;
    }
    return {
      ...{ byKind, bytesByKind },
      waiting: open.filter(({ state }) => state === 'waiting').length,
      setAside: open.filter(({ state }) => state === 'set-aside').length,
      oldestUnacknowledgedAtMs: open.length === 0 ? null : Math.min(...open.map(({ createdAtMs }) => createdAtMs)),
    };
  }
  async grownSince(atMs: number): Promise<{ messages: number; bytes: number }> {
    const grown = this.rows.filter(({ createdAtMs }) => createdAtMs > atMs);
    return { messages: grown.length, bytes: grown.reduce((sum, { body }) => sum + body.length, 0) };
  }
  async page(): Promise<OutboxItem[]> {
    return this.rows.map(({ body, rejections: _rejections, ...row }) => ({ ...row, bytes: body.length })).reverse();
  }
  async acknowledge(_destination: string, ids: readonly number[], atMs: number, words: string): Promise<void> {
    this.#check();
    for (const row of this.rows.filter(({ id, state }) => ids.includes(id) && state !== 'acknowledged')) {
      Object.assign(row, { state: 'acknowledged', acknowledgedAtMs: atMs, failure: null, attempts: row.attempts + 1 });
    }
    this.record = { ...this.record, lastAcknowledgedAtMs: atMs, lastAcknowledgement: words || null, lastFailure: null };
  }
  async acknowledgeByKey(destination: string, keys: readonly string[], atMs: number): Promise<number> {
    this.#check();
    const rows = this.rows.filter(
      (row) => row.destination === destination && keys.includes(row.key) && row.state !== 'acknowledged',
    );
    for (const row of rows) Object.assign(row, { state: 'acknowledged', acknowledgedAtMs: atMs, failure: null });
    return rows.length;
  }
  async recordFailure(_destination: string, { reason, detail, atMs, messages }: MessageFailure): Promise<void> {
    this.#check();
    this.record = { ...this.record, lastFailure: { reason, detail, atMs } };
    for (const row of this.rows.filter(({ id, state }) => messages?.ids.includes(id) && state === 'waiting')) {
      row.attempts += 1;
      if (messages?.rejected) row.rejections += 1;
      if (messages?.setAside) row.state = 'set-aside';
      row.failure = `${reason}: ${detail}`;
    }
  }
  async withdrawTests(destination: string): Promise<number> {
    this.#check();
    const isOne = (row: Row): boolean =>
      row.destination === destination && row.kind === 'test' && row.state !== 'acknowledged';
    const before = this.rows.length;
    this.rows.splice(0, before, ...this.rows.filter((row) => !isOne(row)));
    return before - this.rows.length;
  }
  async release(id: number): ReturnType<OutboxStore['release']> {
    const row = this.rows.find((one) => one.id === id);
    if (row === undefined) return { outcome: 'not-found' };
    if (row.state !== 'set-aside') return { outcome: 'not-set-aside' };
    Object.assign(row, { state: 'waiting', rejections: 0 });
    return { outcome: 'released', destination: row.destination };
  }
  async forgetAcknowledged(): Promise<number> {
    return 0;
  }
  async destination(): Promise<DestinationRecord> {
    return this.record;
  }

  #check(): void {
    if (this.broken !== null) throw this.broken;
  }
}

export class MemorySummaryStore implements SummaryStore {
  readonly marks = new Map<ScheduledKind, number>();
  readonly written: NewSummary[] = [];
  readonly #outbox: MemoryOutboxStore;

  constructor(outbox: MemoryOutboxStore) {
    this.#outbox = outbox;
  }
  async writtenUntilMs(kind: ScheduledKind): Promise<number | null> {
    return this.marks.get(kind) ?? null;
  }
  async setWrittenUntil(kind: ScheduledKind, untilMs: number | null): Promise<void> {
    if (untilMs === null) this.marks.delete(kind);
    else this.marks.set(kind, untilMs);
  }
  async append(summary: NewSummary, messages: readonly NewOutboxMessage[]): Promise<number> {
    await this.#outbox.append(messages);
    if (summary.kind !== 'on-demand') this.marks.set(summary.kind, summary.toMs);
    return this.written.push(summary);
  }
  async page(): Promise<WrittenSummary[]> {
    return this.written.map((_, n) => this.#read(n + 1)).reverse();
  }
  async find(id: number): ReturnType<SummaryStore['find']> {
    const body = this.written[id - 1]?.body;
    return body === undefined ? null : { summary: this.#read(id), body };
  }
  async forget(): Promise<number> {
    return 0;
  }
  #read(id: number): WrittenSummary {
    const { key: _key, body: _body, ...summary } = this.written[id - 1] as NewSummary;
    return { id, ...summary, sent: [] };
  }
}
