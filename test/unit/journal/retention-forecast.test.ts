import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KindLoad } from '../../../main/journal/retention-forecast.ts';
import { daysUntilFull, forecastKinds, worstOutlook } from '../../../main/journal/retention-forecast.ts';
import { days } from '../../../main/system/clock.ts';

const nowMs = days(20_000);
const gigabyte = 1e9;
const load = (over: Partial<KindLoad> & { age?: number } = {}): KindLoad => ({
  ...{ kind: 'sightings', periodDays: 30, bytesPerDay: gigabyte },
  oldestAtMs: nowMs - days(over.age ?? 0),
  ...over,
});

test('"at today\'s rate 21 days, you asked for 30"', () => {
  // Six days of records, and room for fifteen more.
  expect(forecastKinds([load({ age: 6 })], 15 * gigabyte, nowMs)).toEqual([{ forecastDays: 21, outlook: 'short' }]);
});

test('a disk that is full within a week is told as such', () => {
  expect(forecastKinds([load({ age: 6 })], 6 * gigabyte, nowMs)).toEqual([{ forecastDays: 12, outlook: 'soon' }]);
});

test('records that expire make the room for those that come: such a disk never fills', () => {
  const steady = [load({ age: 30 })];
  expect(daysUntilFull(steady, gigabyte / 2, nowMs)).toBe(Infinity);
  expect(forecastKinds(steady, gigabyte / 2, nowMs)).toEqual([{ forecastDays: 30.5, outlook: 'fine' }]);
});

test('kinds share the disk: what one takes the others lack, until it has reached its period', () => {
  const footage = load({ kind: 'footage', bytesPerDay: 3 * gigabyte, age: 20 });
  const sightings = load({ age: 0 });
  // Ten days at 4 GB a day, then footage expires as fast as it comes and 20 GB are left for the sightings.
  expect(daysUntilFull([footage, sightings], 60 * gigabyte, nowMs)).toBe(Infinity);
  expect(daysUntilFull([footage, sightings], 55 * gigabyte, nowMs)).toBe(25);
  expect(forecastKinds([footage, sightings], 55 * gigabyte, nowMs).map(({ outlook }) => outlook)).toEqual([
    'fine',
    'short',
  ]);
});

test('what is not known is not made up', () => {
  expect(forecastKinds([load({ bytesPerDay: null })], gigabyte, nowMs)).toEqual([
    { forecastDays: null, outlook: 'unknown' },
  ]);
  expect(forecastKinds([load({ bytesPerDay: 0 })], gigabyte, nowMs)[0]?.outlook).toBe('unknown');
});

test('the worst of the outlooks is what the status bar says', () => {
  expect(worstOutlook([])).toBe('unknown');
  expect(worstOutlook(['fine', 'unknown', 'fine'])).toBe('unknown');
  expect(worstOutlook(['soon', 'short', 'fine'])).toBe('soon');
});

test('played forward day by day, a disk fills when the forecast says', () => {
  const kind = fc.record({
    period: fc.integer({ min: 1, max: 60 }),
    age: fc.integer({ min: 0, max: 60 }),
    rate: fc.integer({ min: 0, max: 50 }),
  });
  fc.assert(
    fc.property(fc.array(kind, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 3000 }), (kinds, free) => {
      const loads = kinds.map(({ period, age, rate }) => load({ periodDays: period, age, bytesPerDay: rate }));
      const forecast = daysUntilFull(loads, free, nowMs);
      let left = free;
      let day = 0;
      while (day < 200 && left >= 0) {
        left -= kinds.reduce((sum, { period, age, rate }) => sum + (age + day < period ? rate : 0), 0);
        day += 1;
      }
      if (left >= 0) expect(forecast).toBe(Infinity);
      else expect(Math.floor(forecast) + 1).toBe(day);
    }),
  );
});
