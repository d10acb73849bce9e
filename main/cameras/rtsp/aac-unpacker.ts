import { PlainBits } from './plain-bits.ts';
import { UnitParts, maxUnitBytes } from './sound-unpacker.ts';
import type { SoundUnpacker, UnitSink } from './sound-unpacker.ts';

/** The `mpeg4-generic` parameters that say how long each field of an AU header is (RFC 3640 section 4.1), in bits. */
export interface AacFraming {
  sizeLength: number;
  indexLength: number;
  indexDeltaLength: number;
  ctsDeltaLength: number;
  dtsDeltaLength: number;
  hasRandomAccess: boolean;
  streamStateLength: number;
  auxiliarySizeLength: number;
  /** Ticks of the RTP clock from one unit to the next. */
  ticksPerUnit: number;
}

/** Null: fields of a length nobody can mean. */
export function aacFraming(parameters: ReadonlyMap<string, string>, ticksPerUnit: number): AacFraming | null {
  const isLowRate = parameters.get('mode')?.toLowerCase() === 'aac-lbr';
  const lengthOf = (name: string, usual: number): number => Number(parameters.get(name) ?? usual);
  const framing = {
    sizeLength: lengthOf('sizelength', isLowRate ? 6 : 13),
    indexLength: lengthOf('indexlength', isLowRate ? 2 : 3),
    indexDeltaLength: lengthOf('indexdeltalength', isLowRate ? 2 : 3),
    ctsDeltaLength: lengthOf('ctsdeltalength', 0),
    dtsDeltaLength: lengthOf('dtsdeltalength', 0),
    streamStateLength: lengthOf('streamstateindication', 0),
    auxiliarySizeLength: lengthOf('auxiliarydatasizelength', 0),
  };
  const isSane = Object.values(framing).every((bits) => Number.isInteger(bits) && bits >= 0 && bits <= 32);
  if (!isSane || framing.sizeLength === 0) return null;
  return { ...framing, hasRandomAccess: parameters.get('randomaccessindication') === '1', ticksPerUnit };
}

/** AAC in RTP (RFC 3640): several access units a packet, or one over several packets. Interleaving is not undone. */
export class AacUnpacker implements SoundUnpacker {
  readonly #framing: AacFraming;
  readonly #begun = new UnitParts();

  constructor(framing: AacFraming) {
    this.#framing = framing;
  }

  forget(): void {
    this.#begun.clear();
  }

  unpack(...[bytes, start, end, { timestamp, marker }, sink]: Parameters<SoundUnpacker['unpack']>): boolean {
    const headers = this.#readHeaders(bytes, start, end);
    if (headers === null) return this.#break();
    const [first = 0] = headers.sizes;
    const at = headers.dataStart;
    if (headers.sizes.length === 1 && first > end - at) {
      return this.#takeFragment(bytes, at, end, first, timestamp, marker, sink);
    }
    const nothingCut = this.#begun.length === 0;
    this.#begun.clear();
    return this.#takeWhole(bytes, at, end, headers.sizes, sink) && nothingCut;
  }

  #takeWhole(bytes: Uint8Array, start: number, end: number, sizes: readonly number[], sink: UnitSink): boolean {
    let at = start;
    for (const [n, size] of sizes.entries()) {
      if (at + size > end) return false;
      if (size > 0) sink(Uint8Array.from(bytes.subarray(at, at + size)), n * this.#framing.ticksPerUnit);
      at += size;
    }
    return true;
  }

  /** Every fragment repeats the size of the whole unit (section 3.1). */
  #takeFragment(
    bytes: Uint8Array,
    start: number,
    end: number,
    size: number,
    timestamp: number,
    marker: boolean,
    sink: UnitSink,
  ): boolean {
    const nothingCut = this.#begun.belongsTo(timestamp);
    if (!nothingCut) this.#begun.clear();
    if (size > maxUnitBytes || !this.#begun.add(bytes, start, end, timestamp)) return this.#break();
    if (this.#begun.length > size) return this.#break();
    if (this.#begun.length === size) sink(this.#begun.take(), 0);
    else if (marker) return this.#break();
    return nothingCut;
  }

  /** The sizes of the units in a packet, and where the first of them begins. */
  #readHeaders(bytes: Uint8Array, start: number, end: number): { sizes: number[]; dataStart: number } | null {
    const { auxiliarySizeLength } = this.#framing;
    if (end - start < 2) return null;
    const headerBits = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    const bits = new PlainBits(bytes, start + 2, end);
    const from = bits.at;
    const sizes: number[] = [];
    while (bits.at - from < headerBits && !bits.overrun) sizes.push(this.#readSize(bits, sizes.length === 0));
    if (bits.overrun || bits.at - from !== headerBits) return null;
    let dataStart = start + 2 + Math.ceil(headerBits / 8);
    if (auxiliarySizeLength > 0) {
      const auxiliary = new PlainBits(bytes, dataStart, end);
      const auxiliaryBits = auxiliary.bits(auxiliarySizeLength);
      if (auxiliary.overrun) return null;
      dataStart += Math.ceil((auxiliarySizeLength + auxiliaryBits) / 8);
    }
    return sizes.length === 0 || dataStart > end ? null : { sizes, dataStart };
  }

  #readSize(bits: PlainBits, isFirst: boolean): number {
    const framing = this.#framing;
    const size = bits.bits(framing.sizeLength);
    bits.bits(isFirst ? framing.indexLength : framing.indexDeltaLength);
    if (framing.ctsDeltaLength > 0 && bits.bit() === 1) bits.bits(framing.ctsDeltaLength);
    if (framing.dtsDeltaLength > 0 && bits.bit() === 1) bits.bits(framing.dtsDeltaLength);
    if (framing.hasRandomAccess) bits.bit();
    bits.bits(framing.streamStateLength);
    return size;
  }

  #break(): false {
    this.#begun.clear();
    return false;
  }
}
