import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseH264Sps } from '../../../main/cameras/rtsp/h264-sps.ts';
import { parseH265Sps } from '../../../main/cameras/rtsp/h265-sps.ts';
import { fromHex, sps1080, sps360 } from './builders.ts';

// As x264 and x265 write them; sizes and profiles read back with ffprobe.
test.each([
  [sps360, { codec: 'avc1.42c01e', width: 640, height: 360 }],
  [sps1080, { codec: 'avc1.640028', width: 1920, height: 1080 }],
  // Interlaced: map units are field rows.
  [
    fromHex('67640028acd94078044fde0220000003002000000643e2c5b2c0'),
    { codec: 'avc1.640028', width: 1920, height: 1080 },
  ],
  // High 4:4:4 with scaling lists: cropping counts single samples.
  [fromHex('67f4001e919b2816024d80880000030008000003019078b16cb0'), { codec: 'avc1.f4001e', width: 704, height: 576 }],
])('an H.264 sequence parameter set says what it describes', (sps, format) => {
  expect(parseH264Sps(sps)).toEqual(format);
});

test.each([
  [
    fromHex('420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000c84'),
    { codec: 'hev1.1.6.L120.90', width: 1920, height: 1080 },
  ],
  [
    fromHex('42010102200000030090000003000003003fa005020169365959a4932bc05a020000030002000003003210'),
    { codec: 'hev1.2.4.L63.90', width: 640, height: 360 },
  ],
])('an H.265 sequence parameter set says what it describes', (sps, format) => {
  expect(parseH265Sps(sps)).toEqual({ id: 0, format });
});

test('a set that is cut off has a codec but no size', () => {
  expect(parseH264Sps(sps1080.subarray(0, 6))).toEqual({ codec: 'avc1.640028', width: null, height: null });
  expect(parseH264Sps(sps1080.subarray(0, 3))).toBeNull();
});

test('no bytes make them throw, nor give a picture larger than there is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      for (const format of [
        parseH264Sps(Uint8Array.of(0x67, ...bytes)),
        parseH265Sps(Uint8Array.of(0x42, 1, ...bytes))?.format,
      ]) {
        expect(format?.width ?? 1).toBeLessThan(17_000);
        expect(format?.width ?? 1).toBeGreaterThan(0);
        expect(format?.height ?? 1).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2000 },
  );
});
