import { expect, test } from 'vitest';
import { backoffMs, credentialBackoff, linkBackoff } from '../../../main/county/backoff.ts';

test('waits double from one second to one minute', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 500].map((n) => backoffMs(n, 1, linkBackoff));
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('half of each wait is chance', () => {
  expect(backoffMs(3, 0, linkBackoff)).toBe(2_000);
  expect(backoffMs(3, 0.5, linkBackoff)).toBe(3_000);
});

test('after a refused password the waits begin at half a minute and reach a quarter of an hour', () => {
  expect(backoffMs(1, 1, credentialBackoff)).toBe(30_000);
  expect(backoffMs(20, 1, credentialBackoff)).toBe(900_000);
});
