import { packedGroup } from '../journal/evidence.ts';
import type { PackedGroup, PackedPicture } from '../journal/evidence.ts';
import { openRecord, readRecordHeader, recordHeaderBytes } from './evidence-record.ts';

/** What follows the last whole group. `torn`: a write that was cut short. `damaged`: records we cannot vouch for. */
export type PackTail = 'none' | 'torn' | 'damaged';

interface Readable {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}
interface Pack {
  file: Readable;
  key: Buffer;
  day: string;
  size: number;
}

const groupBody = packedGroup.pick({ sightings: true, pictures: true, apart: true });

/**
 * Reads a pack from `from` on, verifying each record, and hands over the groups that are whole.
 * `end` is where the last of them ends.
 */
export async function scanGroups(
  pack: Pack,
  from: number,
  found: (group: PackedGroup) => Promise<void>,
): Promise<{ end: number; groups: number; tail: PackTail }> {
  let [end, at, groups] = [from, from, 0];
  let pictures = new Map<number, string>();
  while (at < pack.size) {
    const record = await readRecord(pack, at);
    if (typeof record === 'string') return { end, groups, tail: record };
    const next = at + recordHeaderBytes + record.body.byteLength;
    if (record.header.kind === 'picture') {
      pictures.set(at, record.header.digest);
    } else {
      const body = groupBody.safeParse(JSON.parse(record.body.toString('utf8')));
      const complete = body.success && body.data.pictures.every((picture) => isAt(pictures, picture));
      if (!complete) return { end, groups, tail: 'damaged' };
      await found({ ...body.data, day: pack.day, packBytes: next });
      groups += 1;
      end = next;
      pictures = new Map();
    }
    at = next;
  }
  return { end, groups, tail: end < pack.size ? 'torn' : 'none' };
}

const isAt = (pictures: ReadonlyMap<number, string>, picture: PackedPicture): boolean =>
  pictures.get(picture.offset) === picture.digest;

async function readRecord(pack: Pack, at: number) {
  if (at + recordHeaderBytes > pack.size) return 'torn';
  const raw = await readExactly(pack.file, at, recordHeaderBytes);
  const header = readRecordHeader(raw);
  // A file that grew but whose bytes never reached the disk reads as zeros.
  if (header === null) return raw.every((byte) => byte === 0) ? 'torn' : 'damaged';
  if (at + recordHeaderBytes + header.bodyBytes > pack.size) return 'torn';
  const body = openRecord(pack.key, raw, await readExactly(pack.file, at + recordHeaderBytes, header.bodyBytes));
  return body === null ? 'damaged' : { header, body };
}

async function readExactly(file: Readable, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break; // the file was cut while it was read: the rest stays zero and fails its check
    done += bytesRead;
  }
  return bytes;
}
