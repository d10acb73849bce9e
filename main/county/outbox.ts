import type { CountyDestination, OutboxItem, OutboxKind } from '#contract/county.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { days, hours, minutes, seconds } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Destination } from './destination.ts';
import { holdsDays } from './holds-days.ts';
import { LinkTests } from './link-tests.ts';
import type { LinkTestResult } from './link-tests.ts';
import { OutboxCounting } from './outbox-counting.ts';
import { OutboxLane } from './outbox-lane.ts';
import { OutboxLimits } from './outbox-limits.ts';
import type { OutboxDisk } from './outbox-limits.ts';
import type { DestinationRecord, LinePiece, NewOutboxMessage, OutboxMessage, OutboxStore } from './outbox-store.ts';

/** Acknowledged messages stay readable this long. What is not acknowledged is never forgotten. */
export const acknowledgedKeptMs = days(30);
const largestBodyBytes = 1024 * 1024;
const lookAtDiskMs = seconds(10);
const measureGrowthMs = minutes(1);
const handedOut: Omit<LinePiece, 'after'> = { messages: 128, bytes: 2 * 1024 * 1024 };

interface Lane {
  destination: Destination;
  lane: OutboxLane;
  sinceMs: number;
}

/** The outbox 待报队列: what the county has not yet acknowledged, and one lane to each destination. */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #disk: OutboxDisk;
  readonly #limits: OutboxLimits;
  readonly #counting: OutboxCounting;
  readonly #tests: LinkTests;
  readonly #lanes: readonly Lane[];
  readonly #listeners = new Set<() => void>();
  #grown: { messages: number; bytes: number } | null = null;
  #tidying: Promise<void> = Promise.resolve();
  #measuring: Promise<void> | null = null;
  #cancels: Cancel[] = [];

  constructor(options: {
    store: OutboxStore;
    destinations: readonly Destination[];
    clock: Clock;
    log: Log;
    /** Absent: nothing is known of it. */
    disk?: OutboxDisk | undefined;
    /** 0 to 1; the jitter of waits. */
    chance?: () => number;
  }) {
    const { store, clock, destinations, disk = { freeBytes: () => null } } = options;
    this.#store = store;
    this.#clock = clock;
    this.#disk = disk;
    this.#log = options.log.room('county');
    this.#limits = new OutboxLimits({ disk, log: this.#log });
    this.#counting = new OutboxCounting({
      ...{ store, clock, log: this.#log, counted: () => this.#tell() },
      destinations: destinations.map(({ name }) => name),
    });
    this.#tests = new LinkTests(clock);
    this.#lanes = destinations.map((destination) => ({
      destination,
      lane: new OutboxLane({
        destination,
        store,
        clock,
        log: this.#log,
        chance: options.chance ?? Math.random,
        changed: () => this.#changed(),
        concluded: (message, delivery) => this.#tests.conclude(message, delivery),
      }),
      sinceMs: 0,
    }));
  }

  get destinations(): readonly Destination[] {
    return this.#lanes.map(({ destination }) => destination);
  }

  async start(): Promise<void> {
    const records: DestinationRecord[] = [];
    for (const lane of this.#lanes) {
      const { name } = lane.destination;
      const record = await this.#store.destination(name, this.#clock.nowMs());
      lane.sinceMs = record.sinceMs;
      records.push(record);
    }
    for (const { destination } of this.#lanes) await this.#withdrawTests(destination.name);
    await this.#counting.start();
    this.#limits.look();
    this.#lanes.forEach(({ lane }, n) => lane.start(records[n] as DestinationRecord));
    this.#tidy();
    this.#measureGrowth();
    this.#cancels = [
      this.#clock.every(hours(6), () => this.#tidy()),
      this.#clock.every(measureGrowthMs, () => this.#measureGrowth()),
      this.#clock.every(lookAtDiskMs, () => {
        if (this.#limits.look()) this.#tell();
      }),
    ];
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    await this.#tests.stop();
    await Promise.all(this.#lanes.map(({ lane }) => lane.stop()));
    await this.#counting.stop();
    await this.#tidying;
    await this.#measuring;
    await Promise.all(this.#lanes.map(({ destination }) => destination.close()));
  }

  /**
   * Resolves once the messages are on the disk. A (destination, key) that is already there is left as it is. Throws
   * `disk-full`, or `unavailable` when too much of a kind waits, alarms excepted: then none of them was taken.
   */
  async enqueue(messages: readonly NewOutboxMessage[]): Promise<{ added: number }> {
    this.checkAll(messages);
    let added: number;
    try {
      added = await this.#store.append(messages);
    } catch (error) {
      if (error instanceof AppError && error.code === 'disk-full') {
        this.#limits.couldNotWrite(messages.map(({ kind }) => kind));
        this.#tell();
      }
      throw error;
    }
    if (messages.length > 0) this.#limits.wrote();
    if (added === messages.length) this.#counting.countIn(messages);
    const kinds = new Map(messages.map((message) => [`${message.destination} ${message.kind}`, message]));
    for (const { destination, kind } of kinds.values()) this.notice(destination, kind);
    return { added };
  }

  /** Tells the lane of messages that somebody else wrote into the store, in a commit of theirs. */
  notice(destination: string, kind: OutboxKind): void {
    this.#laneOf(destination)?.lane.notice(kind);
    this.#changed();
  }

  /** Throws when these must not be written now, as `enqueue` does. For stores that write messages themselves. */
  checkAll(messages: readonly NewOutboxMessage[]): void {
    for (const { body, kind, key, destination } of messages) {
      if (body.length > largestBodyBytes)
        throw new AppError('bad-input', `a message of ${body.length} bytes is too large`);
      if (!/^[\x21-\x7e]{1,512}$/.test(key)) throw new AppError('bad-input', 'a message key is not visible ASCII');
      this.#limits.check(kind, this.#counting.of(destination));
    }
  }

  tryNow(): void {
    for (const { lane } of this.#lanes) lane.tryNow();
  }

  /**
   * Sends a marked test, ahead of everything, and waits for what the county says. What is not acknowledged by then is
   * taken back. Throws `not-found`, or `conflict` while another test of this destination is on its way.
   */
  async test(name: string, key: string, withinMs: number, signal?: AbortSignal): Promise<LinkTestResult> {
    const found = this.#laneOf(name);
    if (found === null) throw new AppError('not-found', `there is no destination ${name}`);
    const { destination, lane } = found;
    const send = async (): Promise<void> => {
      const createdAtMs = this.#clock.nowMs();
      await this.enqueue([{ ...destination.testMessage(key), destination: name, createdAtMs }]);
      lane.tryNow();
    };
    const withdraw = async (): Promise<void> => {
      await this.#withdrawTests(name);
      lane.reread();
      this.#changed();
    };
    return this.#tests.run({ name, key, withinMs, signal }, { send, withdraw });
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
        const lane = this.#laneOf(release.destination)?.lane;
        lane?.reread();
        lane?.tryNow();
        this.#changed();
      }
    }
  }

  /** By their keys, as a receipt brought by hand names them. Gives how many had not been acknowledged before. */
  async acknowledgeByKey(destination: string, keys: readonly string[], atMs: number): Promise<number> {
    const acknowledged = await this.#store.acknowledgeByKey(destination, keys, atMs);
    for (const { lane } of this.#lanes) lane.reread();
    this.#changed();
    return acknowledged;
  }

  /** What a destination has not acknowledged, in order, what it refused last; without tests. Read a piece at a time. */
  async *unacknowledged(destination: string): AsyncGenerator<OutboxMessage> {
    for (const read of ['waiting', 'setAside'] as const) {
      for (let after: OutboxMessage | null = null; ;) {
        const piece: OutboxMessage[] = await this.#store[read](destination, { ...handedOut, after });
        yield* piece.filter(({ kind }) => kind !== 'test');
        after = piece.at(-1) ?? null;
        if (after === null) break;
      }
    }
  }

  /** Since when each destination is set up. */
  sinceMs(destination: string): number | null {
    return this.#laneOf(destination)?.sinceMs ?? null;
  }

  status(): CountyDestination[] {
    return this.#lanes.map(({ destination, lane }) => {
      const counts = this.#counting.of(destination.name);
      return {
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
        unacknowledgedByKind: { ...counts.byKind },
        unacknowledgedBytes: Object.values(counts.bytesByKind).reduce((sum, bytes) => sum + bytes, 0),
        setAside: counts.setAside,
      };
    });
  }

  /** What the disk has no room for, least urgent first. */
  get refusing(): OutboxKind[] {
    return this.#limits.refusing;
  }

  get holdsDays(): number | null {
    if (this.#grown === null || this.#lanes.length === 0) return null;
    const setUpForMs = this.#clock.nowMs() - Math.min(...this.#lanes.map(({ sinceMs }) => sinceMs));
    return holdsDays(this.#grown, setUpForMs, this.#disk.freeBytes());
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #laneOf(name: string): Lane | null {
    return this.#lanes.find(({ destination }) => destination.name === name) ?? null;
  }

  #changed(): void {
    this.#tell();
    this.#counting.changed();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  async #withdrawTests(destination: string): Promise<void> {
    try {
      await this.#store.withdrawTests(destination);
    } catch (error) {
      this.#log.error('a test could not be taken back', { destination, reason: reasonOf(error) });
    }
  }

  #measureGrowth(): void {
    this.#measuring ??= this.#store
      .grownSince(this.#clock.nowMs() - days(1))
      .then(
        (grown) => {
          this.#grown = grown;
        },
        (error: unknown) => this.#log.error('the outbox could not be measured', { reason: reasonOf(error) }),
      )
      .finally(() => {
        this.#measuring = null;
      });
  }

  #tidy(): void {
    this.#tidying = this.#store.forgetAcknowledged(this.#clock.nowMs() - acknowledgedKeptMs).then(
      (forgotten) => this.#log.debug('acknowledged messages forgotten', { forgotten }),
      (error: unknown) => this.#log.error('the outbox could not be tidied', { reason: reasonOf(error) }),
    );
  }
}
