/** How decoded frames are put in order: pure decisions, no decoder in here. */

/** A jump larger than this is a new session of the camera, not a pause. */
const longestGapUs = 10_000_000;
/** Between the last frame of one session and the first of the next. */
const seamUs = 40_000;

/**
 * One rising time line for a tile out of the camera's, which begin anew with every session. Only key frames may begin
 * anew: between them a camera with B-frames sends times that go back and forth.
 */
export class Timeline {
  #offsetUs = 0;
  #lastKeyUs: number | null = null;
  #lastArrivalMs: number | null = null;
  /** The highest of the time line given so far. */
  #highestUs: number;

  constructor(fromUs = 0) {
    this.#highestUs = fromUs;
  }

  /** The next key frame begins a new session, whatever its time. */
  restart(): void {
    this.#lastKeyUs = null;
  }

  place(presentationUs: number, key: boolean): number {
    if (key) {
      if (this.#isNewSession(presentationUs)) this.#offsetUs = this.#highestUs + seamUs - presentationUs;
      this.#lastKeyUs = presentationUs;
    }
    const placedUs = Math.round(presentationUs + this.#offsetUs);
    this.#highestUs = Math.max(this.#highestUs, placedUs);
    return placedUs;
  }

  /** For a camera whose times are wrong: the pace at which its frames arrive. */
  placeByArrival(arrivalMs: number): number {
    const sinceLastMs = this.#lastArrivalMs === null ? 0 : arrivalMs - this.#lastArrivalMs;
    this.#lastArrivalMs = arrivalMs;
    this.#lastKeyUs = null;
    this.#highestUs += 1000 * Math.min(Math.max(Math.round(sinceLastMs), 1), 1000);
    return this.#highestUs;
  }

  #isNewSession(keyUs: number): boolean {
    if (this.#lastKeyUs === null || keyUs <= this.#lastKeyUs) return true;
    return keyUs + this.#offsetUs - this.#highestUs > longestGapUs;
  }
}

/**
 * Whose order is believed. `low-delay`: the decoder's, told to hand out early, as long as times rise. `reordering`:
 * times still rise, but the decoder may keep frames to sort them. `as-decoded`: the camera's times are wrong, so frames
 * are timed by their arrival and shown in whatever order the decoder gives them.
 */
export type Ordering = 'low-delay' | 'reordering' | 'as-decoded';

/** A decoder that finds out by itself that a stream is reordered gets that many frames wrong at first. */
const lateFramesForgiven = 3;

export class PlayoutOrder {
  #ordering: Ordering = 'low-delay';
  #lastUs: number;
  #late = 0;

  constructor(fromUs = 0) {
    this.#lastUs = fromUs;
  }

  get ordering(): Ordering {
    return this.#ordering;
  }

  get lastUs(): number {
    return this.#lastUs;
  }

  /** Whether to show a decoded frame: not when a later one has been shown. */
  accept(timestampUs: number): boolean {
    const isLate = timestampUs < this.#lastUs && this.#ordering !== 'as-decoded';
    if (isLate) this.#late += 1;
    else this.#lastUs = Math.max(this.#lastUs, timestampUs);
    return !isLate;
  }

  /** Asked at each key frame, where a decoder can be set up anew. True when the ordering has changed. */
  reconsider(): boolean {
    if (this.#late === 0) return false;
    if (this.#ordering === 'low-delay') this.#ordering = 'reordering';
    else if (this.#ordering === 'reordering' && this.#late > lateFramesForgiven) this.#ordering = 'as-decoded';
    else return false;
    this.#late = 0;
    return true;
  }
}
