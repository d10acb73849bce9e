import type { AccessUnit, PassingFrame } from './frames.ts';

/** Small frames share memory this large: thousands of little buffers a second would keep the collector busy. */
const slabBytes = 64 * 1024;

/** Makes frames that last out of those that pass: for one stream, and only while somebody looks. */
export class FrameCopies {
  #slab = Buffer.alloc(0);
  #used = 0;

  /** May share its memory with other frames, but not its bytes. */
  keep({ passingBytes, key, presentationUs, arrivalMs }: PassingFrame): AccessUnit {
    const bytes = this.#memory(passingBytes.length);
    bytes.set(passingBytes);
    return { bytes, key, presentationUs, arrivalMs };
  }

  /** Nobody looks any more. */
  clear(): void {
    this.#slab = Buffer.alloc(0);
    this.#used = 0;
  }

  #memory(size: number): Buffer {
    if (size > slabBytes / 4) return Buffer.allocUnsafeSlow(size);
    if (this.#used + size > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#used = 0;
    }
    const memory = this.#slab.subarray(this.#used, this.#used + size);
    this.#used += size;
    return memory;
  }
}
