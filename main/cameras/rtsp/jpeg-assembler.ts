import { jpegCodec } from '#contract/codecs.ts';
import { jpegHeader, tablesOfQuality } from './jpeg-header.ts';
import type { JpegFacts } from './jpeg-header.ts';
import { maxPictureBytes } from './picture-assembler.ts';
import type { AssembledPicture, OpenAssembler } from './picture-assembler.ts';

type Quantization = JpegFacts['quantization'];

const mainHeaderBytes = 8;
const restartHeaderBytes = 4;
const tableHeaderBytes = 4;

/** RFC 2435, types 0, 1, 64 and 65. The images come out whole, with every table: `jpegHeader`. */
export const openJpegAssembler: OpenAssembler = () => {
  /** In-band tables by their `Q`: a camera may send those of 128 to 254 only once (section 4.2). */
  const knownTables = new Map<number, Quantization>();
  let facts: JpegFacts | null = null;
  let scan: Uint8Array[] = [];
  let scanBytes = 0;

  const forget = (): void => {
    facts = null;
    scan = [];
    scanBytes = 0;
  };

  return {
    forget,

    add(bytes, start, end) {
      const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
      if (view.length < mainHeaderBytes) return false;
      const offset = view.readUIntBE(1, 3);
      const type = view.readUInt8(4);
      const quality = view.readUInt8(5);
      const [width, height] = [view.readUInt8(6) * 8, view.readUInt8(7) * 8];
      // A side of 0 is one above 2040, which this format cannot say.
      if (((type & 0x3f) !== 0 && (type & 0x3f) !== 1) || type > 127 || width === 0 || height === 0) return false;
      if (offset !== scanBytes || scanBytes > maxPictureBytes) return false;
      let at = mainHeaderBytes;
      let restartInterval = 0;
      if (type >= 64) {
        if (view.length < at + restartHeaderBytes) return false;
        restartInterval = view.readUInt16BE(at);
        at += restartHeaderBytes;
      }
      if (offset === 0) {
        const inBand = quality < 128 ? null : readTables(view.subarray(at));
        if (quality >= 128 && inBand === null) return false;
        at += inBand?.bytes ?? 0;
        if (inBand !== null && inBand.tables.length > 0) knownTables.set(quality, inBand.tables);
        const quantization = quality < 128 ? wellKnown(quality) : knownTables.get(quality);
        if (quantization === undefined) return false;
        const sampling = (type & 1) === 0 ? '4:2:2' : '4:2:0';
        facts = { width, height, sampling, restartInterval, quantization };
      }
      scan.push(Uint8Array.from(view.subarray(at)));
      scanBytes += view.length - at;
      return true;
    },

    finish(): AssembledPicture | null {
      const whole = facts;
      const data = Buffer.concat(scan);
      forget();
      if (whole === null || data.length < 2) return null;
      const isEnded = data.readUInt16BE(data.length - 2) === 0xffd9;
      const bytes = Buffer.concat([jpegHeader(whole), data, isEnded ? Buffer.alloc(0) : Buffer.of(0xff, 0xd9)]);
      return { bytes, key: true, format: { codec: jpegCodec, width: whole.width, height: whole.height } };
    },
  };
};

function wellKnown(quality: number): Quantization {
  const both = tablesOfQuality(quality);
  return [
    { bits: 8, table: both.subarray(0, 64) },
    { bits: 8, table: both.subarray(64) },
  ];
}

/** Section 3.1.8. Null: broken. */
function readTables(view: Buffer): { bytes: number; tables: Quantization } | null {
  if (view.length < tableHeaderBytes) return null;
  const precision = view.readUInt8(1);
  const end = tableHeaderBytes + view.readUInt16BE(2);
  if (view.length < end) return null;
  const tables: { bits: 8 | 16; table: Uint8Array }[] = [];
  for (let at = tableHeaderBytes; at < end && tables.length < 2;) {
    const bits = ((precision >> tables.length) & 1) === 1 ? 16 : 8;
    const next = at + (64 * bits) / 8;
    if (next > end) return null;
    tables.push({ bits, table: Uint8Array.from(view.subarray(at, next)) });
    at = next;
  }
  return { bytes: end, tables };
}
