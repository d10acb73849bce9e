import { outboxKind } from '#contract/county.ts';
import type { OutboxItem, OutboxKind } from '#contract/county.ts';
import type { FailureReason } from './destination.ts';

/** Less goes sooner. */
export const urgencyOf = (kind: OutboxKind): number => outboxKind.options.indexOf(kind);

export interface NewOutboxMessage {
  destination: string;
  kind: OutboxKind;
  /** Where at the destination it goes: a path (after `PUT ` when it is not posted), or a whole address; null: its usual place. */
  route: string | null;
  /** Visible ASCII; the same in every try and after every restart. */
  key: string;
  /** Exactly what the county gets, before compression. */
  body: Uint8Array;
  createdAtMs: number;
}

export interface OutboxMessage extends NewOutboxMessage {
  id: number;
  attempts: number;
  /** Tries that the county refused because of the message itself, since it was last released. */
  rejections: number;
}

/** What is remembered of a destination across restarts. */
export interface DestinationRecord {
  /** When this destination was first set up: alarms from before are not its business. */
  sinceMs: number;
  lastAcknowledgedAtMs: number | null;
  /** The county's own words of that time. */
  lastAcknowledgement: string | null;
  lastFailure: { reason: FailureReason; detail: string; atMs: number } | null;
}

export interface OutboxCounts {
  waiting: number;
  setAside: number;
  /** Waiting and set aside. */
  byKind: Record<OutboxKind, number>;
  /** Length of the bodies of both. */
  bytesByKind: Record<OutboxKind, number>;
  oldestUnacknowledgedAtMs: number | null;
}

const ofEachKind = (): Record<OutboxKind, number> => ({ test: 0, alarm: 0, status: 0, summary: 0, capture: 0 });
export const noCounts = (): OutboxCounts => ({
  ...{ waiting: 0, setAside: 0, byKind: ofEachKind(), bytesByKind: ofEachKind(), oldestUnacknowledgedAtMs: null },
});

/** A piece of a line: after a message of it (null: from its head), bounded by count and by bytes, but never empty while something waits. */
export interface LinePiece {
  after: Pick<OutboxMessage, 'kind' | 'id'> | null;
  messages: number;
  bytes: number;
}

/** Where the outbox keeps its messages. Every promise of a change resolves once the change is on the disk. */
export interface OutboxStore {
  /** Leaves alone what is already there by (destination, key). Gives how many were new. */
  append(messages: readonly NewOutboxMessage[]): Promise<number>;
  /** By urgency (the order of `outboxKind`), each kind in the order in which they were written down. */
  waiting(destination: string, piece: LinePiece): Promise<OutboxMessage[]>;
  /** In the same order: what the county refused. */
  setAside(destination: string, piece: LinePiece): Promise<OutboxMessage[]>;
  counts(destination: string): Promise<OutboxCounts>;
  /** Newest first. */
  page(before: number | null, limit: number): Promise<OutboxItem[]>;
  /** Messages that were put in since then, acknowledged or not, and the bytes of their bodies. */
  grownSince(atMs: number): Promise<{ messages: number; bytes: number }>;
  /** Those acknowledged already are left as they are. */
  acknowledge(destination: string, ids: readonly number[], atMs: number, words: string): Promise<void>;
  /** By their keys, as a county's receipt names them, of that destination alone: others know a message by the same key; those unknown or acknowledged are left. */
  acknowledgeByKey(destination: string, keys: readonly string[], atMs: number): Promise<number>;
  recordFailure(destination: string, failure: MessageFailure): Promise<void>;
  /** Deletes the tests that were not acknowledged: nobody waits for them any more. Gives how many. */
  withdrawTests(destination: string): Promise<number>;
  /** Puts a message that was set aside back into the line. */
  release(
    id: number,
  ): Promise<{ outcome: 'released'; destination: string } | { outcome: 'not-found' | 'not-set-aside' }>;
  /** Forgets acknowledged messages only. Gives how many. */
  forgetAcknowledged(beforeMs: number): Promise<number>;
  /** Makes the record at first sight. */
  destination(name: string, nowMs: number): Promise<DestinationRecord>;
}

export interface MessageFailure {
  reason: FailureReason;
  detail: string;
  atMs: number;
  /** Those that were being sent; what was acknowledged meanwhile stays so. Null: nothing but a sign of life. */
  messages: { ids: readonly number[]; rejected: boolean; setAside: boolean } | null;
}
