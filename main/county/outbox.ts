import type { CountyDestination, OutboxItem, OutboxKind } from '#contract/county.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { days, hours } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Destination } from './destination.ts';
import { OutboxLane } from './outbox-lane.ts';
import { noCounts } from './outbox-store.ts';
import type { DestinationRecord, NewOutboxMessage, OutboxCounts, OutboxStore } from './outbox-store.ts';

/** Acknowledged messages stay readable this long. What is not acknowledged is never forgotten. */
export const acknowledgedKeptMs = days(30);
/** Summaries are refused beyond this many waiting: they can be made again from the journal. Alarms are always taken. */
const summariesAllowedWaiting = 200_000;
const largestBodyBytes = 1024 * 1024;
const countsEveryMs = 250;

interface Lane {
  destination: Destination;
  lane: OutboxLane;
  counts: OutboxCounts;
  sinceMs: number;
}

/** The outbox 待报队列: what the county has not yet acknowledged, and one lane to each destination. */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lanes: readonly Lane[];
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<() => void>();
  #counting: Promise<void> | null = null;
  /** Changes since the start, so that a count knows whether it is out of date. */
  #changes = 0;
  #tidying: Promise<void> = Promise.resolve();
  #cancelTidying: Cancel = () => undefined;
  #cancelCounting: (() => void) | null = null;

  constructor(options: {
    store: OutboxStore;
    destinations: readonly Destination[];
    clock: Clock;
    log: Log;
    /** 0 to 1; the jitter of waits. */
    chance?: () => number;
  }) {
    const { store, clock } = options;
    this.#store = store;
    this.#clock = clock;
    this.#log = options.log.room('county');
    this.#lanes = options.destinations.map((destination) => ({
      destination,
      lane: new OutboxLane({
        destination,
        store,
        clock,
        log: this.#log,
        chance: options.chance ?? Math.random,
        changed: () => this.#changed(),
      }),
      counts: noCounts(),
      sinceMs: 0,
    }));
  }

  get destinations(): readonly Destination[] {
    return this.#lanes.map(({ destination }) => destination);
  }

  async start(): Promise<void> {
    const records: DestinationRecord[] = [];
    for (const lane of this.#lanes) {
      const record = await this.#store.destination(lane.destination.name, this.#clock.nowMs());
      lane.sinceMs = record.sinceMs;
      lane.counts = await this.#store.counts(lane.destination.name);
      records.push(record);
    }
    this.#lanes.forEach(({ lane }, n) => lane.start(records[n] as DestinationRecord));
    this.#tidy();
    this.#cancelTidying = this.#clock.every(hours(6), () => this.#tidy());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTidying();
    this.#cancelCounting?.();
    await Promise.all(this.#lanes.map(({ lane }) => lane.stop()));
    await this.#counting;
    await this.#tidying;
    await Promise.all(this.#lanes.map(({ destination }) => destination.close()));
  }

  /** Resolves once the messages are on the disk. A (destination, key) that is already there is left as it is. */
  async enqueue(messages: readonly NewOutboxMessage[]): Promise<{ added: number }> {
    for (const message of messages) this.#check(message);
    const added = await this.#store.append(messages);
    if (added === messages.length) this.#countIn(messages);
    for (const { destination, kind } of messages) this.notice(destination, kind);
    return { added };
  }

  /** Right at once; the count that follows makes it exact. */
  #countIn(messages: readonly NewOutboxMessage[]): void {
    for (const { destination, kind, body, createdAtMs } of messages) {
      const lane = this.#lanes.find((one) => one.destination.name === destination);
      if (lane === undefined) continue;
      const { waiting, byKind, bytes, oldestUnacknowledgedAtMs } = lane.counts;
      lane.counts = {
        ...lane.counts,
        waiting: waiting + 1,
        byKind: { ...byKind, [kind]: byKind[kind] + 1 },
        bytes: bytes + body.length,
        oldestUnacknowledgedAtMs: oldestUnacknowledgedAtMs ?? createdAtMs,
      };
    }
  }

  /** Tells the lane of messages that somebody else wrote into the store, in a commit of theirs. */
  notice(destination: string, kind: OutboxKind): void {
    this.#lanes.find((lane) => lane.destination.name === destination)?.lane.notice(kind);
    this.#changed();
  }

  /** Throws when this message must not be written now. */
  #check({ body, kind, key, destination }: NewOutboxMessage): void {
    if (body.length > largestBodyBytes)
      throw new AppError('bad-input', `a message of ${body.length} bytes is too large`);
    if (!/^[\x21-\x7e]{1,512}$/.test(key)) throw new AppError('bad-input', 'a message key is not visible ASCII');
    if (kind === 'alarm') return;
    const waiting = this.#lanes.find((lane) => lane.destination.name === destination)?.counts.waiting ?? 0;
    if (waiting >= summariesAllowedWaiting) throw new AppError('unavailable', 'too many messages wait for the county');
  }

  /** Throws when a summary must not be written now. For stores that write summaries themselves. */
  checkAll(messages: readonly NewOutboxMessage[]): void {
    for (const message of messages) this.#check(message);
  }

  tryNow(): void {
    for (const { lane } of this.#lanes) lane.tryNow();
  }

  page(before: number | null, limit: number): Promise<OutboxItem[]> {
    return this.#store.page(before, limit);
  }

  async retrySetAside(id: number): Promise<void> {
    const release = await this.#store.release(id);
    switch (release.outcome) {
      case 'not-found':
        throw new AppError('not-found', `the outbox has no message ${id}`);
      case 'not-set-aside':
        throw new AppError('conflict', `message ${id} is not set aside`);
      case 'released': {
        const lane = this.#lanes.find(({ destination }) => destination.name === release.destination);
        lane?.lane.notice('alarm');
        lane?.lane.tryNow();
        this.#changed();
      }
    }
  }

  /** Since when each destination is set up. */
  sinceMs(destination: string): number | null {
    return this.#lanes.find((lane) => lane.destination.name === destination)?.sinceMs ?? null;
  }

  status(): CountyDestination[] {
    return this.#lanes.map(({ destination, lane, counts }) => ({
      name: destination.name,
      way: destination.way,
      title: destination.title,
      address: destination.address,
      transport: destination.transport,
      ...lane.health,
      ...destination.facts(),
      // What is set aside is not acknowledged either: the meter says so until a person has dealt with it.
      unacknowledged: counts.waiting + counts.setAside,
      oldestUnacknowledgedAtMs: counts.oldestUnacknowledgedAtMs,
      unacknowledgedByKind: counts.byKind,
      unacknowledgedBytes: counts.bytes,
      setAside: counts.setAside,
    }));
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#tell();
    this.#changes += 1;
    this.#counting ??= this.#count();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Counts anew, then rests a while: a long queue being sent changes thousands of times a second. */
  async #count(): Promise<void> {
    let counted: number;
    do {
      counted = this.#changes;
      try {
        for (const lane of this.#lanes) lane.counts = await this.#store.counts(lane.destination.name);
        this.#tell();
      } catch (error) {
        this.#log.error('the outbox could not be counted', { reason: reasonOf(error) });
      }
      if (this.#stopping.signal.aborted) break;
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(countsEveryMs, resolve);
        this.#cancelCounting = () => {
          cancel();
          resolve();
        };
      });
      this.#cancelCounting = null;
    } while (counted !== this.#changes);
    this.#counting = null;
  }

  #tidy(): void {
    this.#tidying = this.#store.forgetAcknowledged(this.#clock.nowMs() - acknowledgedKeptMs).then(
      (forgotten) => this.#log.debug('acknowledged messages forgotten', { forgotten }),
      (error: unknown) => this.#log.error('the outbox could not be tidied', { reason: reasonOf(error) }),
    );
  }
}
