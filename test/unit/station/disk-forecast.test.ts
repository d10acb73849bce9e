import { expect, test } from 'vitest';
import { forecastDays, withSample } from '../../../main/station/disk-forecast.ts';
import type { DiskSample } from '../../../main/station/disk-forecast.ts';

const hour = 3_600_000;
const gigabyte = 1e9;
const growing = (hours: number, perHour: number): DiskSample[] =>
  Array.from({ length: hours + 1 }, (_, n) => ({ atMs: n * hour, usedBytes: n * perHour }));

test('the days left are the free bytes at the pace of the last day', () => {
  expect(forecastDays(growing(24, gigabyte), 240 * gigabyte)).toBeCloseTo(10);
});

test('only the last day counts: a station that was busy last week is not told so today', () => {
  const busyThenCalm = [
    ...growing(24, 10 * gigabyte),
    ...growing(24, gigabyte).map(({ atMs, usedBytes }) => ({
      atMs: atMs + 25 * hour,
      usedBytes: usedBytes + 250 * gigabyte,
    })),
  ];
  expect(forecastDays(busyThenCalm, 24 * gigabyte)).toBeCloseTo(1, 0);
});

test('nothing is said before an hour was measured, nor when nothing grows', () => {
  expect(forecastDays([], gigabyte)).toBeNull();
  expect(forecastDays([{ atMs: 0, usedBytes: 0 }], gigabyte)).toBeNull();
  expect(
    forecastDays(
      [
        { atMs: 0, usedBytes: 0 },
        { atMs: hour / 2, usedBytes: 5 },
      ],
      gigabyte,
    ),
  ).toBeNull();
  expect(forecastDays(growing(24, 0), gigabyte)).toBeNull();
  expect(forecastDays(growing(24, -gigabyte), gigabyte)).toBeNull();
});

test('samples are forgotten after a day and an hour; a clock set back drops those of the future', () => {
  const samples = growing(48, gigabyte).reduce<DiskSample[]>((kept, sample) => withSample(kept, sample), []);
  expect(samples).toHaveLength(25);
  expect(withSample(samples, { atMs: 30 * hour, usedBytes: 0 }).every(({ atMs }) => atMs <= 30 * hour)).toBe(true);
});
