import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jpegSize } from '../../../../main/system/jpeg.ts';
import { floorBytes, hasRoom } from '../../../../main/cameras/clips/free-space.ts';
import { aJpeg } from './pictures.ts';

test('a picture tells its size', () => {
  expect(jpegSize(aJpeg(640, 360))).toEqual({ width: 640, height: 360 });
});

test('what does not begin, measure and end as a JPEG is none', () => {
  const picture = aJpeg(640, 360);
  expect(jpegSize(picture.subarray(2))).toBeNull();
  expect(jpegSize(picture.subarray(0, -2))).toBeNull();
  expect(jpegSize(aJpeg(0, 360))).toBeNull();
  expect(jpegSize(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
  expect(jpegSize(Uint8Array.of(0xff, 0xd8, ...Array.from({ length: 40 }, () => 0xff), 0xff, 0xd9))).toBeNull();
});

test('no bytes, however broken, make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (middle) => {
      jpegSize(Uint8Array.of(0xff, 0xd8, ...middle, 0xff, 0xd9));
    }),
  );
});

const gibibyte = 1024 ** 3;

test('clips leave 2 % of a small disk and 1 GiB of a large one to the records', () => {
  expect(floorBytes({ freeBytes: 0, totalBytes: 10 * gibibyte })).toBeCloseTo(0.2 * gibibyte);
  expect(floorBytes({ freeBytes: 0, totalBytes: 4000 * gibibyte })).toBe(gibibyte);
  expect(hasRoom({ freeBytes: 1.5 * gibibyte, totalBytes: 4000 * gibibyte })).toBe(true);
  expect(hasRoom({ freeBytes: 1.5 * gibibyte, totalBytes: 4000 * gibibyte }, gibibyte)).toBe(false);
});
