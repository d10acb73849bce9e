import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { currentShift, periodProblem, presetPeriod } from '../../../renderer/features/county/summaries/periods.ts';
import type { Period, PeriodPreset } from '../../../renderer/features/county/summaries/periods.ts';
import {
  endOf,
  finishedShifts,
  minuteOf,
  offeredIntervals,
  presetShifts,
  shiftProblems,
  withAnother,
} from '../../../renderer/features/county/summaries/shift-rules.ts';
import {
  periodInWords,
  rateInWords,
  reportPeriod,
  sentState,
} from '../../../renderer/features/county/summaries/report-words.ts';
import type { TFunction } from '../../../renderer/text/index.ts';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();
const twoShifts = [
  { name: '白班', beginsAt: 480 },
  { name: '夜班', beginsAt: 1200 },
];
const words = ((key: string) => key) as unknown as TFunction;

describe('periods by one press', () => {
  test('the last hour is the whole one before this', () => {
    expect(presetPeriod('hour', [], at(27, 9, 41))).toEqual({ fromMs: at(27, 8), toMs: at(27, 9) });
  });

  test('yesterday and today meet at midnight; today ends now', () => {
    const nowMs = at(27, 9, 41);
    expect(presetPeriod('yesterday', [], nowMs)).toEqual({ fromMs: at(26, 0), toMs: at(27, 0) });
    expect(presetPeriod('today', [], nowMs)).toEqual({ fromMs: at(27, 0), toMs: nowMs });
  });

  test('at the stroke of midnight there is no today yet', () => {
    expect(presetPeriod('today', [], at(27, 0))).toBeNull();
  });

  test('after midnight it is still the shift that began the evening before', () => {
    expect(currentShift(twoShifts, at(27, 2))).toEqual({ name: '夜班', fromMs: at(26, 20) });
    expect(currentShift(twoShifts, at(27, 8))).toEqual({ name: '白班', fromMs: at(27, 8) });
    expect(presetPeriod('shift', [], at(27, 2))).toBeNull();
  });

  test('what is wrong with a period is said by name', () => {
    const nowMs = at(27, 9);
    expect(periodProblem(null, nowMs, nowMs)).toBe('unwritten');
    expect(periodProblem(nowMs, nowMs, nowMs)).toBe('order');
    expect(periodProblem(at(27, 8), at(27, 10), nowMs)).toBe('future');
    expect(periodProblem(nowMs - 31 * 86_400_000, nowMs, nowMs)).toBeNull();
    expect(periodProblem(nowMs - 31 * 86_400_000 - 1, nowMs, nowMs)).toBe('too-long');
  });
});

/** By a clock that is put forward and back. The zone is a process's own. */
function inBerlin(asked: readonly (readonly [PeriodPreset, number])[]): (Period | null)[] {
  const file = join(import.meta.dirname, '../../../renderer/features/county/summaries/periods.ts');
  const script = `import(${JSON.stringify(pathToFileURL(file).href)}).then(({ presetPeriod }) => console.log(JSON.stringify(
    ${JSON.stringify(asked)}.map(([preset, nowMs]) => presetPeriod(preset, ${JSON.stringify(twoShifts)}, nowMs)))))`;
  const env = { ...process.env, TZ: 'Europe/Berlin' };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' })) as (Period | null)[];
}

test('days of 23 and 25 hours, and an hour that comes twice', () => {
  // 2026-10-25: at 03:00 it is 02:00 again. 2026-03-29: 02:00 becomes 03:00.
  const autumn = Date.UTC(2026, 9, 25, 1, 30); // the second 02:30
  const [long, short, hour, shift] = inBerlin([
    ['yesterday', Date.UTC(2026, 9, 26, 8)],
    ['yesterday', Date.UTC(2026, 2, 30, 8)],
    ['hour', autumn],
    ['shift', Date.UTC(2026, 9, 25, 6)],
  ]);
  const hours = (period: Period | null | undefined): number =>
    ((period?.toMs ?? 0) - (period?.fromMs ?? 0)) / 3_600_000;
  expect([hours(long), hours(short)]).toEqual([25, 23]);
  expect(hour).toEqual({ fromMs: Date.UTC(2026, 9, 25, 0), toMs: Date.UTC(2026, 9, 25, 1) });
  // From 20:00 summer time to 07:00 winter time.
  expect(hours(shift)).toBe(12);
});

describe('shifts being written', () => {
  test('the presets are whole, and follow each other around the clock', () => {
    const three = presetShifts('three', ['夜班', '早班', '中班']);
    expect(finishedShifts(three)?.map(({ beginsAt }) => beginsAt)).toEqual([0, 480, 960]);
    const two = presetShifts('two', ['白班', '夜班']);
    expect(endOf(two, 0)).toEqual({ minute: 1200, nextDay: false });
    expect(endOf(two, 1)).toEqual({ minute: 480, nextDay: true });
  });

  test('a single shift ends when it begins, a day later', () => {
    expect(endOf([{ key: 4, name: '全天', begins: '08:00' }], 4)).toEqual({ minute: 480, nextDay: true });
  });

  test('each row has its own problem; nothing is finished while one has', () => {
    const rows = [
      { key: 1, name: '白班', begins: '08:00' },
      { key: 2, name: ' 白班 ', begins: '12:00' },
      { key: 3, name: '夜班', begins: '08:00' },
      { key: 4, name: '', begins: '20:00' },
      { key: 5, name: '后夜', begins: '' },
    ];
    expect([...shiftProblems(rows)]).toEqual([
      [2, 'name-taken'],
      [3, 'time-taken'],
      [4, 'name'],
      [5, 'time'],
    ]);
    expect(finishedShifts(rows)).toBeNull();
  });

  test('they are sent in the order of the day, however they were written', () => {
    const rows = [
      { key: 1, name: '夜班', begins: '20:00' },
      { key: 2, name: '白班', begins: '8:00' },
    ];
    expect(finishedShifts(rows)).toEqual(twoShifts);
  });

  test('one more goes into the middle of the longest shift', () => {
    const rows = presetShifts('two', ['白班', '夜班']).map((row) =>
      row.key === 1 ? { ...row, begins: '12:00' } : row,
    );
    expect(withAnother(rows).map(({ begins }) => begins)).toEqual(['08:00', '12:00', '22:00']);
    expect(withAnother([])).toHaveLength(1);
  });

  test('times of day', () => {
    expect(['24:00', '8', '08:60', '', '23:59'].map(minuteOf)).toEqual([null, null, null, null, 1439]);
  });

  test('an interval that is set is offered, once', () => {
    expect(offeredIntervals(3_600_000).filter((ms) => ms === 3_600_000)).toHaveLength(1);
    expect(offeredIntervals(2_700_000)).toContain(2_700_000);
  });
});

describe('figures in words', () => {
  test('a rate is never rounded up to all', () => {
    expect([0.9999, 1, 0.29, 0].map((share) => rateInWords(share, words))).toEqual([
      '99.9%',
      '100.0%',
      '29.0%',
      '0.0%',
    ]);
    expect(rateInWords(null, words)).toBe('summaries.notMeasured');
  });

  test('a period names each day once', () => {
    expect(periodInWords(at(26, 0), at(27, 0))).toBe('2026-11-26');
    expect(periodInWords(at(26, 8), at(26, 20))).toBe('2026-11-26 08:00 – 20:00');
    expect(periodInWords(at(26, 20), at(27, 8))).toBe('2026-11-26 20:00 – 11-27 08:00');
    expect(periodInWords(at(26, 20), at(27, 0))).toBe('2026-11-26 20:00 – 24:00');
  });

  test('a report is read by the clock of its unit', () => {
    expect(reportPeriod({ from: '2026-11-26T20:00:00+08:00', to: '2026-11-27T08:00:00+08:00' })).toBe(
      '2026-11-26 20:00 – 2026-11-27 08:00',
    );
  });

  test('it counts as acknowledged only where all acknowledged it', () => {
    const to = (...states: ('waiting' | 'acknowledged' | 'set-aside')[]) =>
      states.map((state, place) => ({ destination: `d${String(place)}`, state }));
    expect(sentState([])).toBe('kept');
    expect(sentState(to('acknowledged', 'waiting'))).toBe('waiting');
    expect(sentState(to('acknowledged', 'set-aside', 'waiting'))).toBe('set-aside');
    expect(sentState(to('acknowledged', 'acknowledged'))).toBe('acknowledged');
  });
});
