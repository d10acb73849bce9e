import type { CountyDestination } from '#contract/county.ts';
import type { OutboxMessage } from './outbox-store.ts';
import type { EntryAlarm } from './reported-alarm.ts';

export type FailureReason = NonNullable<CountyDestination['lastFailure']>['reason'];

/** What came of one exchange with the county. */
export type Delivery =
  | { outcome: 'acknowledged' }
  /** The county refuses this message and would go on refusing it: others need not wait for it. */
  | { outcome: 'rejected'; detail: string }
  /** It is the link that fails: everything waits, in order. `waitMs`: the county asked for at least this long. */
  | { outcome: 'failed'; reason: FailureReason; detail: string; waitMs?: number };

/** `escalated`: nobody at the unit has acknowledged it in time. */
export type AlarmChange = 'raised' | 'escalated' | 'resolved';

/** Where reports go and in what words. Answers with outcomes; never throws for what the county does. */
export interface Destination {
  readonly name: 'summaries' | 'viid';
  /** For people to read: no credentials. */
  readonly address: string;
  readonly takesSummaries: boolean;
  /** The message that tells this change; null when this destination has no words for it. */
  alarmBody(key: string, alarm: EntryAlarm, change: AlarmChange): Uint8Array | null;
  deliver(message: OutboxMessage, signal: AbortSignal): Promise<Delivery>;
  /** What keeps the link known to be up while nothing is to be sent; run at the start and after `everyMs` without traffic. */
  readonly keepUp: { readonly everyMs: number; run(signal: AbortSignal): Promise<Delivery> } | null;
  close(): Promise<void>;
}
