import { blockBytes } from './ring-memory.ts';
import type { Block, RingMemory } from './ring-memory.ts';

/**
 * Bytes that are added at one end and dropped at the other, in blocks of the rings' memory. What is in it is found by
 * its position, counted from the first byte ever added. Only copies come out: nobody outside holds memory that is used
 * again.
 */
export class ByteChain {
  readonly #memory: RingMemory;
  #blocks: Block[] = [];
  /** Where the first block begins. */
  #base = 0;
  #end = 0;

  constructor(memory: RingMemory) {
    this.#memory = memory;
  }

  /** The position of the next byte to be added. */
  get end(): number {
    return this.#end;
  }

  append(bytes: Uint8Array): void {
    let taken = 0;
    while (taken < bytes.length) {
      const at = this.#end - this.#base;
      const index = Math.floor(at / blockBytes);
      const block = this.#blocks[index] ?? this.#extend();
      const offset = at - index * blockBytes;
      const count = Math.min(blockBytes - offset, bytes.length - taken);
      block.bytes.set(count === bytes.length ? bytes : bytes.subarray(taken, taken + count), offset);
      taken += count;
      this.#end += count;
    }
  }

  /** A copy of `[from, to)`; throws a RangeError when that was dropped, or has not been added yet. */
  copy(from: number, to: number): Uint8Array {
    if (from < this.#base || to > this.#end) throw new RangeError(`${from} to ${to} is not in the chain`);
    const copy = Buffer.allocUnsafeSlow(to - from);
    let at = from;
    while (at < to) {
      const index = Math.floor((at - this.#base) / blockBytes);
      const offset = at - this.#base - index * blockBytes;
      const count = Math.min(blockBytes - offset, to - at);
      const block = this.#blocks[index];
      if (block === undefined) throw new RangeError(`no block holds ${at}`);
      copy.set(block.bytes.subarray(offset, offset + count), at - from);
      at += count;
    }
    return copy;
  }

  /** Gives back the blocks that hold nothing from `position` on. */
  dropBefore(position: number): void {
    const whole = Math.min(Math.floor((position - this.#base) / blockBytes), this.#blocks.length);
    if (whole <= 0) return;
    for (const block of this.#blocks.splice(0, whole)) this.#memory.giveBack(block);
    this.#base += whole * blockBytes;
  }

  clear(): void {
    for (const block of this.#blocks) this.#memory.giveBack(block);
    this.#blocks = [];
    this.#base = this.#end;
  }

  #extend(): Block {
    const block = this.#memory.take();
    this.#blocks.push(block);
    return block;
  }
}
