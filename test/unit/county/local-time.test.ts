import { expect, test } from 'vitest';
import { isoWith, lastBoundaryMs, nextBoundaryMs, parseEvery, viidTime } from '../../../main/county/local-time.ts';
import type { OffsetAt } from '../../../main/county/local-time.ts';
import { hours, minutes } from '../../../main/system/clock.ts';
import { china } from './parts.ts';

const at = (iso: string): number => Date.parse(iso);

test('lengths of periods are read, and nonsense is not', () => {
  expect(['30s', '10m', '1h', '1d'].map(parseEvery)).toEqual([30_000, 600_000, 3_600_000, 86_400_000]);
  for (const text of ['', '0s', '1', 'h', '2d', '-1h', '1.5h', '1w']) expect(parseEvery(text)).toBeNull();
});

test('instants are told with the local offset', () => {
  expect(isoWith(china)(at('2026-03-01T01:00:00Z'))).toBe('2026-03-01T09:00:00+08:00');
  expect(isoWith(() => -minutes(210))(at('2026-03-01T01:00:00Z'))).toBe('2026-02-28T21:30:00-03:30');
  expect(viidTime(at('2026-03-01T01:02:03Z'), china)).toBe('20260301090203');
});

test('periods begin on the local clock, a day at local midnight', () => {
  const now = at('2026-03-01T01:20:00Z');
  expect(lastBoundaryMs(now, hours(1), china)).toBe(at('2026-03-01T01:00:00Z'));
  expect(nextBoundaryMs(now, hours(1), china)).toBe(at('2026-03-01T02:00:00Z'));
  expect(lastBoundaryMs(now, hours(24), china)).toBe(at('2026-02-28T16:00:00Z'));
  const india: OffsetAt = () => minutes(330);
  expect(nextBoundaryMs(now, hours(1), india)).toBe(at('2026-03-01T01:30:00Z'));
});

test('the next boundary is always later, also when it is asked for on a boundary', () => {
  const nine = at('2026-03-01T01:00:00Z');
  expect(nextBoundaryMs(nine, hours(1), china)).toBe(nine + hours(1));
});

test('a day on which clocks change is one period from midnight to midnight', () => {
  const change = at('2026-03-29T01:00:00Z');
  const berlin: OffsetAt = (atMs) => hours(atMs < change ? 1 : 2);
  const midnight = at('2026-03-28T23:00:00Z');
  expect(nextBoundaryMs(midnight, hours(24), berlin)).toBe(at('2026-03-29T22:00:00Z'));
});
