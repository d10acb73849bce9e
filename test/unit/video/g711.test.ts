import { expect, test } from 'vitest';
import { expandALaw, expandG711, expandMuLaw } from '../../../renderer/video/sound/g711.ts';

// ITU-T G.711 tables 1a to 2b, in 16 bits: what the ends and the middle of each law stand for.
test('µ-law stands for what its table says', () => {
  const known: readonly (readonly [number, number])[] = [
    [0x80, 32_124],
    [0x8f, 16_764],
    [0x9f, 8316],
    [0xfe, 8],
    [0xff, 0],
    [0x7f, 0],
    [0x7e, -8],
    [0x00, -32_124],
  ];
  for (const [byte, value] of known) expect(expandMuLaw(byte)).toBeCloseTo(value, 10);
});

test('A-law stands for what its table says', () => {
  const known: readonly (readonly [number, number])[] = [
    [0xaa, 32_256],
    [0xa5, 16_896],
    [0xd5, 8],
    [0xd4, 24],
    [0x55, -8],
    [0x54, -24],
    [0x2a, -32_256],
    [0x80, 5504],
  ];
  for (const [byte, value] of known) expect(expandALaw(byte)).toBe(value);
});

test('every byte of either law is a step of its own, and its sign mirrors it', () => {
  for (const [expand, sign] of [
    [expandMuLaw, 0x80],
    [expandALaw, 0x80],
  ] as const) {
    const values = Array.from({ length: 256 }, (_, byte) => expand(byte));
    expect(new Set(values.map((value) => (Object.is(value, -0) ? '-0' : String(value)))).size).toBe(256);
    for (let byte = 0; byte < 128; byte += 1) expect(expand(byte)).toBe(-expand(byte | sign));
  }
});

test('two channels become one', () => {
  const samples = expandG711(Uint8Array.of(0x80, 0x00, 0x80, 0x80, 0x80), 'mu', 2);
  expect([...samples]).toEqual([0, Math.fround(32_124 / 32_768)]);
});
