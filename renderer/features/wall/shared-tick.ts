/** One timer for many: it runs while somebody listens, and counts its turns. */
export class SharedTick {
  readonly #periodMs: number;
  readonly #listeners = new Set<(tick: number) => void>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #tick = 0;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** Returns the stop. */
  subscribe(listener: (tick: number) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#run(), this.#periodMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  #run(): void {
    this.#tick += 1;
    for (const listener of this.#listeners) listener(this.#tick);
  }
}
