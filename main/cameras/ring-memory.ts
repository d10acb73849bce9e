/** Small, since each ring leaves the better part of one unused; … */
export const blockBytes = 16 * 1024;
/** … carved from pieces large enough for an allocator to give them back to the system one by one. */
const slabBytes = 1024 * 1024;

export interface Block {
  readonly bytes: Uint8Array;
  readonly slab: Slab;
}

interface Slab {
  readonly free: Block[];
}

export interface RingMemoryCounts {
  /** What the rings have of it. */
  usedBytes: number;
  /** Taken from the system and in no use. */
  freeBytes: number;
  /** The most the rings had at once. */
  mostUsedBytes: number;
}

/**
 * The memory of all rings. A station writes megabytes of video a second into it and throws as much away: handed round
 * in blocks, it is the same memory all day, and the collector has nothing to look for. Bounded by the rings' own limits.
 */
export class RingMemory {
  /** Oldest first. */
  #slabs: Slab[] = [];
  #usedBlocks = 0;
  #mostUsedBlocks = 0;

  /** The caller's alone until it is given back; holds what it held before. */
  take(): Block {
    // From the oldest, so that the newer ones become empty and can go.
    const block = this.#slabs.find(({ free }) => free.length > 0)?.free.pop() ?? this.#grow();
    this.#usedBlocks += 1;
    this.#mostUsedBlocks = Math.max(this.#mostUsedBlocks, this.#usedBlocks);
    return block;
  }

  /** Once, and never to be touched again. */
  giveBack(block: Block): void {
    block.slab.free.push(block);
    this.#usedBlocks -= 1;
    if (isEmpty(block.slab)) this.#keepOneEmpty();
  }

  counts(): RingMemoryCounts {
    return {
      usedBytes: this.#usedBlocks * blockBytes,
      freeBytes: this.#slabs.length * slabBytes - this.#usedBlocks * blockBytes,
      mostUsedBytes: this.#mostUsedBlocks * blockBytes,
    };
  }

  #grow(): Block {
    // Of its own, not of Node's pool; not cleared, since nothing is read that was not written.
    const memory = Buffer.allocUnsafeSlow(slabBytes);
    const slab: Slab = { free: [] };
    for (let at = slabBytes - blockBytes; at > 0; at -= blockBytes) {
      slab.free.push({ bytes: memory.subarray(at, at + blockBytes), slab });
    }
    this.#slabs.push(slab);
    return { bytes: memory.subarray(0, blockBytes), slab };
  }

  /** Rings breathe with their groups of pictures: one slab more than needed is kept, the newest others go. */
  #keepOneEmpty(): void {
    const spare = this.#slabs.find(isEmpty);
    this.#slabs = this.#slabs.filter((slab) => slab === spare || !isEmpty(slab));
  }
}

const isEmpty = ({ free }: Slab): boolean => free.length === slabBytes / blockBytes;
