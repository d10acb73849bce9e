import type { CountyDestination, OutboxKind } from '#contract/county.ts';
import type { OutboxMessage } from './outbox-store.ts';
import type { EntryAlarm } from './reported-alarm.ts';

export type FailureReason = NonNullable<CountyDestination['lastFailure']>['reason'];

/** What came of one exchange with the county. */
export type Delivery =
  /** All that was sent. `words`: the county's own, shortened. */
  | { outcome: 'acknowledged'; words: string }
  /**
   * The county refuses what was sent and would go on refusing it: others need not wait for it. Of several messages only
   * some may be meant: the lane sends them again one by one.
   */
  | { outcome: 'rejected'; detail: string }
  /** It is the link that fails: everything waits, in order. `waitMs`: the county asked for at least this long. */
  | { outcome: 'failed'; reason: FailureReason; detail: string; waitMs?: number };

/** `escalated`: nobody at the unit has acknowledged it in time. */
export type AlarmChange = 'raised' | 'escalated' | 'resolved';

/** A message as a destination words it. `route`: as of `NewOutboxMessage`. */
export interface WordedMessage {
  key: string;
  kind: OutboxKind;
  route: string | null;
  body: Uint8Array;
}

/** Where reports go and in what words. Answers with outcomes; never throws for what the county does. */
export interface Destination {
  /** Unique, and the same after every restart: messages wait under it. */
  readonly name: string;
  readonly way: CountyDestination['way'];
  readonly title: string | null;
  /** For people to read: no credentials. */
  readonly address: string;
  readonly transport: CountyDestination['transport'];
  /** GA/T 1400 number of the platform behind it, when it may order and subscribe; null: unknown. */
  readonly platformId: string | null;
  readonly takesSummaries: boolean;
  /**
   * The message that tells this change; null when this destination has no words for it, or no business with it.
   * `receiveAddress`: where whoever ordered the entry wants to be told, if it names a place.
   */
  alarmMessage(
    key: string,
    alarm: EntryAlarm,
    change: AlarmChange,
    receiveAddress?: string | null,
  ): WordedMessage | null;
  /** Where an address that the platform itself names leads; null: the host is not the platform's. */
  routeTo?(address: string, usualPath: string): string | null;
  /** A marked test. */
  testMessage(key: string): WordedMessage;
  /** How many messages from the head of these may go in one exchange now, at least 1. */
  together(messages: readonly OutboxMessage[]): number;
  deliver(messages: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery>;
  /** What keeps the link known to be up while nothing is to be sent; run at the start and after `everyMs` without traffic. */
  readonly keepUp: { readonly everyMs: number; run(signal: AbortSignal): Promise<Delivery> } | null;
  /** As of the last replies. */
  facts(): Pick<CountyDestination, 'clockDriftMs' | 'registration'>;
  close(): Promise<void>;
}
