/** A picture of more than this is no camera's. */
const maxUnitBytes = 8 * 1024 * 1024;

/** The access unit being put together, in Annex B. One buffer, used again for every unit of a stream. */
export class UnitBuffer {
  #bytes = Buffer.allocUnsafeSlow(32 * 1024);
  #length = 0;
  /** Where the NAL unit being written begins; -1 while none is. */
  #nalStart = -1;

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

  /** The unit with `prefix` put in front; only good until the next change. */
  withPrefix(prefix: Uint8Array): Uint8Array {
    if (prefix.length > 0) {
      this.#reserve(prefix.length);
      this.#bytes.copyWithin(prefix.length, 0, this.#length);
      this.#bytes.set(prefix);
      this.#length += prefix.length;
    }
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
