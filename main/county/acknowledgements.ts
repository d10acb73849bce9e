import type { Cancel, Clock } from '../system/clock.ts';
import type { OutboxStore } from './outbox-store.ts';

/** Acknowledgements that share one commit, and how long the first of them may wait for it. */
const together = 512;
const withinMs = 200;

/**
 * Acknowledgements on their way to the disk. The next messages do not wait for it: after a crash the last few are sent
 * again under the keys the county knows.
 */
export class Acknowledgements {
  readonly #destination: string;
  readonly #store: Pick<OutboxStore, 'acknowledge'>;
  readonly #clock: Clock;
  readonly #written: () => void;
  #ids: number[] = [];
  #atMs = 0;
  #words = '';
  #writing: Promise<void> | null = null;
  /** The last write failed: nothing more is sent before one succeeds. */
  #failed = false;
  #cancel: Cancel | null = null;

  constructor(options: {
    destination: string;
    store: Pick<OutboxStore, 'acknowledge'>;
    clock: Clock;
    written: () => void;
  }) {
    this.#destination = options.destination;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#written = options.written;
  }

  /** Not yet on the disk. */
  get waiting(): number {
    return this.#ids.length;
  }

  /** Resolves at once while the disk keeps up. Throws what the store throws; nothing is forgotten. */
  async add(ids: readonly number[], atMs: number, words: string): Promise<void> {
    this.#ids.push(...ids);
    this.#atMs = atMs;
    this.#words = words;
    if (this.#failed || this.#ids.length >= 2 * together) await this.settle();
    else if (this.#ids.length >= together) this.#writeMeanwhile();
    else this.#cancel ??= this.#clock.after(withinMs, () => this.#writeMeanwhile());
  }

  /** Resolves once all of them are on the disk. Throws what the store throws; nothing is forgotten. */
  async settle(): Promise<void> {
    while (this.#ids.length > 0) await (this.#writing ??= this.#write());
  }

  #writeMeanwhile(): void {
    this.#writing ??= this.#write();
    // The next `add` or `settle` tries again, and throws when that fails too.
    this.#writing.catch(() => undefined);
  }

  #write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    return this.#writeDown().finally(() => {
      this.#writing = null;
    });
  }

  async #writeDown(): Promise<void> {
    const ids = [...this.#ids];
    try {
      await this.#store.acknowledge(this.#destination, ids, this.#atMs, this.#words);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
    this.#failed = false;
    this.#ids.splice(0, ids.length);
    this.#written();
  }
}
