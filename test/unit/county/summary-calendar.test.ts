import { expect, test } from 'vitest';
import { isoWith, localInstantMs } from '../../../main/county/local-time.ts';
import type { OffsetAt } from '../../../main/county/local-time.ts';
import { dayCalendar, nextPeriod, shiftCalendar } from '../../../main/county/summary-calendar.ts';
import type { Calendar } from '../../../main/county/summary-calendar.ts';
import { days, hours } from '../../../main/system/clock.ts';
import { china } from './parts.ts';

/** As the system's own tables of zones have it. */
function zone(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  // Clocks are changed at quarters of an hour, if at all; asking takes long.
  const known = new Map<number, number>();
  const slotMs = 900_000;
  const ask = (atMs: number): number => {
    const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name);
    if (!match) throw new RangeError(name);
    return (match[1] === '-' ? -1 : 1) * (Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)) * 60_000;
  };
  return (atMs) => {
    const slot = Math.floor(atMs / slotMs);
    const offsetMs = known.get(slot) ?? ask(slot * slotMs);
    known.set(slot, offsetMs);
    return offsetMs;
  };
}
const newYork = zone('America/New_York');
const at = (text: string): number => Date.parse(text);
const shifts = [
  { name: '早班', beginsAt: 8 * 60 },
  { name: '晚班', beginsAt: 20 * 60 },
];

/** Periods from one end to the next, as they would be written. */
function periods(calendar: Calendar, fromMs: number, untilMs: number, offsetAt: OffsetAt): string[] {
  const toIso = isoWith(offsetAt);
  const found: string[] = [];
  for (let markMs = fromMs; ;) {
    const period = nextPeriod(markMs, untilMs, calendar);
    if (period === null) return found;
    const { fromMs: beginsMs, toMs } = period;
    found.push(`${calendar.nameAt(beginsMs) ?? '-'} ${toIso(beginsMs)} ${(toMs - beginsMs) / hours(1)} h`);
    markMs = toMs;
  }
}

test('shifts follow each other, the last ends where the first begins', () => {
  const calendar = shiftCalendar(shifts, china);
  const fromMs = calendar.lastMs(at('2026-11-23T03:00:00+08:00'));
  expect(periods(calendar, fromMs, at('2026-11-24T08:00:00+08:00'), china)).toEqual([
    '晚班 2026-11-22T20:00:00+08:00 12 h',
    '早班 2026-11-23T08:00:00+08:00 12 h',
    '晚班 2026-11-23T20:00:00+08:00 12 h',
  ]);
});

test('days and nights in which clocks are changed are an hour shorter and an hour longer', () => {
  const day = dayCalendar(newYork);
  expect(periods(day, at('2026-03-07T00:00:00-05:00'), at('2026-03-10T12:00:00-04:00'), newYork)).toEqual([
    '- 2026-03-07T00:00:00-05:00 24 h',
    '- 2026-03-08T00:00:00-05:00 23 h',
    '- 2026-03-09T00:00:00-04:00 24 h',
  ]);
  const night = shiftCalendar(shifts, newYork);
  expect(periods(night, at('2026-10-31T20:00:00-04:00'), at('2026-11-01T20:00:00-05:00'), newYork)).toEqual([
    '晚班 2026-10-31T20:00:00-04:00 13 h',
    '早班 2026-11-01T08:00:00-05:00 12 h',
  ]);
});

test('a shift that begins in the hour that is left out begins when clocks are changed; of two, the later', () => {
  const calendar = shiftCalendar(
    [
      { name: 'a', beginsAt: 2 * 60 + 10 },
      { name: 'b', beginsAt: 2 * 60 + 40 },
      { name: 'c', beginsAt: 3 * 60 + 20 },
    ],
    newYork,
  );
  expect(periods(calendar, at('2026-03-07T03:20:00-05:00'), at('2026-03-08T03:20:00-04:00'), newYork)).toEqual([
    'c 2026-03-07T03:20:00-05:00 22.666666666666668 h',
    `b 2026-03-08T03:00:00-04:00 ${20 / 60} h`,
  ]);
});

test('a shift that begins in the hour that comes twice begins the first time', () => {
  expect(isoWith(newYork)(localInstantMs(20_758, 90, newYork))).toBe('2026-11-01T01:30:00-04:00');
  const calendar = shiftCalendar([{ name: 'a', beginsAt: 90 }], newYork);
  expect(periods(calendar, at('2026-10-31T01:30:00-04:00'), at('2026-11-02T01:30:00-05:00'), newYork)).toEqual([
    'a 2026-10-31T01:30:00-04:00 24 h',
    'a 2026-11-01T01:30:00-04:00 25 h',
  ]);
});

// Half an hour of daylight saving; changes at midnight; a day that was left out altogether (Samoa) is too much to ask.
test.each(['America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Beirut', 'Asia/Shanghai'])(
  'in %s a year of shifts has neither gaps nor overlaps, whenever it is looked at',
  (name) => {
    const offsetAt = zone(name);
    const calendars = [
      dayCalendar(offsetAt),
      shiftCalendar(
        [0, 45, 150, 480, 1410].map((beginsAt) => ({ name: `${beginsAt}`, beginsAt })),
        offsetAt,
      ),
    ];
    for (const calendar of calendars) {
      const fromMs = calendar.lastMs(at('2026-01-01T12:00:00Z'));
      let ends = 0;
      for (let markMs = fromMs; markMs < fromMs + days(366); ends++) {
        const nextMs = calendar.nextMs(markMs);
        expect(nextMs).toBeGreaterThan(markMs);
        expect(nextMs - markMs).toBeLessThanOrEqual(hours(25));
        for (const inside of [markMs, Math.floor((markMs + nextMs) / 2), nextMs - 1]) {
          expect([calendar.lastMs(inside), calendar.nextMs(inside)]).toEqual([markMs, nextMs]);
        }
        markMs = nextMs;
      }
      expect(ends).toBeGreaterThan(360);
    }
  },
);
