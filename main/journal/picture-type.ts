import type { Picture } from '#contract/sighting.ts';

export type PictureType = Picture['contentType'];

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'ascii')];

const signatures: readonly { type: PictureType; bytes: readonly number[] }[] = [
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', bytes: [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/gif', bytes: ascii('GIF87a') },
  { type: 'image/gif', bytes: ascii('GIF89a') },
  { type: 'image/bmp', bytes: ascii('BM') },
];

/** What a picture is by its first bytes, whatever its sender called it. Null: none of the kinds a console shows. */
export function pictureTypeOf(bytes: Uint8Array): PictureType | null {
  const has = (at: number, wanted: readonly number[]): boolean => wanted.every((byte, n) => bytes[at + n] === byte);
  // RIFF is a container (also of WAV and AVI): its form type, after the length, says what it holds.
  if (has(0, ascii('RIFF')) && has(8, ascii('WEBP'))) return 'image/webp';
  return signatures.find((signature) => has(0, signature.bytes))?.type ?? null;
}
