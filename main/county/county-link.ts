import { randomBytes } from 'node:crypto';
import type { Unit } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { CountyLink as CountyLinkState, CountyTest, OutboxItem } from '#contract/county.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { reasonOf } from '../system/app-error.ts';
import { days, seconds } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { alarmKey, unitKey } from './alarm-report.ts';
import type { AlarmChange, Destination, WordedMessage } from './destination.ts';
import { offsetHere } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import { openDestinations } from './open-destinations.ts';
import type { CountyConfig } from './open-destinations.ts';
import { Outbox } from './outbox.ts';
import type { OutboxDisk } from './outbox-limits.ts';
import type { NewOutboxMessage, OutboxMessage, OutboxStore } from './outbox-store.ts';
import { isReported, reportedAs, reportedTo } from './reported-alarm.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import type { SummaryBook } from './summary-book.ts';

/** Alarms looked at again at the start; well within what the outbox remembers as acknowledged. */
const lookBackMs = days(7);
/** After an alarm could not be put into the outbox, it is tried again this often. */
const makeUpEveryMs = seconds(30);
/** How long a person waits for the answer to a test. */
const testWithinMs = seconds(20);

/** Alarms raised at or after an instant, for the look at the start whether the outbox has them all. */
export type AlarmsSince = (fromMs: number) => Promise<readonly Alarm[]>;

/** Where the platform that ordered this disposition wants to be told of hits (ReceiveAddr); null: it names no place. */
export type ReceiveAddressOf = (platformId: string, dispositionId: string) => Promise<string | null>;

export type Enqueued = { outcome: 'enqueued'; messages: number } | { outcome: 'not-approved' };

/** The county link 县平台: what is told, and the truth about what was heard. */
export class CountyLink {
  readonly #outbox: Outbox;
  readonly #summaries: { book: SummaryBook; everyMs: number | null } | null;
  readonly #unit: Unit;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #alarmsSince: AlarmsSince | null;
  #makingUp: Promise<void> = Promise.resolve();
  #cancelMakingUp: Cancel | null = null;
  #stopped = false;
  readonly #receiveAddressOf: ReceiveAddressOf;

  constructor(options: {
    outbox: Outbox;
    /** Null: none are written. `everyMs`: the interval that the provision file sets; null: it sets none. */
    summaries: { book: SummaryBook; everyMs: number | null } | null;
    unit: Unit;
    clock: Clock;
    log: Log;
    alarmsSince?: AlarmsSince | undefined;
    receiveAddressOf?: ReceiveAddressOf | undefined;
  }) {
    this.#outbox = options.outbox;
    this.#summaries = options.summaries;
    this.#unit = options.unit;
    this.#clock = options.clock;
    this.#log = options.log.room('county');
    this.#alarmsSince = options.alarmsSince ?? null;
    this.#receiveAddressOf = options.receiveAddressOf ?? (async () => null);
  }

  async start(): Promise<void> {
    await this.#outbox.start();
    await this.#enqueueMissed();
    if (this.#summaries === null) return;
    const { book, everyMs } = this.#summaries;
    await book.open({ outbox: this.#outbox, everyMs });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelMakingUp?.();
    await this.#makingUp;
    await this.#summaries?.book.close();
    await this.#outbox.stop();
  }

  /**
   * Tells the county of an alarm, once for each change however often it is called. Resolves when it is on the disk;
   * whether the county is there plays no part. When it throws, the link tries again by itself.
   */
  async enqueueAlarm(alarm: Alarm, change: AlarmChange): Promise<Enqueued> {
    if (!isReported(alarm)) return { outcome: 'not-approved' };
    try {
      const messages = await this.#addressedMessages(this.#outbox.destinations, alarm, change);
      const { added } = await this.#outbox.enqueue(messages);
      return { outcome: 'enqueued', messages: added };
    } catch (error) {
      this.#makeUpLater();
      throw error;
    }
  }

  /** Whether the county would hear of this change: some destination has words for it. */
  tells(alarm: Alarm, change: AlarmChange): boolean {
    return this.#outbox.destinations.some((destination) => this.#wordedFor(destination, alarm, change) !== null);
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
      refusing: this.#outbox.refusing,
      holdsDays: this.#outbox.holdsDays,
    };
  }

  /** Called on every change of `status()`; gives the way to stop watching. */
  watch(listener: () => void): () => void {
    return this.#outbox.watch(listener);
  }

  tryNow(): void {
    this.#outbox.tryNow();
  }

  /**
   * Sends a marked test and waits for what the county says of it. A test that was not acknowledged is taken back.
   * Throws `not-found` for a destination there is none of, `conflict` while another test is on its way there.
   */
  async test(
    destination: string,
    { withinMs = testWithinMs, signal }: { withinMs?: number; signal?: AbortSignal } = {},
  ): Promise<CountyTest> {
    const key = `test:${unitKey(this.#unit)}:${this.#clock.nowMs()}-${randomBytes(4).toString('hex')}`;
    return { destination, ...(await this.#outbox.test(destination, key, withinMs, signal)) };
  }

  /**
   * Messages the county has taken in another way, by their keys, as its receipt names them: they are not sent any more.
   * Gives how many were not acknowledged before.
   */
  async acknowledgeByReceipt(keys: readonly string[], atMs: number): Promise<number> {
    let acknowledged = 0;
    for (const { name, way } of this.#outbox.destinations) {
      // What was carried by hand are messages of the JSON way. A platform that got none of them has acknowledged nothing.
      if (way === 'json') acknowledged += await this.#outbox.acknowledgeByKey(name, keys, atMs);
    }
    return acknowledged;
  }

  /** What the JSON way has not acknowledged, set-aside messages last, as the county would get it; for carrying it by hand. */
  async *unacknowledgedMessages(): AsyncGenerator<OutboxMessage> {
    for (const { name, way } of this.#outbox.destinations) if (way === 'json') yield* this.#outbox.unacknowledged(name);
  }

  /** Where a platform of this number is reported to; null: nowhere. */
  destinationOf(platformId: string): string | null {
    return this.#outbox.destinations.find((destination) => destination.platformId === platformId)?.name ?? null;
  }

  /** Where at that platform's destination an address that it names leads; null: the host is not the platform's. */
  routeTo(platformId: string, address: string, usualPath: string): string | null {
    const destination = this.#outbox.destinations.find((one) => one.platformId === platformId);
    return destination?.routeTo?.(address, usualPath) ?? null;
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

  /** To where the platform that ordered the entry wants it, as far as that can be found out: an alarm waits for nothing. */
  async #addressedMessages(
    destinations: readonly Destination[],
    alarm: Alarm,
    change: AlarmChange,
  ): Promise<NewOutboxMessage[]> {
    const messages: NewOutboxMessage[] = [];
    for (const destination of destinations) {
      const disposition = reportedAt(destination, alarm)?.cause.entry.disposition ?? null;
      const address =
        disposition === null || destination.routeTo === undefined ? null : await this.#addressOf(disposition);
      const worded = this.#wordedFor(destination, alarm, change, address);
      if (worded !== null) messages.push(this.#messageTo(destination, worded));
    }
    return messages;
  }

  async #addressOf({ platform, dispositionId }: NonNullable<WatchlistEntry['disposition']>): Promise<string | null> {
    try {
      return await this.#receiveAddressOf(platform, dispositionId);
    } catch (error) {
      this.#log.warn('where a platform wants its alarms was not to be read: the usual path it is', {
        ...{ platform, reason: reasonOf(error) },
      });
      return null;
    }
  }

  #wordedFor(
    destination: Destination,
    alarm: Alarm,
    change: AlarmChange,
    receiveAddress: string | null = null,
  ): WordedMessage | null {
    const reported = reportedAt(destination, alarm);
    if (reported === null) return null;
    const key = alarmKey(this.#unit, reported, change, alarm);
    return destination.alarmMessage(key, reported, change, receiveAddress);
  }

  #messageTo(destination: Destination, worded: WordedMessage): NewOutboxMessage {
    return { ...worded, destination: destination.name, createdAtMs: this.#clock.nowMs() };
  }

  #makeUpLater(): void {
    if (this.#stopped) return;
    this.#cancelMakingUp ??= this.#clock.after(makeUpEveryMs, () => {
      this.#cancelMakingUp = null;
      this.#makingUp = this.#enqueueMissed();
    });
  }

  /** An alarm is stored before its message is: a station killed in between, or a full disk, is made up for here. */
  async #enqueueMissed(): Promise<void> {
    if (this.#alarmsSince === null || this.#outbox.destinations.length === 0) return;
    const fromMs = this.#clock.nowMs() - lookBackMs;
    try {
      const alarms = await this.#alarmsSince(fromMs);
      const messages: NewOutboxMessage[] = [];
      for (const alarm of alarms.filter(isReported).filter(({ raisedAtMs }) => raisedAtMs >= fromMs)) {
        const destinations = this.#outbox.destinations.filter(
          ({ name }) => alarm.raisedAtMs >= (this.#outbox.sinceMs(name) ?? Infinity),
        );
        for (const change of changesOf(alarm)) {
          messages.push(...(await this.#addressedMessages(destinations, alarm, change)));
        }
      }
      const { added } = await this.#outbox.enqueue(messages);
      if (added > 0) this.#log.warn('alarms were stored but not yet in the outbox: added', { messages: added });
    } catch (error) {
      this.#log.error('alarms of the last days could not be checked against the outbox', { reason: reasonOf(error) });
      this.#makeUpLater();
    }
  }
}

function reportedAt({ way, platformId }: Destination, alarm: Alarm): EntryAlarm | null {
  return way === 'json' ? (reportedAs(alarm)[0] ?? null) : reportedTo(platformId, alarm);
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
  disk?: OutboxDisk;
  receiveAddressOf?: ReceiveAddressOf;
  clock: Clock;
  log: Log;
  offsetAt?: OffsetAt;
}): Promise<CountyLink> {
  const { config, unit, store, clock, log, offsetAt = offsetHere } = options;
  const destinations = await openDestinations({ config, unit, clock, log, offsetAt });
  const outbox = new Outbox({ store, destinations, disk: options.disk, clock, log });
  const book = options.summaries;
  const summaries = book === undefined ? null : { book, everyMs: config.summaries?.every ?? null };
  const { alarmsSince, receiveAddressOf } = options;
  return new CountyLink({ outbox, summaries, unit, clock, log, alarmsSince, receiveAddressOf });
}
