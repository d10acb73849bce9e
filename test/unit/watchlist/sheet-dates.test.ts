import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateText, instantOf } from '../../../main/watchlist/sheet-dates.ts';

const newYear = new Date(2027, 0, 1).getTime();

test.each([
  '2026-12-31',
  '2026/12/31',
  '2026.12.31',
  '2026年12月31日',
  ' ２０２６－１２－３１ ',
  '20261231',
  20_261_231,
  new Date(Date.UTC(2026, 11, 31)),
  46_387,
])('%s is the last day on which an entry holds, or the first', (cell) => {
  expect(instantOf(cell, 'end')).toBe(newYear);
  expect(instantOf(cell, 'start')).toBe(new Date(2026, 11, 31).getTime());
});

test.each(['2026-12-31 18:30', '2026年12月31日 18:30', new Date(Date.UTC(2026, 11, 31, 18, 30))])(
  '%s is that instant',
  (cell) => expect(instantOf(cell, 'end')).toBe(new Date(2026, 11, 31, 18, 30).getTime()),
);

test.each(['2026-02-30', '2026-13-01', '长期', '12/31/2026', '2026-12-31 25:00', '', null, true, 12, new Date(NaN)])(
  '%s is no date',
  (cell) => expect(instantOf(cell, 'end')).toBeNull(),
);

test('every instant is read back from its text', () => {
  const instant = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(9999, 0, 1) });
  fc.assert(
    fc.property(instant, fc.constantFrom('start' as const, 'end' as const), (atMs, bound) => {
      expect(instantOf(dateText(atMs, bound), bound)).toBe(atMs);
    }),
  );
  expect(dateText(newYear, 'end')).toBe('2026-12-31');
  expect(dateText(newYear, 'start')).toBe('2027-01-01');
});
