/**
 * The station's clock as seen from here. Ages and countdowns are against it, not against this PC's clock, which on
 * a unit's odd desktop is often minutes off.
 */
export class StationTime {
  readonly #localNowMs: () => number;
  readonly #listeners = new Set<() => void>();
  #offsetMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #secondMs: number;

  constructor(localNowMs: () => number = Date.now) {
    this.#localNowMs = localNowMs;
    this.#secondMs = Math.floor(localNowMs() / 1000) * 1000;
  }

  readonly nowMs = (): number => this.#localNowMs() + this.#offsetMs;

  /** An instant of this machine's clock, as the station's clock would have shown it. */
  fromLocal(localMs: number): number {
    return localMs + this.#offsetMs;
  }

  /** The station said what time it is. Small differences are the network's, not the clock's. */
  learn(stationNowMs: number): void {
    const offsetMs = stationNowMs - this.#localNowMs();
    if (Math.abs(offsetMs - this.#offsetMs) > 250) this.#offsetMs = offsetMs;
  }

  /** The second we are in; changes once a second, on the second. */
  readonly second = (): number => this.#secondMs;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#timer === undefined) this.#tick();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  };

  #tick(): void {
    const now = this.nowMs();
    this.#secondMs = Math.floor(now / 1000) * 1000;
    for (const listener of this.#listeners) listener();
    this.#timer = setTimeout(() => this.#tick(), 1000 - (now % 1000) + 2);
  }
}
