import { expect, test } from 'vitest';
import { mean, percentile, ratio, slope } from '../../bench/harness/statistics.ts';

test('a percentile is a value that was measured: the nearest rank', () => {
  const values = [15, 20, 35, 40, 50];
  expect(percentile(values, 0.05)).toBe(15);
  expect(percentile(values, 0.3)).toBe(20);
  expect(percentile(values, 0.5)).toBe(35);
  expect(percentile(values, 0.95)).toBe(50);
  expect(percentile(values, 1)).toBe(50);
  expect(percentile([7], 0.5)).toBe(7);
});

test('the order of the values does not matter, and they are left alone', () => {
  const values = [3, 1, 2];
  expect(percentile(values, 0.5)).toBe(2);
  expect(values).toEqual([3, 1, 2]);
});

test('nothing measured has no percentile, no mean and no slope', () => {
  expect(percentile([], 0.5)).toBeNull();
  expect(mean([])).toBeNull();
  expect(slope([])).toBeNull();
  expect(slope([{ x: 1, y: 1 }])).toBeNull();
  expect(ratio(1, 0)).toBeNull();
});

test('the slope of a line is its rise, and noise around it that cancels out changes nothing', () => {
  const line = Array.from({ length: 20 }, (_, x) => ({ x, y: 100 + 0.5 * x }));
  expect(slope(line)).toBeCloseTo(0.5);
  const noise = [1, -1, -1, 1];
  const noisy = line.map(({ x, y }, index) => ({ x, y: y + noise[index % noise.length]! }));
  expect(slope(noisy)).toBeCloseTo(0.5, 2);
  expect(slope(line.map(({ x }) => ({ x, y: 7 })))).toBe(0);
});

test('a sawtooth, as a garbage collector makes it, has no slope over whole teeth', () => {
  const teeth = Array.from({ length: 400 }, (_, x) => ({ x, y: 200 + (x % 10) }));
  expect(Math.abs(slope(teeth)!)).toBeLessThan(0.001);
});
