/**
 * What of an XLSX file holds its first sheet, in an order in which it can be read in one go (ECMA-376 part 2: a ZIP file).
 *
 * Spreadsheet programs write the sheet before the strings it refers to; a reader that goes from front to back would have
 * to put the sheet down on the disk meanwhile, with everybody's ID number in it. So the parts that are needed are picked
 * out here by the archive's directory, and their sizes held to what they are declared to be: a few kilobytes can inflate
 * to gigabytes.
 */
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, inflateRaw } from 'node:zlib';

/** Of all parts together, inflated. A hundred thousand rows of long cells are half of it. */
const mostInflated = 256 * 1024 * 1024;
/** Of the parts that only say which sheet is where. */
const mostOfDirectory = 1024 * 1024;

interface Part {
  name: string;
  method: number;
  crc: number;
  compressed: Buffer;
  inflatedBytes: number;
}

export type ArchiveOutcome =
  { outcome: 'readable'; archive: Buffer[] } | { outcome: 'no-spreadsheet' } | { outcome: 'too-large' };

/** The same workbook with its first visible sheet only, as `xl/worksheets/sheet1.xml`, after all that it refers to. */
export async function firstSheetOf(bytes: Buffer): Promise<ArchiveOutcome> {
  const parts = partsOf(bytes);
  const workbook = await textOf(parts?.get('xl/workbook.xml'));
  const relations = await textOf(parts?.get('xl/_rels/workbook.xml.rels'));
  const sheetName = workbook === null || relations === null ? null : sheetPartOf(workbook, relations);
  const sheet = sheetName === null ? undefined : parts?.get(sheetName);
  if (parts === null || sheet === undefined) return { outcome: 'no-spreadsheet' };
  const wanted = ['xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml', 'xl/sharedStrings.xml'];
  const ordered = [...wanted.flatMap((name) => parts.get(name) ?? []), { ...sheet, name: 'xl/worksheets/sheet1.xml' }];
  // A workbook without shared strings still has none.
  if (!parts.has('xl/sharedStrings.xml')) ordered.splice(-1, 0, noStrings);
  if (ordered.reduce((sum, part) => sum + part.inflatedBytes, 0) > mostInflated) return { outcome: 'too-large' };
  for (const part of ordered) if (!(await isAsDeclared(part))) return { outcome: 'no-spreadsheet' };
  return { outcome: 'readable', archive: [...ordered.flatMap(recordOf), endOfArchive] };
}

/** By the central directory (APPNOTE 4.3.12); null when this is no archive, or one we do not read. */
function partsOf(bytes: Buffer): Map<string, Part> | null {
  // The end record is the last thing but for a comment of at most 65,535 bytes.
  const end = bytes.lastIndexOf(endSignature, bytes.length - 22);
  if (bytes.length < 22 || end < 0) return null;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const parts = new Map<string, Part>();
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return null;
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const [crc, packed, inflatedBytes] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset));
    const [nameBytes = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes).replace(/^\//, '');
    at += 46 + nameBytes + extra + comment;
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034b50) return null;
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const compressed = bytes.subarray(start, start + (packed ?? 0));
    const isReadable = (flags & 1) === 0 && (method === 0 || method === 8) && compressed.length === packed;
    if (isReadable) parts.set(name, { name, method, crc: crc ?? 0, compressed, inflatedBytes: inflatedBytes ?? 0 });
  }
  return parts;
}

/** The first sheet that is shown. */
function sheetPartOf(workbook: string, relations: string): string | null {
  const sheets = [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => tag);
  const shown = sheets.find((tag) => !/\sstate="(?:hidden|veryHidden)"/.test(tag)) ?? sheets[0];
  const id = /\s\w+:id="([^"]+)"/.exec(shown ?? '')?.[1];
  if (id === undefined) return null;
  for (const [tag] of relations.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)) {
    if (/\sId="([^"]+)"/.exec(tag)?.[1] !== id) continue;
    const target = /\sTarget="([^"]+)"/.exec(tag)?.[1];
    if (target === undefined) return null;
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  }
  return null;
}

const inflate = promisify(inflateRaw);

async function textOf(part: Part | undefined): Promise<string | null> {
  if (part === undefined || part.inflatedBytes > mostOfDirectory) return null;
  if (part.method === 0) return part.compressed.toString('utf8');
  try {
    return (await inflate(part.compressed, { maxOutputLength: mostOfDirectory })).toString('utf8');
  } catch {
    return null; // damaged, or larger than it says
  }
}

/** As large as it says, and nothing in it altered. */
async function isAsDeclared({ method, crc, compressed, inflatedBytes }: Part): Promise<boolean> {
  const pieces = Readable.from(piecesOf([compressed]));
  let bytes = 0;
  let sum = 0;
  try {
    for await (const some of method === 0 ? pieces : pieces.pipe(createInflateRaw())) {
      bytes += (some as Buffer).length;
      sum = crc32(some as Buffer, sum);
      if (bytes > inflatedBytes) return false;
    }
  } catch {
    return false; // not deflated at all
  }
  return bytes === inflatedBytes && sum === crc;
}

/** For a reader that takes things as they come. */
export function* piecesOf(buffers: readonly Buffer[]): Generator<Buffer> {
  const pieceBytes = 64 * 1024;
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length; at += pieceBytes) yield buffer.subarray(at, at + pieceBytes);
  }
}

/** A local file record whose header says the sizes (APPNOTE 4.3.7). */
function recordOf({ name, method, crc, compressed, inflatedBytes }: Part): Buffer[] {
  const nameBytes = Buffer.from(name, 'utf8');
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(compressed.length, 18);
  header.writeUInt32LE(inflatedBytes, 22);
  header.writeUInt16LE(nameBytes.length, 26);
  return [header, nameBytes, compressed];
}

const endSignature = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const endOfArchive = Buffer.concat([endSignature, Buffer.alloc(18)]);
const noStringsXml = Buffer.from(
  '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="0"/>',
);
const noStrings: Part = {
  name: 'xl/sharedStrings.xml',
  method: 0,
  crc: crc32(noStringsXml),
  compressed: noStringsXml,
  inflatedBytes: noStringsXml.length,
};
