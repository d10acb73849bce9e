/** Ticks further from what our own clock says than this are a new clock of the camera's, not late frames. */
const jumpMs = 10_000;

/** Turns 32-bit RTP timestamps, which begin anywhere and wrap, into one line of presentation times. */
export class Timeline {
  readonly #clockRate: number;
  readonly #startUs: number;
  #ticks = 0;
  #last: number | null = null;
  #lastArrivalMs = 0;
  #restarted = false;
  /** Ticks already given to pictures that repeated the timestamp before them. */
  #ahead = 0;

  /** `startUs`: where the first timestamp lies on the line. */
  constructor(clockRate: number, startUs: number) {
    this.#clockRate = clockRate;
    this.#startUs = startUs;
  }

  /** The next timestamp has nothing to do with the last one (new SSRC): go on by the time that has passed here. */
  restart(): void {
    this.#restarted = true;
  }

  /** Microseconds. `arrivalMs` from any clock that does not jump. */
  presentationUs(timestamp: number, arrivalMs: number): number {
    if (this.#last !== null) {
      // The nearer way round: forwards over the wrap, or backwards for a B-frame.
      const step = (timestamp - this.#last) | 0;
      const passedMs = arrivalMs - this.#lastArrivalMs;
      const passed = Math.round((passedMs / 1000) * this.#clockRate);
      if (this.#restarted || Math.abs((step / this.#clockRate) * 1000 - passedMs) > jumpMs) {
        this.#ticks += passed;
        this.#ahead = 0;
      } else if (step === 0) {
        // Another picture, the same timestamp: our own clock tells them apart.
        this.#ticks += passed;
        this.#ahead += passed;
      } else {
        this.#ticks += step - this.#ahead;
        this.#ahead = 0;
      }
    }
    this.#restarted = false;
    this.#last = timestamp;
    this.#lastArrivalMs = arrivalMs;
    return this.#startUs + Math.round((this.#ticks * 1e6) / this.#clockRate);
  }
}
