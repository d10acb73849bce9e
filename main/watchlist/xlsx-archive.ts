/**
 * The parts of an XLSX file (ECMA-376 part 2: a ZIP archive), by its directory. They are inflated as they are read, never
 * onto the disk, and held to the sizes they are declared with: a few kilobytes can inflate to gigabytes.
 */
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';

export interface ArchivePart {
  method: number;
  crc: number;
  compressed: Buffer;
  inflatedBytes: number;
}

/** A part that is not what the archive's directory says it is. */
export class DamagedPart extends Error {}

/** By the central directory (APPNOTE 4.3.12); null when this is no archive. What is encrypted or packed otherwise is left out. */
export function partsOf(bytes: Buffer): Map<string, ArchivePart> | null {
  // The end record is the last thing but for a comment of at most 65,535 bytes.
  const end = bytes.length < 22 ? -1 : bytes.lastIndexOf(endSignature, bytes.length - 22);
  if (end < 0) return null;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const parts = new Map<string, ArchivePart>();
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return null;
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const [crc = 0, packed = 0, inflatedBytes = 0] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset));
    const [nameBytes = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes).replace(/^\//, '');
    at += 46 + nameBytes + extra + comment;
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034b50) return null;
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const compressed = bytes.subarray(start, start + packed);
    const isReadable = (flags & 1) === 0 && (method === 0 || method === 8) && compressed.length === packed;
    if (isReadable) parts.set(name, { method, crc, compressed, inflatedBytes });
  }
  return parts;
}

/** Its text, piece by piece. Throws `DamagedPart`, at the end at the latest. */
export async function* textOf({ method, crc, compressed, inflatedBytes }: ArchivePart): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  const packed = Readable.from(piecesOf(compressed));
  let bytes = 0;
  let sum = 0;
  try {
    for await (const some of method === 0 ? packed : packed.pipe(createInflateRaw())) {
      const piece = some as Buffer;
      bytes += piece.length;
      if (bytes > inflatedBytes) throw new DamagedPart('more than it says');
      sum = crc32(piece, sum);
      yield decoder.decode(piece, { stream: true });
    }
  } catch (cause) {
    throw cause instanceof DamagedPart ? cause : new DamagedPart('cannot be inflated', { cause });
  } finally {
    packed.destroy();
  }
  if (bytes !== inflatedBytes || sum !== crc) throw new DamagedPart('not what it says');
  yield decoder.decode();
}

function* piecesOf(buffer: Buffer): Generator<Buffer> {
  const pieceBytes = 64 * 1024;
  for (let at = 0; at < buffer.length; at += pieceBytes) yield buffer.subarray(at, at + pieceBytes);
}

const endSignature = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
