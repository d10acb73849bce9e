import type { AccessUnit, StreamFormat } from './frames.ts';

export interface QueueBounds {
  /** Frames that may wait. */
  frames: number;
  /** Bytes that may wait; one frame may exceed it alone. */
  bytes: number;
  /** How long the oldest frame may wait. */
  ageMs: number;
  /**
   * The same while the viewer still works off what the ring gave it at the start: a group of pictures of several
   * seconds is decoded faster than it was filmed, but not at once when a whole wall opens.
   */
  catchUpAgeMs: number;
  /** Frames a second a viewer is given in the long run, whatever a camera floods us with, … */
  framesPerSecond: number;
  /** … and how many beyond that at once. */
  burstFrames: number;
}

/** Room for the longest groups of pictures that "smart" codecs make (20 s at 25 fps); after that never 1 s behind. */
export const viewerBounds: QueueBounds = {
  frames: 600,
  bytes: 16 * 1024 * 1024,
  ageMs: 500,
  catchUpAgeMs: 4000,
  framesPerSecond: 75,
  burstFrames: 600,
};

export interface QueuedFrame {
  frame: AccessUnit;
  /** What the frame is encoded in; the same object until it changes. */
  format: StreamFormat;
}

export interface QueueCounts {
  offered: number;
  sent: number;
  dropped: number;
  queued: number;
  queuedBytes: number;
  credit: number;
}

interface Waiting extends QueuedFrame {
  sinceMs: number;
}

/**
 * What waits for one tile of one viewer. Frames leave while the viewer has credit; when too much waits, all of it is
 * dropped up to a key frame, for nothing between could be decoded. What leaves first, and first after a drop, is a
 * key frame. At any time `sent + dropped + queued = offered`.
 */
export class ViewerQueue {
  readonly #bounds: QueueBounds;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #credit: number;
  #offered = 0;
  #sent = 0;
  #dropped = 0;
  /** Nothing can be decoded before the next key frame. */
  #needsKey = true;
  #catchingUp = true;
  #allowance: number;
  #allowanceAtMs: number | null = null;

  constructor(credit: number, bounds: QueueBounds = viewerBounds) {
    this.#bounds = bounds;
    this.#credit = credit;
    this.#allowance = bounds.burstFrames;
  }

  offer(frame: AccessUnit, format: StreamFormat, nowMs: number): void {
    this.#offered += 1;
    if (this.#needsKey && !frame.key) {
      this.#dropped += 1;
      return;
    }
    this.#needsKey = false;
    this.#waiting.push({ frame, format, sinceMs: nowMs });
    this.#waitingBytes += frame.bytes.byteLength;
    if (this.#isOverfull(nowMs)) this.#dropToKeyFrame(nowMs);
  }

  /** The viewer has consumed this many more frames. */
  grant(frames: number): void {
    this.#credit = Math.min(this.#credit + frames, this.#bounds.frames);
  }

  take(nowMs: number): QueuedFrame | null {
    const next = this.#waiting[0];
    if (next === undefined || this.#credit < 1) return null;
    this.#refillAllowance(nowMs);
    if (this.#allowance < 1) return null;
    this.#allowance -= 1;
    this.#credit -= 1;
    this.#sent += 1;
    this.#waiting.shift();
    this.#waitingBytes -= next.frame.bytes.byteLength;
    if (this.#waiting.length === 0) this.#catchingUp = false;
    return next;
  }

  counts(): QueueCounts {
    return {
      offered: this.#offered,
      sent: this.#sent,
      dropped: this.#dropped,
      queued: this.#waiting.length,
      queuedBytes: this.#waitingBytes,
      credit: this.#credit,
    };
  }

  #isOverfull(nowMs: number): boolean {
    const oldest = this.#waiting[0];
    if (oldest === undefined || this.#waiting.length === 1) return false;
    const ageMs = this.#catchingUp ? this.#bounds.catchUpAgeMs : this.#bounds.ageMs;
    return (
      this.#waiting.length > this.#bounds.frames ||
      this.#waitingBytes > this.#bounds.bytes ||
      nowMs - oldest.sinceMs > ageMs
    );
  }

  /** To the newest key frame that waits, if what is left then fits; else everything goes and the next one is awaited. */
  #dropToKeyFrame(nowMs: number): void {
    const newestKey = this.#waiting.findLastIndex((waiting) => waiting.frame.key);
    if (newestKey > 0) {
      this.#dropFirst(newestKey);
      this.#catchingUp = false;
      if (!this.#isOverfull(nowMs)) return;
    }
    this.#dropFirst(this.#waiting.length);
    this.#catchingUp = false;
    this.#needsKey = true;
  }

  #dropFirst(count: number): void {
    for (const gone of this.#waiting.splice(0, count)) this.#waitingBytes -= gone.frame.bytes.byteLength;
    this.#dropped += count;
  }

  #refillAllowance(nowMs: number): void {
    const elapsedMs = this.#allowanceAtMs === null ? 0 : Math.max(0, nowMs - this.#allowanceAtMs);
    this.#allowanceAtMs = nowMs;
    const refilled = this.#allowance + (elapsedMs * this.#bounds.framesPerSecond) / 1000;
    this.#allowance = Math.min(refilled, this.#bounds.burstFrames);
  }
}
