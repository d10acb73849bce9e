import { reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { noCounts } from './outbox-store.ts';
import type { NewOutboxMessage, OutboxCounts, OutboxStore } from './outbox-store.ts';

/** A long queue being sent changes thousands of times a second: after a count it rests this long at least … */
const restMs = 250;
/** … and this many times as long as the count took, so that counting costs a twentieth at most … */
const restPerCount = 20;
/** … but a meter that is older than this is no meter. */
const longestRestMs = 2_000;

/** How much there is in the outbox, counted anew after changes. */
export class OutboxCounting {
  readonly #store: Pick<OutboxStore, 'counts'>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counted: () => void;
  readonly #counts: Map<string, OutboxCounts>;
  #running: Promise<void> | null = null;
  /** Changes since the start, so that a count knows whether it is out of date. */
  #changes = 0;
  #wake: (() => void) | null = null;
  #stopped = false;

  constructor(options: {
    store: Pick<OutboxStore, 'counts'>;
    destinations: readonly string[];
    clock: Clock;
    log: Log;
    counted: () => void;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#counted = options.counted;
    this.#counts = new Map(options.destinations.map((name) => [name, noCounts()]));
  }

  /** Nothing, for a destination there is none of. */
  of(destination: string): OutboxCounts {
    return this.#counts.get(destination) ?? noCounts();
  }

  async start(): Promise<void> {
    await this.#count();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  changed(): void {
    this.#changes += 1;
    if (!this.#stopped) this.#running ??= this.#keepCounting();
  }

  /** Right at once; the count that follows makes it exact. */
  countIn(messages: readonly NewOutboxMessage[]): void {
    for (const { destination, kind, body, createdAtMs } of messages) {
      const counts = this.#counts.get(destination);
      if (counts === undefined) continue;
      counts.waiting += 1;
      counts.byKind[kind] += 1;
      counts.bytesByKind[kind] += body.length;
      counts.oldestUnacknowledgedAtMs ??= createdAtMs;
    }
  }

  async #count(): Promise<void> {
    for (const name of this.#counts.keys()) this.#counts.set(name, await this.#store.counts(name));
  }

  async #keepCounting(): Promise<void> {
    for (;;) {
      const counted = this.#changes;
      const beganMs = this.#clock.monotonicMs();
      try {
        await this.#count();
        this.#counted();
      } catch (error) {
        this.#log.error('the outbox could not be counted', { reason: reasonOf(error) });
      }
      if (this.#hasStopped()) break;
      const tookMs = this.#clock.monotonicMs() - beganMs;
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(Math.min(longestRestMs, Math.max(restMs, restPerCount * tookMs)), resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
      this.#wake = null;
      if (counted === this.#changes || this.#hasStopped()) break;
    }
    this.#running = null;
  }

  #hasStopped(): boolean {
    return this.#stopped;
  }
}
