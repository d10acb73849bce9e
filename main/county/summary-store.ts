import type { SummaryKind, WrittenSummary } from '#contract/summary.ts';
import type { NewOutboxMessage } from './outbox-store.ts';

/** Kinds that the clock writes. */
export type ScheduledKind = Exclude<SummaryKind, 'on-demand'>;

export interface NewSummary {
  kind: SummaryKind;
  /** Of the shift. */
  name: string | null;
  fromMs: number;
  toMs: number;
  writtenAtMs: number;
  /** Account that asked for it; null: by the clock. */
  writtenBy: string | null;
  key: string;
  /** The report, exactly what the county gets. */
  body: Uint8Array;
}

/** Where summaries are kept, and how far each kind has come. */
export interface SummaryStore {
  /** Every period of this kind that ended up to here is written; null: none was yet. */
  writtenUntilMs(kind: ScheduledKind): Promise<number | null>;
  /** Null: as if none had ever been written. */
  setWrittenUntil(kind: ScheduledKind, untilMs: number | null): Promise<void>;
  /**
   * In one commit: the summary, its messages in the outbox, and, of a scheduled kind, that its periods are written up to
   * `toMs`. A summary whose key is there already is not written again. Gives its number.
   */
  append(summary: NewSummary, messages: readonly NewOutboxMessage[]): Promise<number>;
  /** Newest first; of every kind when it is null. */
  page(kind: SummaryKind | null, before: number | null, limit: number): Promise<WrittenSummary[]>;
  find(id: number): Promise<{ summary: WrittenSummary; body: Uint8Array } | null>;
  /** Forgets what was written before, and all but the newest `most`. Gives how many. */
  forget(beforeMs: number, most: number): Promise<number>;
}
