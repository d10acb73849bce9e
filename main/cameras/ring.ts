import { ByteChain } from './byte-chain.ts';
import type { AccessUnit, PassingFrame } from './frames.ts';
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

/** An access unit whose bytes lie in the ring's memory. */
type Held = Omit<AccessUnit, 'bytes'> & { size: number };

interface Group {
  frames: Held[];
  /** Where the first frame's bytes lie in the chain; the others' follow. */
  start: number;
  bytes: number;
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

  push({ passingBytes, key, presentationUs, arrivalMs }: PassingFrame): void {
    if (key) this.#groups.push({ frames: [], start: this.#chain.end, bytes: 0 });
    const group = this.#groups.at(-1);
    if (group === undefined) return;
    const size = passingBytes.length;
    this.#chain.append(passingBytes);
    group.frames.push({ size, key, presentationUs, arrivalMs });
    group.bytes += size;
    this.#bytes += size;
    this.#shrink(arrivalMs);
  }

  /** From the newest key frame on. */
  sinceKeyFrame(): AccessUnit[] {
    return this.#groups.slice(-1).flatMap((group) => this.#copy(group));
  }

  /** The last `seconds`, from the key frame before them on; all there is when it is less. */
  last(seconds: number): AccessUnit[] {
    const newest = this.#groups.at(-1)?.frames.at(-1);
    if (newest === undefined) return [];
    const from = newest.arrivalMs - seconds * 1000;
    const first = this.#groups.findLastIndex((group) => (group.frames[0]?.arrivalMs ?? 0) <= from);
    return this.#groups.slice(Math.max(first, 0)).flatMap((group) => this.#copy(group));
  }

  clear(): void {
    this.#groups = [];
    this.#chain.clear();
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
      if (this.#groups.length === 0) this.#chain.clear();
      else this.#chain.dropBefore(oldest.start + oldest.bytes);
    }
  }

  /** One piece of memory for the group, which its frames share. */
  #copy({ frames, start, bytes }: Group): AccessUnit[] {
    const memory = this.#chain.copy(start, start + bytes);
    let at = 0;
    return frames.map(({ size, ...rest }) => {
      at += size;
      return { bytes: memory.subarray(at - size, at), ...rest };
    });
  }
}
