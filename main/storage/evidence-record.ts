/**
 * One record of an evidence pack: a 72-byte header, then the body, encrypted with AES-256-GCM.
 *
 * | offset | size | field |
 * | 0  | 4  | "GRPK" |
 * | 4  | u8 | version, 1 |
 * | 5  | u8 | kind: 1 picture, 2 group |
 * | 6  | u8 | content type of a picture: 1 JPEG, 2 PNG, 3 WebP, 4 BMP, 5 GIF; 0 for a group |
 * | 7  | u8 | reserved, 0 |
 * | 8  | u32 | length of the body, the same in clear and encrypted |
 * | 12 | 32 | SHA-256 of the body in clear |
 * | 44 | 12 | nonce, random |
 * | 56 | 16 | GCM tag; it covers the first 44 bytes of the header too |
 * (big endian)
 *
 * A picture's body is its bytes as received. A group's body is JSON of `PackedGroup`; it follows its pictures and
 * completes them: what comes after the last whole group of a pack was never acknowledged.
 * Version 1 takes its key from `Secrets.keyFor("evidence 2026-07-14")`: a key a day keeps the number of random nonces
 * under one key below the 2^32 of NIST SP 800-38D section 8.3.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { PictureType } from '../journal/picture-type.ts';

export const recordHeaderBytes = 72;
/** Longer is no record of ours: a request holds at most 16 MB, a group 32 MB. */
export const maxBodyBytes = 64 * 1024 * 1024;

const magic = Buffer.from('GRPK');
const version = 1;
const authenticatedBytes = 44;
const kinds = { picture: 1, group: 2 } as const;
const pictureTypes: readonly PictureType[] = ['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/gif'];

export interface RecordHeader {
  kind: 'picture' | 'group';
  contentType: PictureType | null;
  bodyBytes: number;
  digest: string;
}

/** Header and encrypted body. `digest` is of `body`, hex. */
export function sealRecord(
  key: Buffer,
  record: { kind: 'picture'; contentType: PictureType; digest: string } | { kind: 'group'; digest: string },
  body: Uint8Array,
): [Buffer, Buffer] {
  const header = Buffer.alloc(recordHeaderBytes);
  magic.copy(header, 0);
  header[4] = version;
  header[5] = kinds[record.kind];
  header[6] = record.kind === 'picture' ? pictureTypes.indexOf(record.contentType) + 1 : 0;
  header.writeUInt32BE(body.byteLength, 8);
  header.write(record.digest, 12, 'hex');
  const nonce = randomBytes(12);
  nonce.copy(header, 44);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header.subarray(0, authenticatedBytes));
  const sealed = cipher.update(body);
  cipher.final();
  cipher.getAuthTag().copy(header, 56);
  return [header, sealed];
}

/** Null when these bytes do not start a record we can read. */
export function readRecordHeader(header: Buffer): RecordHeader | null {
  if (header.byteLength < recordHeaderBytes || !header.subarray(0, 4).equals(magic) || header[4] !== version) {
    return null;
  }
  const bodyBytes = header.readUInt32BE(8);
  const digest = header.toString('hex', 12, 44);
  if (bodyBytes > maxBodyBytes) return null;
  if (header[5] === kinds.group) return { kind: 'group', contentType: null, bodyBytes, digest };
  const contentType = pictureTypes[(header[6] ?? 0) - 1];
  if (header[5] !== kinds.picture || contentType === undefined) return null;
  return { kind: 'picture', contentType, bodyBytes, digest };
}

/** The body in clear; null when it was altered, or sealed with another key. */
export function openRecord(key: Buffer, header: Buffer, sealed: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(44, 56))
    .setAAD(header.subarray(0, authenticatedBytes))
    .setAuthTag(header.subarray(56, recordHeaderBytes));
  const body = decipher.update(sealed);
  try {
    decipher.final();
  } catch {
    return null; // the tag does not match
  }
  return sha256(body) === header.toString('hex', 12, 44) ? body : null;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
