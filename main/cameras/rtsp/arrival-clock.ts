import type { Clock } from '../../system/clock.ts';

/** Beyond this the wall clock was set, and is followed. */
const setMs = 50;

/**
 * When a packet came: milliseconds since 1970 as the wall clock has it, with the fraction and the evenness of the
 * clock that does not jump.
 */
export class ArrivalClock {
  /** The instant of the last nowMs() on the clock that does not jump. */
  monotonicMs: number;
  readonly #clock: Clock;
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.monotonicMs = clock.monotonicMs();
    this.#offsetMs = clock.nowMs() - this.monotonicMs;
  }

  nowMs(): number {
    this.monotonicMs = this.#clock.monotonicMs();
    const wallMs = this.#clock.nowMs();
    if (Math.abs(wallMs - (this.monotonicMs + this.#offsetMs)) > setMs) this.#offsetMs = wallMs - this.monotonicMs;
    return this.monotonicMs + this.#offsetMs;
  }
}
