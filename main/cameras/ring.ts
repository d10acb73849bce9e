import type { AccessUnit } from './frames.ts';

export interface RingLimits {
  seconds: number;
  bytes: number;
}

export interface RingCounts {
  frames: number;
  bytes: number;
  seconds: number;
  /** Frames that had to go before their time because the bytes ran out. */
  crowdedOut: number;
}

/**
 * The last seconds of a stream as the camera encoded them, beginning with a key frame. Whole groups of pictures go at
 * once; the newest stays for as long as its bytes fit, since without it nobody could begin to look.
 */
export class Ring {
  readonly #limits: RingLimits;
  /** Oldest group first; each begins with a key frame. */
  #groups: { frames: AccessUnit[]; bytes: number }[] = [];
  #bytes = 0;
  #crowdedOut = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  push(frame: AccessUnit): void {
    if (frame.key) this.#groups.push({ frames: [], bytes: 0 });
    const group = this.#groups.at(-1);
    if (group === undefined) return;
    group.frames.push(frame);
    group.bytes += frame.bytes.length;
    this.#bytes += frame.bytes.length;
    this.#shrink(frame.arrivalMs);
  }

  /** From the newest key frame on. */
  sinceKeyFrame(): readonly AccessUnit[] {
    return this.#groups.at(-1)?.frames ?? [];
  }

  /** The last `seconds`, from the key frame before them on; all there is when it is less. */
  last(seconds: number): readonly AccessUnit[] {
    const newest = this.#groups.at(-1)?.frames.at(-1);
    if (newest === undefined) return [];
    const from = newest.arrivalMs - seconds * 1000;
    const first = this.#groups.findLastIndex((group) => (group.frames[0]?.arrivalMs ?? 0) <= from);
    return this.#groups.slice(Math.max(first, 0)).flatMap((group) => group.frames);
  }

  clear(): void {
    this.#groups = [];
    this.#bytes = 0;
  }

  counts(): RingCounts {
    const oldest = this.#groups[0]?.frames[0];
    const newest = this.#groups.at(-1)?.frames.at(-1);
    return {
      frames: this.#groups.reduce((sum, group) => sum + group.frames.length, 0),
      bytes: this.#bytes,
      seconds: oldest === undefined || newest === undefined ? 0 : (newest.arrivalMs - oldest.arrivalMs) / 1000,
      crowdedOut: this.#crowdedOut,
    };
  }

  #shrink(nowMs: number): void {
    for (;;) {
      const oldest = this.#groups[0];
      if (oldest === undefined) return;
      const crowded = this.#bytes > this.#limits.bytes;
      // A group may go once the one after it covers the seconds alone.
      const nextStart = this.#groups[1]?.frames[0]?.arrivalMs;
      const outlived = nextStart !== undefined && nowMs - nextStart >= this.#limits.seconds * 1000;
      if (!crowded && !outlived) return;
      if (crowded && !outlived) this.#crowdedOut += oldest.frames.length;
      this.#bytes -= oldest.bytes;
      this.#groups.shift();
    }
  }
}
