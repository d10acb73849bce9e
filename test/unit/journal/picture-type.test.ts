import { expect, test } from 'vitest';
import { pictureTypeOf } from '../../../main/journal/picture-type.ts';

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))));

test('a picture is told by its first bytes', () => {
  expect(pictureTypeOf(bytes(0xff, 0xd8, 0xff, 0xe1, 'Exif'))).toBe('image/jpeg');
  expect(pictureTypeOf(bytes(0x89, 'PNG\r\n', 0x1a, '\n'))).toBe('image/png');
  expect(pictureTypeOf(bytes('GIF89a'))).toBe('image/gif');
  expect(pictureTypeOf(bytes('BM', 0, 0))).toBe('image/bmp');
  expect(pictureTypeOf(bytes('RIFF', 1, 2, 3, 4, 'WEBPVP8 '))).toBe('image/webp');
});

test('what only looks like a picture by its name or container is none', () => {
  expect(pictureTypeOf(bytes())).toBeNull();
  expect(pictureTypeOf(bytes(0xff, 0xd8))).toBeNull();
  expect(pictureTypeOf(bytes('<svg xmlns="'))).toBeNull();
  expect(pictureTypeOf(bytes('RIFF', 1, 2, 3, 4, 'WAVEfmt '))).toBeNull();
});
