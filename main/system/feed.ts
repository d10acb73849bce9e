/** Items handed to several readers at their own pace, each remembered for a while so that a reader can resume. */
import { randomBytes } from 'node:crypto';

export interface FeedItem<T> {
  /** Names the place after this item; opaque to readers. */
  cursor: string;
  item: T;
}

export interface FeedReading<T> {
  /** The cursor of the last item the reader saw; null for a fresh start. */
  after: string | null;
  signal: AbortSignal;
  /**
   * What a fresh start begins with: also used when the feed no longer remembers `after`, and when the reader fell too
   * far behind. Without it a reader that fell behind finds its feed ended, and starts again by itself.
   */
  fresh?: () => readonly T[] | Promise<readonly T[]>;
}

export interface FeedCapacity {
  /** Items remembered for readers that come back. */
  remembered?: number;
  /** Items one reader may be behind. */
  behind?: number;
}

interface Reader<T> {
  waiting: FeedItem<T>[];
  fellBehind: boolean;
  wake(): void;
}

export class Feed<T> {
  /** Readers that fell too far behind, since the start. */
  overruns = 0;
  /** A cursor of an earlier run of the station means nothing in this one. */
  readonly #run = randomBytes(4).toString('hex');
  readonly #remembered: number;
  readonly #behind: number;
  readonly #readers = new Set<Reader<T>>();
  #recent: FeedItem<T>[] = [];
  #published = 0;

  constructor({ remembered = 500, behind = 500 }: FeedCapacity = {}) {
    this.#remembered = remembered;
    this.#behind = behind;
  }

  get readers(): number {
    return this.#readers.size;
  }

  publish(item: T): void {
    this.#published += 1;
    const published = { cursor: this.#cursor(), item };
    this.#recent.push(published);
    // Trimmed in batches: shifting an array at every item costs its length each time.
    if (this.#recent.length > this.#remembered * 2) this.#recent = this.#recent.slice(-this.#remembered);
    for (const reader of this.#readers) {
      if (reader.waiting.length >= this.#behind) {
        if (!reader.fellBehind) this.overruns += 1;
        reader.fellBehind = true;
        reader.waiting = [];
      }
      if (!reader.fellBehind) reader.waiting.push(published);
      reader.wake();
    }
  }

  /** Ends when the signal aborts, or when the reader fell behind and there is nothing to start afresh with. */
  async *subscribe({ after, signal, fresh }: FeedReading<T>): AsyncGenerator<FeedItem<T>, void, void> {
    const bell = new Bell(signal);
    const missed = this.#since(after);
    const reader: Reader<T> = { waiting: missed ?? [], fellBehind: missed === null, wake: () => bell.ring() };
    this.#readers.add(reader);
    try {
      // Without a fresh start to give, one that resumes from the unknown simply begins here.
      if (fresh === undefined) reader.fellBehind = false;
      while (!signal.aborted) {
        if (reader.fellBehind) {
          if (fresh === undefined) return;
          yield* this.#startAfresh(reader, fresh);
          continue;
        }
        const next = reader.waiting.shift();
        if (next === undefined) await bell.rung();
        else yield next;
      }
    } finally {
      this.#readers.delete(reader);
      bell.dispose();
    }
  }

  async *#startAfresh(reader: Reader<T>, fresh: NonNullable<FeedReading<T>['fresh']>): AsyncGenerator<FeedItem<T>> {
    // From here on new items wait for the reader, so that none falls between the fresh start and them.
    reader.fellBehind = false;
    const cursor = this.#cursor();
    const items = await fresh();
    for (const [index, item] of items.entries()) {
      // Who is interrupted half way through has no place to resume from, and starts afresh again.
      yield { cursor: index === items.length - 1 ? cursor : `${this.#run}-partial`, item };
      if (fellBehind(reader)) return;
    }
  }

  #cursor(): string {
    return `${this.#run}-${this.#published}`;
  }

  /** Null when the place is not remembered. */
  #since(after: string | null): FeedItem<T>[] | null {
    const [run, place] = after?.split('-') ?? [];
    if (run !== this.#run || place === undefined || !/^\d+$/.test(place)) return null;
    const missed = this.#published - Number(place);
    if (missed < 0 || missed > this.#recent.length) return null;
    return missed === 0 ? [] : this.#recent.slice(-missed);
  }
}

// Asked through a function: the compiler does not see that it changes while a generator is suspended.
const fellBehind = (reader: { fellBehind: boolean }): boolean => reader.fellBehind;

/** A value of which only the newest matters: a slow reader skips what was overtaken. */
export class Latest<T> {
  readonly #bells = new Set<Bell>();
  #current: { value: T; revision: number } | null = null;

  get value(): T | null {
    return this.#current?.value ?? null;
  }

  set(value: T): void {
    this.#current = { value, revision: (this.#current?.revision ?? 0) + 1 };
    for (const bell of this.#bells) bell.ring();
  }

  /** The value as it is, then as it changes. */
  async *subscribe({ signal }: { signal: AbortSignal }): AsyncGenerator<FeedItem<T>, void, void> {
    const bell = new Bell(signal);
    this.#bells.add(bell);
    let seen = 0;
    try {
      while (!signal.aborted) {
        if (this.#current === null || this.#current.revision === seen) {
          await bell.rung();
          continue;
        }
        seen = this.#current.revision;
        yield { cursor: String(seen), item: this.#current.value };
      }
    } finally {
      this.#bells.delete(bell);
      bell.dispose();
    }
  }
}

/** Wakes one waiting reader; a ring nobody waited for is kept. Rings for good once the signal aborts. */
class Bell {
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.ring();
  #pending = false;
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort);
  }

  ring(): void {
    this.#pending = true;
    this.#wake?.();
  }

  async rung(): Promise<void> {
    if (!this.#pending && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    this.#pending = false;
  }

  dispose(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}
