import type { Unit } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { CountyLink as CountyLinkState, OutboxItem } from '#contract/county.ts';
import { reasonOf } from '../system/app-error.ts';
import { days } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { alarmKey } from './alarm-report.ts';
import type { AlarmChange, Destination, WordedMessage } from './destination.ts';
import { offsetHere } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import { openDestinations } from './open-destinations.ts';
import type { CountyConfig } from './open-destinations.ts';
import { Outbox } from './outbox.ts';
import type { NewOutboxMessage, OutboxStore } from './outbox-store.ts';
import { isReported } from './reported-alarm.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import type { SummaryBook } from './summary-book.ts';

/** Alarms looked at again at the start; well within what the outbox remembers as acknowledged. */
const lookBackMs = days(7);

/** Alarms raised at or after an instant, for the look at the start whether the outbox has them all. */
export type AlarmsSince = (fromMs: number) => Promise<readonly Alarm[]>;

export type Enqueued = { outcome: 'enqueued'; messages: number } | { outcome: 'not-approved' };

/** The county link 县平台: what is told, and the truth about what was heard. */
export class CountyLink {
  readonly #outbox: Outbox;
  readonly #summaries: { book: SummaryBook; everyMs: number | null } | null;
  readonly #unit: Unit;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #alarmsSince: AlarmsSince | null;

  constructor(options: {
    outbox: Outbox;
    /** Null: none are written. `everyMs`: the interval that the provision file sets; null: it sets none. */
    summaries: { book: SummaryBook; everyMs: number | null } | null;
    unit: Unit;
    clock: Clock;
    log: Log;
    alarmsSince?: AlarmsSince | undefined;
  }) {
    this.#outbox = options.outbox;
    this.#summaries = options.summaries;
    this.#unit = options.unit;
    this.#clock = options.clock;
    this.#log = options.log.room('county');
    this.#alarmsSince = options.alarmsSince ?? null;
  }

  async start(): Promise<void> {
    await this.#outbox.start();
    await this.#enqueueMissed();
    if (this.#summaries === null) return;
    const { book, everyMs } = this.#summaries;
    await book.open({ outbox: this.#outbox, everyMs });
  }

  async stop(): Promise<void> {
    await this.#summaries?.book.close();
    await this.#outbox.stop();
  }

  /**
   * Tells the county of an alarm, once for each change however often it is called. Resolves when it is on the disk;
   * whether the county is there plays no part.
   */
  async enqueueAlarm(alarm: Alarm, change: AlarmChange): Promise<Enqueued> {
    if (!isReported(alarm)) return { outcome: 'not-approved' };
    const { added } = await this.#outbox.enqueue(this.#alarmMessages(this.#outbox.destinations, alarm, change));
    return { outcome: 'enqueued', messages: added };
  }

  /** Whether the county would hear of this change: some destination has words for it. */
  tells(alarm: Alarm, change: AlarmChange): boolean {
    return isReported(alarm) && this.#alarmMessages(this.#outbox.destinations, alarm, change).length > 0;
  }

  status(): CountyLinkState {
    const destinations = this.#outbox.status();
    const acknowledgedAtMs = destinations.flatMap(({ lastAcknowledgedAtMs }) => lastAcknowledgedAtMs ?? []);
    const allUp = destinations.every(({ link }) => link === 'up');
    return {
      link: destinations.length === 0 ? 'off' : allUp ? 'up' : 'down',
      unacknowledged: destinations.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0),
      lastAcknowledgedAtMs: acknowledgedAtMs.length === 0 ? null : Math.max(...acknowledgedAtMs),
      destinations,
      refusing: [],
      holdsDays: null,
    };
  }

  /** Called on every change of `status()`; gives the way to stop watching. */
  watch(listener: () => void): () => void {
    return this.#outbox.watch(listener);
  }

  tryNow(): void {
    this.#outbox.tryNow();
  }

  /** Where a platform of this number is reported to; null: nowhere. */
  destinationOf(platformId: string): string | null {
    return this.#outbox.destinations.find((destination) => destination.platformId === platformId)?.name ?? null;
  }

  /** Puts messages of other rooms' wording into the outbox; resolves once they are on the disk. Throws `disk-full`. */
  async enqueue(destination: string, messages: readonly WordedMessage[]): Promise<{ added: number }> {
    const createdAtMs = this.#clock.nowMs();
    return this.#outbox.enqueue(messages.map((worded) => ({ ...worded, destination, createdAtMs })));
  }

  outboxPage(before: number | null, limit: number): Promise<OutboxItem[]> {
    return this.#outbox.page(before, limit);
  }

  /** Throws `not-found`, or `conflict` when the message is not set aside. */
  retrySetAside(id: number): Promise<void> {
    return this.#outbox.retrySetAside(id);
  }

  #alarmMessages(destinations: readonly Destination[], alarm: EntryAlarm, change: AlarmChange): NewOutboxMessage[] {
    const key = alarmKey(this.#unit, alarm, change);
    return destinations.flatMap((destination) => {
      const worded = destination.alarmMessage(key, alarm, change);
      return worded === null ? [] : [this.#messageTo(destination, worded)];
    });
  }

  #messageTo(destination: Destination, worded: WordedMessage): NewOutboxMessage {
    return { ...worded, destination: destination.name, createdAtMs: this.#clock.nowMs() };
  }

  /** An alarm is stored before its message is: a station killed in between makes up for it here. */
  async #enqueueMissed(): Promise<void> {
    if (this.#alarmsSince === null || this.#outbox.destinations.length === 0) return;
    const fromMs = this.#clock.nowMs() - lookBackMs;
    try {
      const alarms = await this.#alarmsSince(fromMs);
      const messages = alarms
        .filter(isReported)
        .filter((alarm) => alarm.raisedAtMs >= fromMs)
        .flatMap((alarm) => {
          const destinations = this.#outbox.destinations.filter(
            ({ name }) => alarm.raisedAtMs >= (this.#outbox.sinceMs(name) ?? Infinity),
          );
          return changesOf(alarm).flatMap((change) => this.#alarmMessages(destinations, alarm, change));
        });
      const { added } = await this.#outbox.enqueue(messages);
      if (added > 0) this.#log.warn('alarms were stored but not yet in the outbox: added', { messages: added });
    } catch (error) {
      this.#log.error('alarms of the last days could not be checked against the outbox', { reason: reasonOf(error) });
    }
  }
}

/** What the county is to have heard of an alarm that stands so. */
export function changesOf({ escalation, resolved }: Alarm): AlarmChange[] {
  return [
    'raised',
    ...(escalation?.level === 2 ? ['escalated' as const] : []),
    ...(resolved ? ['resolved' as const] : []),
  ];
}

/** The link as the provision file describes it; with no destination it is `off` and takes nothing. */
export async function openCountyLink(options: {
  config: CountyConfig;
  unit: Unit;
  store: OutboxStore;
  /** Written while the link is open, whether or not a county takes them. */
  summaries?: SummaryBook;
  alarmsSince?: AlarmsSince;
  clock: Clock;
  log: Log;
  offsetAt?: OffsetAt;
}): Promise<CountyLink> {
  const { config, unit, store, clock, log, offsetAt = offsetHere } = options;
  const destinations = await openDestinations({ config, unit, clock, log, offsetAt });
  const outbox = new Outbox({ store, destinations, clock, log });
  const book = options.summaries;
  const summaries = book === undefined ? null : { book, everyMs: config.summaries?.every ?? null };
  return new CountyLink({ outbox, summaries, unit, clock, log, alarmsSince: options.alarmsSince });
}
