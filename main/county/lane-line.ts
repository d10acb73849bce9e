import type { OutboxKind } from '#contract/county.ts';
import { urgencyOf } from './outbox-store.ts';
import type { OutboxMessage, OutboxStore } from './outbox-store.ts';

/** Of one read. Bodies are at most 1 MiB. */
const piece = { messages: 64, bytes: 2 * 1024 * 1024 };
/** With fewer than this at hand more are wanted, so that a destination that takes many at once gets many. */
const enough = 32;

/**
 * The head of one destination's line, in memory: what is sent next, and the piece after it, read while the first is on
 * its way. Never more than three reads of it.
 */
export class LaneLine {
  readonly #destination: string;
  readonly #store: Pick<OutboxStore, 'waiting'>;
  readonly #settle: () => Promise<void>;
  #read: OutboxMessage[] = [];
  #ahead: Promise<OutboxMessage[]> | null = null;
  #stale = true;
  /** The most urgent that was put in since the line was read. */
  #noticed = Infinity;

  constructor(options: {
    destination: string;
    store: Pick<OutboxStore, 'waiting'>;
    /** Awaited before the line is read from its head: what was acknowledged does not stand in it any more. */
    settle: () => Promise<void>;
  }) {
    this.#destination = options.destination;
    this.#store = options.store;
    this.#settle = options.settle;
  }

  /** Something of this kind was put in. */
  notice(kind: OutboxKind): void {
    this.#noticed = Math.min(this.#noticed, urgencyOf(kind));
  }

  /** What is in memory may not be true any more. */
  reread(): void {
    this.#stale = true;
  }

  /** What goes next, in order; empty: nothing waits. */
  async head(): Promise<readonly OutboxMessage[]> {
    do {
      if (this.#stale) await this.#readFromHead();
      else if (this.#read.length < enough) await this.#readOn();
      const last = this.#read.at(-1);
      if (last !== undefined && this.#noticed < urgencyOf(last.kind)) this.#stale = true;
    } while (this.#stale);
    return this.#read;
  }

  /** These were dealt with: the first so many. */
  shift(messages: number): void {
    this.#read.splice(0, messages);
  }

  async #readFromHead(): Promise<void> {
    await this.#settle();
    this.#stale = false;
    this.#noticed = Infinity;
    this.#ahead = null;
    try {
      this.#read = await this.#store.waiting(this.#destination, { ...piece, after: null });
    } catch (error) {
      this.#stale = true;
      throw error;
    }
    this.#readAhead(this.#read);
  }

  async #readOn(): Promise<void> {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead !== null) {
      const more = await ahead;
      this.#read.push(...more);
      this.#readAhead(more);
    }
    if (this.#read.length === 0) await this.#readFromHead();
  }

  #readAhead(read: readonly OutboxMessage[]): void {
    const last = read.at(-1);
    const bytes = read.reduce((sum, { body }) => sum + body.length, 0);
    // A piece that could have held one more of the largest was the last.
    if (last === undefined || (read.length < piece.messages && bytes <= piece.bytes / 2)) return;
    this.#ahead = this.#store.waiting(this.#destination, { ...piece, after: last });
    // Whoever awaits it hears of the failure; when nobody does any more, nobody needs to.
    this.#ahead.catch(() => undefined);
  }
}
