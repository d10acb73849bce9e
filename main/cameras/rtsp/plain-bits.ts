/** Reads bits as they stand (BitReader takes H.264's emulation prevention out, which audio does not have). */
export class PlainBits {
  /** Set once more was asked for than there is; what was read since is 0 and means nothing. */
  overrun = false;
  /** The next bit, counted from the first of the bytes. */
  at: number;
  readonly #bytes: Uint8Array;
  readonly #endBit: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = start * 8;
    this.#endBit = Math.min(end, bytes.length) * 8;
  }

  /** Up to 32 bits, unsigned. */
  bits(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n += 1) value = value * 2 + this.bit();
    return value;
  }

  bit(): number {
    if (this.at >= this.#endBit) {
      this.overrun = true;
      return 0;
    }
    const value = ((this.#bytes[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return value;
  }

  /** The bits from one place to another, moved to the beginning of bytes of their own. */
  slice(fromBit: number, toBit: number): Uint8Array {
    const slice = new Uint8Array(Math.ceil((toBit - fromBit) / 8));
    const bits = new PlainBits(this.#bytes);
    bits.at = fromBit;
    for (let n = 0; n < toBit - fromBit; n += 1) slice[n >> 3] = (slice[n >> 3] ?? 0) | (bits.bit() << (7 - (n & 7)));
    return slice;
  }
}
