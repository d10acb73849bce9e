/** A picture of more than this is no camera's. */
const maxUnitBytes = 8 * 1024 * 1024;

/** Small units share memory this large: thousands of little buffers a second would keep the collector busy. */
const slabBytes = 64 * 1024;

/** The access unit being put together, in Annex B. One buffer, used again for every unit of a stream. */
export class UnitBuffer {
  #bytes = Buffer.allocUnsafeSlow(32 * 1024);
  #length = 0;
  /** Where the NAL unit being written begins; -1 while none is. */
  #nalStart = -1;
  #slab = Buffer.alloc(0);
  #slabUsed = 0;

  get length(): number {
    return this.#length;
  }
  get writingNal(): boolean {
    return this.#nalStart >= 0;
  }

  clear(): void {
    this.#length = 0;
    this.#nalStart = -1;
  }

  beginNal(header0: number, header1: number, headerBytes: 1 | 2): void {
    this.#reserve(6);
    this.#nalStart = this.#length;
    this.#bytes.writeUInt32BE(1, this.#length); // start code
    this.#bytes[this.#length + 4] = header0;
    if (headerBytes === 2) this.#bytes[this.#length + 5] = header1;
    this.#length += 4 + headerBytes;
  }

  /** False when the unit has grown too large; nothing was added. */
  append(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#length + (end - start) > maxUnitBytes) return false;
    this.#reserve(end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
    return true;
  }

  endNal(): void {
    this.#nalStart = -1;
  }

  dropNal(): void {
    if (this.#nalStart < 0) return;
    this.#length = this.#nalStart;
    this.#nalStart = -1;
  }

  /** The NAL unit being written, without its start code; only good until the next change. */
  currentNal(): Uint8Array {
    return this.#bytes.subarray(this.#nalStart + 4, this.#length);
  }

  /** A copy with `prefix` in front; it may share its memory with other units, but not its bytes. */
  copyWith(prefix: Uint8Array): Uint8Array {
    const copy = this.#memory(prefix.length + this.#length);
    copy.set(prefix, 0);
    this.#bytes.copy(copy, prefix.length, 0, this.#length);
    return copy;
  }

  #memory(size: number): Buffer {
    if (size > slabBytes / 4) return Buffer.allocUnsafeSlow(size);
    if (this.#slabUsed + size > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#slabUsed = 0;
    }
    const memory = this.#slab.subarray(this.#slabUsed, this.#slabUsed + size);
    this.#slabUsed += size;
    return memory;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
