import type { OutboxKind } from '#contract/county.ts';
import { assertNever, reasonOf } from '../system/app-error.ts';
import { minutes, seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { backoffMs, credentialBackoff, linkBackoff } from './backoff.ts';
import type { Delivery, Destination } from './destination.ts';
import { exchangeWithin } from './exchange-within.ts';
import { LaneLine } from './lane-line.ts';
import { LaneSleep } from './lane-sleep.ts';
import { urgencyOf } from './outbox-store.ts';
import type { DestinationRecord, MessageFailure, OutboxMessage, OutboxStore } from './outbox-store.ts';

/** A message the county refuses is set aside after this many tries … */
const rejectionsAllowed = 5;
/** … but when this many in a row were refused, it is hardly about the messages: from then on each gets many more tries. */
const setAsideInARow = 3;
const rejectionsAllowedWhenAllAreRefused = 60;
/** A new alarm cuts a wait down to this. */
const alarmPatienceMs = seconds(2);
/** Whatever a county or a fault in here asks for: a lane that waits longer looks dead. */
const longestWaitMs = minutes(15);
/** A destination bounds its own exchanges; this is for one that forgot to. */
const longestExchangeMs = minutes(3);
/** Messages are told of; a line is looked at this often nevertheless. */
const lookAgainMs = minutes(1);
const longestDetail = 300;

export interface LaneHealth {
  link: 'up' | 'down';
  lastAcknowledgedAtMs: number | null;
  lastAcknowledgement: string | null;
  nextTryAtMs: number | null;
  lastFailure: DestinationRecord['lastFailure'];
}

/**
 * Brings one destination's messages there, in order, one exchange at a time: as many in one as the destination takes
 * together. Each acknowledgement is written down, but the next message does not wait for that.
 */
export class OutboxLane {
  readonly #destination: Destination;
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #chance: () => number;
  readonly #changed: () => void;
  readonly #concluded: (message: OutboxMessage, delivery: Delivery) => void;
  readonly #stopping = new AbortController();
  readonly #acknowledged: Acknowledgements;
  readonly #line: LaneLine;
  readonly #sleep: LaneSleep;

  /** This many go one by one: together they were refused, and one of them is why. */
  #singly = 0;
  #failuresInARow = 0;
  #setAsideInARow = 0;
  #lastTrafficMs: number | null = null;
  /** Monotonic. */
  #nextTryMs: number | null = null;
  #health: Omit<LaneHealth, 'nextTryAtMs'> = {
    ...{ link: 'down', lastAcknowledgedAtMs: null, lastAcknowledgement: null, lastFailure: null },
  };
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    destination: Destination;
    store: OutboxStore;
    clock: Clock;
    log: Log;
    chance: () => number;
    changed: () => void;
    /** What came of an exchange, for each message that was in it. */
    concluded: (message: OutboxMessage, delivery: Delivery) => void;
  }) {
    const { destination, store, clock } = options;
    this.#destination = destination;
    this.#store = store;
    this.#clock = clock;
    this.#log = options.log;
    this.#chance = options.chance;
    this.#changed = options.changed;
    this.#concluded = options.concluded;
    const { name } = destination;
    this.#acknowledged = new Acknowledgements({ destination: name, store, clock, written: () => this.#changed() });
    this.#line = new LaneLine({ destination: name, store, settle: () => this.#acknowledged.settle() });
    this.#sleep = new LaneSleep(clock);
  }

  get health(): LaneHealth {
    // From the monotonic clock: the other may have been set since the wait began.
    const restMs = this.#nextTryMs === null ? null : Math.round(this.#nextTryMs - this.#clock.monotonicMs());
    return { ...this.#health, nextTryAtMs: restMs === null ? null : this.#clock.nowMs() + Math.max(0, restMs) };
  }

  start({ lastAcknowledgedAtMs, lastAcknowledgement, lastFailure }: DestinationRecord): void {
    const link = lastAcknowledgedAtMs !== null && lastFailure === null ? 'up' : 'down';
    this.#health = { link, lastAcknowledgedAtMs, lastAcknowledgement, lastFailure };
    this.#running = this.#run();
  }

  /** Gives up the exchange under way; its messages stay in the outbox. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#sleep.end();
    await this.#running;
  }

  /** Something was written into the outbox. */
  notice(kind: OutboxKind): void {
    this.#line.notice(kind);
    this.#sleep.notice(urgencyOf(kind) <= urgencyOf('alarm'));
  }

  /** Somebody else changed messages of this lane: what it holds of them is not true any more. */
  reread(): void {
    this.#line.reread();
    this.#sleep.notice(false);
  }

  /** A person asks: the wait is over, whatever it was for. */
  tryNow(): void {
    this.#lastTrafficMs = null;
    this.#sleep.hurry();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#step();
      } catch (error) {
        // The store: a full disk, mostly. What is in memory stays true, and is written down when there is room again.
        this.#log.error('the outbox could not be read or written', { reason: reasonOf(error) });
        this.#line.reread();
        await this.#sleep.for(backoffMs(4, this.#chance(), linkBackoff), 'now');
      }
    }
    await this.#acknowledged.settle().catch((error: unknown) => {
      this.#log.warn('acknowledgements were not written down: these messages are sent once more', {
        messages: this.#acknowledged.waiting,
        reason: reasonOf(error),
      });
    });
  }

  async #step(): Promise<void> {
    this.#sleep.begin();
    const line = await this.#line.head();
    if (line.length > 0) {
      const group = line.slice(0, this.#together(line));
      await this.#conclude(await this.#exchange((signal) => this.#destination.deliver(group, signal)), group);
      return;
    }
    const { keepUp } = this.#destination;
    const nowMs = this.#clock.monotonicMs();
    const dueInMs =
      keepUp === null ? Infinity : this.#lastTrafficMs === null ? 0 : this.#lastTrafficMs + keepUp.everyMs - nowMs;
    if (keepUp === null || dueInMs > 0) await this.#sleep.for(Math.min(dueInMs, lookAgainMs), 'notice');
    else await this.#conclude(await this.#exchange((signal) => keepUp.run(signal)), []);
  }

  /** How many from the head go in the next exchange. What was refused before, and what a person waits for, goes alone. */
  #together(line: readonly OutboxMessage[]): number {
    const alone = line.findIndex(({ kind, rejections }) => kind === 'test' || rejections > 0);
    const free = alone === -1 ? line : line.slice(0, alone);
    if (free.length <= 1 || this.#singly > 0) return 1;
    try {
      return Math.max(1, Math.min(free.length, Math.floor(this.#destination.together(free)) || 1));
    } catch (error) {
      this.#log.error('a destination failed unexpectedly', {
        destination: this.#destination.name,
        reason: reasonOf(error),
      });
      return 1;
    }
  }

  async #exchange(run: (signal: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
    try {
      return await exchangeWithin(longestExchangeMs, this.#clock, this.#stopping.signal, run);
    } catch (error) {
      this.#log.error('a destination failed unexpectedly', {
        destination: this.#destination.name,
        reason: reasonOf(error),
      });
      return { outcome: 'failed', reason: 'bad-reply', detail: reasonOf(error) };
    } finally {
      this.#lastTrafficMs = this.#clock.monotonicMs();
    }
  }

  /** `group` is empty when the exchange was only a sign of life. */
  async #conclude(delivery: Delivery, group: readonly OutboxMessage[]): Promise<void> {
    // A stop breaks exchanges off: that says nothing about the county.
    if (delivery.outcome === 'failed' && this.#stopping.signal.aborted) return;
    for (const message of group) this.#concluded(message, delivery);
    switch (delivery.outcome) {
      case 'acknowledged':
        return this.#acknowledge(delivery.words.slice(0, longestDetail), group);
      case 'rejected':
        return this.#reject(delivery.detail, group);
      case 'failed':
        return this.#fail(delivery, group);
      default:
        assertNever(delivery);
    }
  }

  async #acknowledge(words: string, group: readonly OutboxMessage[]): Promise<void> {
    const atMs = this.#clock.nowMs();
    const recovered = this.#health.link === 'down';
    this.#health = { link: 'up', lastAcknowledgedAtMs: atMs, lastAcknowledgement: words || null, lastFailure: null };
    this.#failuresInARow = 0;
    this.#sleep.calm();
    if (recovered) {
      this.#log.info('the county acknowledges', { destination: this.#destination.name });
      this.#changed();
    }
    if (group.length === 0) {
      await this.#store.acknowledge(this.#destination.name, [], atMs, words);
      this.#changed();
      return;
    }
    this.#setAsideInARow = 0;
    this.#singly = Math.max(0, this.#singly - group.length);
    this.#line.shift(group.length);
    await this.#acknowledged.add(
      group.map(({ id }) => id),
      atMs,
      words,
    );
  }

  async #reject(detail: string, group: readonly OutboxMessage[]): Promise<void> {
    const [message, ...others] = group;
    // A platform that refuses a mere sign of life refuses us, not a message.
    if (message === undefined) return this.#fail({ outcome: 'failed', reason: 'rejected', detail }, group);
    if (others.length > 0) {
      this.#log.info('the county refuses messages together: one by one', {
        ...{ destination: this.#destination.name, messages: group.length, detail },
      });
      this.#singly = group.length;
      return;
    }
    if (message.kind === 'test') {
      // Whoever asked has been told; it says nothing of the link, and is withdrawn.
      this.#line.shift(1);
      return;
    }
    const rejections = message.rejections + 1;
    const allowed = this.#setAsideInARow < setAsideInARow ? rejectionsAllowed : rejectionsAllowedWhenAllAreRefused;
    const setAside = rejections >= allowed;
    await this.#recordFailure('rejected', detail, group, { rejected: true, setAside });
    if (setAside) {
      this.#setAsideInARow += 1;
      this.#singly = Math.max(0, this.#singly - 1);
      this.#line.shift(1);
      this.#log.warn('the county refuses a message: set aside', {
        ...{ destination: this.#destination.name, messageKey: message.key, detail },
      });
      return;
    }
    await this.#pause(backoffMs(rejections, this.#chance(), linkBackoff), 'alarm');
  }

  async #fail(failure: Delivery & { outcome: 'failed' }, group: readonly OutboxMessage[]): Promise<void> {
    this.#failuresInARow += 1;
    await this.#recordFailure(failure.reason, failure.detail, group, { rejected: false, setAside: false });
    const careful = failure.reason === 'unauthorised';
    const waitMs = backoffMs(this.#failuresInARow, this.#chance(), careful ? credentialBackoff : linkBackoff);
    const askedMs = Math.min(longestWaitMs, failure.waitMs ?? 0) || 0;
    await this.#pause(Math.max(waitMs, askedMs), careful ? 'now' : 'alarm');
  }

  async #recordFailure(
    reason: MessageFailure['reason'],
    wholeDetail: string,
    group: readonly OutboxMessage[],
    fate: { rejected: boolean; setAside: boolean },
  ): Promise<void> {
    const detail = wholeDetail.slice(0, longestDetail);
    const atMs = this.#clock.nowMs();
    if (this.#health.link === 'up' || this.#health.lastFailure?.reason !== reason) {
      this.#log.warn('the county does not acknowledge', { destination: this.#destination.name, reason, detail });
    }
    this.#health = { ...this.#health, link: 'down', lastFailure: { reason, detail, atMs } };
    this.#changed();
    await this.#acknowledged.settle();
    const ids = group.map(({ id }) => id);
    const messages = ids.length === 0 ? null : { ids, ...fate };
    await this.#store.recordFailure(this.#destination.name, { reason, detail, atMs, messages });
    this.#changed();
  }

  async #pause(waitMs: number, until: 'now' | 'alarm'): Promise<void> {
    this.#nextTryMs = this.#clock.monotonicMs() + waitMs;
    this.#changed();
    const woken = await this.#sleep.for(waitMs, until);
    const restMs = Math.min(alarmPatienceMs, this.#nextTryMs - this.#clock.monotonicMs());
    if (woken === 'notice' && restMs > 0) {
      this.#nextTryMs = this.#clock.monotonicMs() + restMs;
      await this.#sleep.for(restMs, 'now');
    }
    this.#line.reread();
    this.#nextTryMs = null;
  }
}
