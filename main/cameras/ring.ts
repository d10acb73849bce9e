import { ByteChain } from './byte-chain.ts';
import type { AccessUnit, PassingFrame } from './frames.ts';
import { headOf, readHeld } from './held-frames.ts';
import type { RingMemory } from './ring-memory.ts';

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

/** A key frame and what follows it up to the next. */
interface Group {
  /** Where it lies in the chain. */
  start: number;
  end: number;
  frames: number;
  /** Of its frames alone. */
  bytes: number;
  firstMs: number;
  lastMs: number;
}

/**
 * The last seconds of a stream as the camera encoded them, beginning with a key frame. Whole groups of pictures go at
 * once; the newest stays for as long as its bytes fit, since without it nobody could begin to look. What goes in and
 * what comes out is copied: the memory between is the ring's alone, and used again.
 */
export class Ring {
  readonly #limits: RingLimits;
  readonly #chain: ByteChain;
  /** Oldest group first; each begins with a key frame. */
  #groups: Group[] = [];
  #bytes = 0;
  #crowdedOut = 0;

  constructor(limits: RingLimits, memory: RingMemory) {
    this.#limits = limits;
    this.#chain = new ByteChain(memory);
  }

  push(frame: PassingFrame): void {
    const { passingBytes, arrivalMs } = frame;
    if (frame.key) this.#begin(arrivalMs);
    const group = this.#groups.at(-1);
    if (group === undefined) return;
    this.#chain.append(headOf(frame));
    this.#chain.append(passingBytes);
    group.end = this.#chain.end;
    group.frames += 1;
    group.bytes += passingBytes.length;
    group.lastMs = arrivalMs;
    this.#bytes += passingBytes.length;
    this.#shrink(arrivalMs);
  }

  /** From the newest key frame on. */
  sinceKeyFrame(): AccessUnit[] {
    return this.#groups.slice(-1).flatMap((group) => this.#copy(group));
  }

  /** The last `seconds`, from the key frame before them on; all there is when it is less. */
  last(seconds: number): AccessUnit[] {
    const newest = this.#groups.at(-1);
    if (newest === undefined) return [];
    const fromMs = newest.lastMs - seconds * 1000;
    const first = this.#groups.findLastIndex(({ firstMs }) => firstMs <= fromMs);
    return this.#groups.slice(Math.max(first, 0)).flatMap((group) => this.#copy(group));
  }

  clear(): void {
    this.#groups = [];
    this.#chain.clear();
    this.#bytes = 0;
  }

  counts(): RingCounts {
    const oldest = this.#groups[0];
    const newest = this.#groups.at(-1);
    return {
      frames: this.#groups.reduce((sum, { frames }) => sum + frames, 0),
      bytes: this.#bytes,
      seconds: oldest === undefined || newest === undefined ? 0 : (newest.lastMs - oldest.firstMs) / 1000,
      crowdedOut: this.#crowdedOut,
    };
  }

  #begin(nowMs: number): void {
    const { end } = this.#chain;
    this.#groups.push({ start: end, end, frames: 0, bytes: 0, firstMs: nowMs, lastMs: nowMs });
  }

  #shrink(nowMs: number): void {
    for (;;) {
      const oldest = this.#groups[0];
      if (oldest === undefined) return;
      const crowded = this.#bytes > this.#limits.bytes;
      // A group may go once the one after it covers the seconds alone.
      const nextStart = this.#groups[1]?.firstMs;
      const outlived = nextStart !== undefined && nowMs - nextStart >= this.#limits.seconds * 1000;
      if (!crowded && !outlived) return;
      if (crowded && !outlived) this.#crowdedOut += oldest.frames;
      this.#bytes -= oldest.bytes;
      this.#groups.shift();
      if (this.#groups.length === 0) this.#chain.clear();
      else this.#chain.dropBefore(oldest.end);
    }
  }

  /** One piece of memory for the group, which its frames share. */
  #copy({ start, end }: Group): AccessUnit[] {
    return readHeld(this.#chain.copy(start, end));
  }
}
