import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScheduleSpan } from '#contract/rule.ts';
import { isScheduled } from '../../../main/alarms/schedule.ts';
import type { LocalTime } from '../../../main/alarms/schedule.ts';

const workdays = [1, 2, 3, 4, 5];
const span = (days: number[], from: string, to: string): ScheduleSpan => ({
  days,
  fromMinute: minuteOf(from),
  toMinute: minuteOf(to),
});
const minuteOf = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
};
const holds = (spans: ScheduleSpan[], day: number, time: string): boolean =>
  isScheduled(spans, { day, minute: minuteOf(time) });

test('no spans: always', () => expect(holds([], 3, '12:00')).toBe(true));

test.each([
  [1, '07:59', false],
  [1, '08:00', true],
  [5, '17:59', true],
  [5, '18:00', false],
  [6, '12:00', false],
])('08:00–18:00 on workdays, on day %d at %s: %s', (day, time, expected) => {
  expect(holds([span(workdays, '08:00', '18:00')], day, time)).toBe(expected);
});

test.each([
  [5, '21:59', false],
  [5, '22:00', true],
  [5, '23:59', true],
  [6, '00:00', true],
  [6, '05:59', true],
  [6, '06:00', false],
  [6, '22:30', false],
  [1, '03:00', false], // Sunday night is not a workday's
  [2, '03:00', true],
])('22:00–06:00 on workdays belongs to the day it begins on: day %d at %s: %s', (day, time, expected) => {
  expect(holds([span(workdays, '22:00', '06:00')], day, time)).toBe(expected);
});

test('Sunday night reaches into Monday', () => {
  expect(holds([span([7], '22:00', '06:00')], 1, '05:00')).toBe(true);
  expect(holds([span([7], '22:00', '06:00')], 7, '05:00')).toBe(false);
});

test('a span to 24:00 ends with the day, and one from an hour to itself takes a whole day', () => {
  expect(holds([span([3], '18:00', '24:00')], 3, '23:59')).toBe(true);
  expect(holds([span([3], '18:00', '24:00')], 4, '00:00')).toBe(false);
  for (const [day, time, expected] of [
    [3, '11:59', false],
    [3, '12:00', true],
    [4, '11:59', true],
    [4, '12:00', false],
  ] as const) {
    expect(holds([span([3], '12:00', '12:00')], day, time), `${day} ${time}`).toBe(expected);
  }
});

test('every minute of the week is in a span or in what is left of the day around it, never in both', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), minute, minute, minute, (day, now, a, b) => {
      fc.pre(a !== b);
      const days = [1, 2, 3, 4, 5, 6, 7];
      const inside = isScheduled([{ days, fromMinute: a, toMinute: b }], { day, minute: now });
      const outside = isScheduled([{ days, fromMinute: b, toMinute: a }], { day, minute: now });
      return inside !== outside;
    }),
  );
});

/** What the clock on the wall shows in Berlin, where there is summer time. The zone is a process's own. */
function inBerlin(instants: number[]): LocalTime[] {
  const file = JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../main/alarms/schedule.ts')).href);
  const script = `import(${file}).then(({ localTimeHere }) =>
    console.log(JSON.stringify(${JSON.stringify(instants)}.map((atMs) => localTimeHere(atMs)))))`;
  const env = { ...process.env, TZ: 'Europe/Berlin' };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' })) as LocalTime[];
}

test('the clock on the wall decides, on the day on which summer time ends, too', () => {
  // 2026-10-25, a Sunday: at 03:00 the clocks go back to 02:00, so 02:30 comes twice.
  const at = (hour: number, minute: number): number => Date.UTC(2026, 9, 25, hour, minute);
  const [first, second, before, end] = inBerlin([at(0, 30), at(1, 30), at(4, 59), at(5, 0)]);
  expect(first).toEqual({ day: 7, minute: minuteOf('02:30') });
  expect(second).toEqual(first);
  const night = [span([6], '22:00', '06:00')];
  expect([first, second, before, end].map((local) => isScheduled(night, local!))).toEqual([true, true, true, false]);
});

test('a span that begins in the hour that summer time leaves out begins right after it', () => {
  // 2026-03-29: 02:00 becomes 03:00.
  const at = (hour: number, minute: number): number => Date.UTC(2026, 2, 29, hour, minute);
  const local = inBerlin([at(0, 59), at(1, 0), at(1, 59), at(2, 0)]);
  const spans = [span([7], '02:30', '04:00')];
  expect(local.map((time) => isScheduled(spans, time))).toEqual([false, true, true, false]);
});
