import { expect, test } from 'vitest';
import { isDecoderStuck, restAfterErrorMs } from '../../../renderer/video/worker/decoder-watchdog.ts';
import type { DecoderProgress } from '../../../renderer/video/worker/decoder-watchdog.ts';

const progress = (over: Partial<DecoderProgress>): DecoderProgress => ({
  framesIn: 0,
  framesWaiting: 0,
  progressAtMs: 0,
  outputAtMs: 0,
  restartsInRow: 0,
  ...over,
});

test('a decoder that takes frames for two seconds and gives none is stuck', () => {
  expect(isDecoderStuck(progress({ framesIn: 30 }), 1999)).toBe(false);
  expect(isDecoderStuck(progress({ framesIn: 30 }), 2000)).toBe(true);
});

test('a decoder that keeps sixteen frames to sort them is not', () => {
  expect(isDecoderStuck(progress({ framesIn: 16 }), 60_000)).toBe(false);
});

test('a decoder that gets nothing is not', () => {
  expect(isDecoderStuck(progress({}), 60_000)).toBe(false);
});

test('a decoder that does not take what waits is stuck, though few frames came', () => {
  expect(isDecoderStuck(progress({ framesIn: 10, framesWaiting: 10 }), 3999)).toBe(false);
  expect(isDecoderStuck(progress({ framesIn: 10, framesWaiting: 10 }), 4000)).toBe(true);
});

test('patience doubles with every restart that brought no picture, up to half a minute', () => {
  expect(isDecoderStuck(progress({ framesIn: 99, restartsInRow: 2 }), 7999)).toBe(false);
  expect(isDecoderStuck(progress({ framesIn: 99, restartsInRow: 2 }), 8000)).toBe(true);
  expect(isDecoderStuck(progress({ framesIn: 99, restartsInRow: 20 }), 32_000)).toBe(true);
});

test('after one error it goes on at once, after many ever more slowly', () => {
  expect([1, 2, 3, 4, 20].map(restAfterErrorMs)).toEqual([0, 250, 500, 1000, 5000]);
});
