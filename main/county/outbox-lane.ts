import type { OutboxKind } from '#contract/county.ts';
import { assertNever, reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { backoffMs, credentialBackoff, linkBackoff } from './backoff.ts';
import type { Delivery, Destination } from './destination.ts';
import type { DestinationRecord, MessageFailure, OutboxMessage, OutboxStore } from './outbox-store.ts';

/** Messages held in memory. */
const pageSize = 128;
/** Acknowledgements that share one commit, and how long the first of them may wait for it. */
const acknowledgeTogether = 128;
const acknowledgeWithinMs = 200;
/** A message the county refuses is set aside after this many tries … */
const rejectionsAllowed = 5;
/** … but when this many in a row were refused, it is hardly about the messages: from then on each gets many more tries. */
const setAsideInARow = 3;
const rejectionsAllowedWhenAllAreRefused = 60;
/** A new alarm cuts a wait down to this. */
const alarmPatienceMs = 2_000;
const longestDetail = 300;

export interface LaneHealth {
  link: 'up' | 'down';
  lastAcknowledgedAtMs: number | null;
  lastAcknowledgement: string | null;
  nextTryAtMs: number | null;
  lastFailure: DestinationRecord['lastFailure'];
}

/**
 * Brings one destination's messages there, one at a time and in order. Each acknowledgement is written down, but the
 * next message does not wait for that: after a crash the last few are sent again under the keys the county knows.
 */
export class OutboxLane {
  readonly #destination: Destination;
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #chance: () => number;
  readonly #changed: () => void;
  readonly #stopping = new AbortController();

  #page: OutboxMessage[] = [];
  #pageIsStale = true;
  #noticed = false;
  #acknowledged: number[] = [];
  #flushDueAtMs = 0;
  #failuresInARow = 0;
  #setAsideInARow = 0;
  #lastTrafficMs: number | null = null;
  #health: LaneHealth = {
    link: 'down',
    lastAcknowledgedAtMs: null,
    lastAcknowledgement: null,
    nextTryAtMs: null,
    lastFailure: null,
  };
  #sleeping: { wake: (why: 'notice' | 'now') => void; until: 'notice' | 'now' | 'alarm' } | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    destination: Destination;
    store: OutboxStore;
    clock: Clock;
    log: Log;
    chance: () => number;
    changed: () => void;
  }) {
    this.#destination = options.destination;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#chance = options.chance;
    this.#changed = options.changed;
  }

  get health(): LaneHealth {
    return this.#health;
  }

  start({ lastAcknowledgedAtMs, lastAcknowledgement, lastFailure }: DestinationRecord): void {
    const link = lastAcknowledgedAtMs !== null && lastFailure === null ? 'up' : 'down';
    this.#health = { link, lastAcknowledgedAtMs, lastAcknowledgement, nextTryAtMs: null, lastFailure };
    this.#running = this.#run();
  }

  /** Gives up the exchange under way; its message stays in the outbox. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#sleeping?.wake('now');
    await this.#running;
  }

  /** Something was written into the outbox. */
  notice(kind: OutboxKind): void {
    this.#noticed = true;
    if (kind === 'alarm' && this.#page.some((message) => message.kind !== 'alarm')) this.#pageIsStale = true;
    if (this.#sleeping?.until === 'notice' || (kind === 'alarm' && this.#sleeping?.until === 'alarm')) {
      this.#sleeping.wake('notice');
    }
  }

  /** A person asks: the wait is over, whatever it was for. */
  tryNow(): void {
    this.#lastTrafficMs = null;
    this.#sleeping?.wake('now');
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#step();
      } catch (error) {
        // The store: a full disk, mostly. What is in memory stays true, and is written down when there is room again.
        this.#log.error('the outbox could not be read or written', { reason: reasonOf(error) });
        this.#pageIsStale = true;
        await this.#sleep(backoffMs(4, this.#chance(), linkBackoff), 'now');
      }
    }
    await this.#flush().catch((error: unknown) => {
      this.#log.warn('acknowledgements were not written down: these messages are sent once more', {
        messages: this.#acknowledged.length,
        reason: reasonOf(error),
      });
    });
  }

  async #step(): Promise<void> {
    this.#noticed = false;
    const message = await this.#next();
    if (message !== null) {
      await this.#conclude(await this.#exchange((signal) => this.#destination.deliver([message], signal)), message);
      return;
    }
    await this.#flush();
    const { keepUp } = this.#destination;
    if (keepUp === null) {
      await this.#sleep(null, 'notice');
      return;
    }
    const dueInMs = this.#lastTrafficMs === null ? 0 : this.#lastTrafficMs + keepUp.everyMs - this.#clock.monotonicMs();
    if (dueInMs > 0) await this.#sleep(dueInMs, 'notice');
    else await this.#conclude(await this.#exchange((signal) => keepUp.run(signal)), null);
  }

  async #next(): Promise<OutboxMessage | null> {
    if (this.#page.length === 0 || this.#pageIsStale) {
      await this.#flush();
      this.#pageIsStale = false;
      this.#page = await this.#store.waiting(this.#destination.name, pageSize);
    }
    return this.#page[0] ?? null;
  }

  async #exchange(run: (signal: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
    try {
      return await run(this.#stopping.signal);
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

  /** `message` is null when the exchange was only a sign of life. */
  async #conclude(delivery: Delivery, message: OutboxMessage | null): Promise<void> {
    switch (delivery.outcome) {
      case 'acknowledged':
        return this.#acknowledge(delivery.words.slice(0, longestDetail), message);
      case 'rejected':
        return this.#reject(delivery.detail, message);
      case 'failed':
        // A stop breaks exchanges off: that says nothing about the county.
        if (this.#stopping.signal.aborted) return;
        return this.#fail(delivery, message);
      default:
        assertNever(delivery);
    }
  }

  async #acknowledge(words: string, message: OutboxMessage | null): Promise<void> {
    const atMs = this.#clock.nowMs();
    const recovered = this.#health.link === 'down';
    this.#health = {
      link: 'up',
      lastAcknowledgedAtMs: atMs,
      lastAcknowledgement: words,
      nextTryAtMs: null,
      lastFailure: null,
    };
    this.#failuresInARow = 0;
    if (recovered) {
      this.#log.info('the county acknowledges', { destination: this.#destination.name });
      this.#changed();
    }
    if (message === null) {
      await this.#store.acknowledge(this.#destination.name, [], atMs, words);
      this.#changed();
      return;
    }
    this.#setAsideInARow = 0;
    this.#page.shift();
    if (this.#acknowledged.length === 0) this.#flushDueAtMs = this.#clock.monotonicMs() + acknowledgeWithinMs;
    this.#acknowledged.push(message.id);
    const due = this.#clock.monotonicMs() >= this.#flushDueAtMs;
    if (due || this.#acknowledged.length >= acknowledgeTogether) await this.#flush();
  }

  async #reject(detail: string, message: OutboxMessage | null): Promise<void> {
    const rejections = (message?.rejections ?? 0) + 1;
    const allowed = this.#setAsideInARow < setAsideInARow ? rejectionsAllowed : rejectionsAllowedWhenAllAreRefused;
    const setAside = message !== null && rejections >= allowed;
    await this.#recordFailure('rejected', detail, message, { rejected: true, setAside });
    if (setAside) {
      this.#setAsideInARow += 1;
      this.#page.shift();
      this.#log.warn('the county refuses a message: set aside', {
        destination: this.#destination.name,
        messageKey: message.key,
        detail,
      });
      return;
    }
    await this.#pause(backoffMs(rejections, this.#chance(), linkBackoff), 'alarm');
  }

  async #fail(failure: Delivery & { outcome: 'failed' }, message: OutboxMessage | null): Promise<void> {
    this.#failuresInARow += 1;
    await this.#recordFailure(failure.reason, failure.detail, message, { rejected: false, setAside: false });
    const careful = failure.reason === 'unauthorised';
    const waitMs = backoffMs(this.#failuresInARow, this.#chance(), careful ? credentialBackoff : linkBackoff);
    await this.#pause(Math.max(waitMs, failure.waitMs ?? 0), careful ? 'now' : 'alarm');
  }

  async #recordFailure(
    reason: MessageFailure['reason'],
    wholeDetail: string,
    message: OutboxMessage | null,
    fate: { rejected: boolean; setAside: boolean },
  ): Promise<void> {
    const detail = wholeDetail.slice(0, longestDetail);
    const atMs = this.#clock.nowMs();
    if (this.#health.link === 'up' || this.#health.lastFailure?.reason !== reason) {
      this.#log.warn('the county does not acknowledge', { destination: this.#destination.name, reason, detail });
    }
    this.#health = { ...this.#health, link: 'down', lastFailure: { reason, detail, atMs } };
    this.#changed();
    await this.#flush();
    if (message !== null) {
      message.attempts += 1;
      if (fate.rejected) message.rejections += 1;
    }
    await this.#store.recordFailure(this.#destination.name, {
      reason,
      detail,
      atMs,
      message: message === null ? null : { id: message.id, ...fate },
    });
    this.#changed();
  }

  async #flush(): Promise<void> {
    if (this.#acknowledged.length === 0) return;
    const ids = this.#acknowledged;
    const { lastAcknowledgedAtMs, lastAcknowledgement } = this.#health;
    await this.#store.acknowledge(this.#destination.name, ids, lastAcknowledgedAtMs ?? 0, lastAcknowledgement ?? '');
    this.#acknowledged = this.#acknowledged.slice(ids.length);
    this.#changed();
  }

  async #pause(waitMs: number, until: 'now' | 'alarm'): Promise<void> {
    const endsAtMs = this.#clock.monotonicMs() + waitMs;
    this.#health = { ...this.#health, nextTryAtMs: this.#clock.nowMs() + waitMs };
    this.#changed();
    const woken = await this.#sleep(waitMs, until);
    const restMs = Math.min(alarmPatienceMs, endsAtMs - this.#clock.monotonicMs());
    if (woken === 'notice' && restMs > 0) {
      this.#health = { ...this.#health, nextTryAtMs: this.#clock.nowMs() + restMs };
      await this.#sleep(restMs, 'now');
    }
    this.#pageIsStale = true;
    this.#health = { ...this.#health, nextTryAtMs: null };
  }

  /** Until the time has passed (null: for ever), a notice that matters, `tryNow` or the stop. */
  async #sleep(waitMs: number | null, until: 'notice' | 'now' | 'alarm'): Promise<'time' | 'notice' | 'now'> {
    if (this.#stopping.signal.aborted || (until === 'notice' && this.#noticed)) return 'now';
    let cancel: Cancel = () => undefined;
    const woken = await new Promise<'time' | 'notice' | 'now'>((resolve) => {
      this.#sleeping = { wake: resolve, until };
      if (waitMs !== null) cancel = this.#clock.after(waitMs, () => resolve('time'));
    });
    cancel();
    this.#sleeping = null;
    return woken;
  }
}
