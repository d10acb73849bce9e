import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scheduleSpan } from '#contract/rule.ts';
import {
  covered,
  mostSpans,
  parseMinute,
  presetNames,
  presetOf,
  presets,
  scheduleOf,
  stretchesOf,
  weekMinutes,
  withStretch,
} from '../../../renderer/features/rules/week.ts';
import { cornersOf, movedPatch, switchedPatch } from '../../../renderer/features/rules/strip-rules.ts';
import type { Patch } from '../../../renderer/features/rules/strip-rules.ts';
import { anySchedule } from './rule-fixture.ts';

describe('the hours on the strip', () => {
  const at = (day: number, hour: number): { day: number; hour: number } => ({ day, hour });
  const one = (day: number, hour: number): Patch => ({ anchor: at(day, hour), cursor: at(day, hour) });

  test('are gone through by arrows and end at the edges', () => {
    expect(movedPatch(one(0, 0), 'ArrowLeft', false)).toEqual(one(0, 0));
    expect(movedPatch(one(0, 0), 'ArrowDown', false)).toEqual(one(1, 0));
    expect(movedPatch(one(6, 8), 'ArrowDown', false)).toEqual(one(6, 8));
    expect(movedPatch(one(2, 8), 'End', false)).toEqual(one(2, 23));
    expect(movedPatch(one(2, 8), 'Tab', false)).toBeNull();
  });

  test('are chosen in patches with Shift, in any direction', () => {
    const patch = movedPatch(movedPatch(one(3, 8), 'ArrowLeft', true)!, 'ArrowUp', true)!;
    expect(patch).toEqual({ anchor: at(3, 8), cursor: at(2, 7) });
    expect(cornersOf(patch)).toEqual({ days: [2, 3], hours: [7, 8] });
  });

  test('are switched together, as the first of them says', () => {
    const weekend = { anchor: at(5, 0), cursor: at(6, 23) };
    expect(switchedPatch(presets.school, weekend)).toMatchObject({ outcome: 'switched' });
    expect(switchedPatch(presets.weekends, { anchor: at(4, 0), cursor: at(4, 23) })).toEqual({
      outcome: 'switched',
      schedule: [{ days: [5, 6, 7], fromMinute: 0, toMinute: 1440 }],
    });
    expect(switchedPatch(presets.always, one(0, 0))).toMatchObject({
      schedule: [
        { days: [1], fromMinute: 60, toMinute: 1440 },
        { days: [2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 },
      ],
    });
  });

  test('that are partly on are switched on whole', () => {
    expect(switchedPatch([{ days: [1], fromMinute: 450, toMinute: 480 }], one(0, 7))).toEqual({
      outcome: 'switched',
      schedule: [{ days: [1], fromMinute: 420, toMinute: 480 }],
    });
  });

  test('cannot all be switched off: a schedule of nothing would be one of always', () => {
    expect(switchedPatch(presets.weekends, { anchor: at(5, 0), cursor: at(6, 23) })).toEqual({
      outcome: 'nothing-left',
    });
  });

  test('cannot be more pieces than the station keeps', () => {
    const pieces = Array.from({ length: mostSpans }, (_, piece) => ({
      days: [1 + (piece % 7)],
      fromMinute: piece * 60,
      toMinute: piece * 60 + 1 + piece,
    }));
    expect(switchedPatch(pieces, one(6, 22))).toEqual({ outcome: 'too-many' });
  });
});

describe('the week of a rule', () => {
  test('a night belongs to the day on which it begins, and Sunday’s runs into Monday', () => {
    expect(stretchesOf([{ days: [7], fromMinute: 1320, toMinute: 360 }])).toEqual([
      [0, 360],
      [weekMinutes - 120, weekMinutes],
    ]);
  });

  test('a span that ends when it begins lasts a day', () => {
    expect(stretchesOf([{ days: [2], fromMinute: 600, toMinute: 600 }])).toEqual([[2040, 3480]]);
  });

  test('no spans are the whole week', () => {
    expect(stretchesOf([])).toEqual([[0, weekMinutes]]);
  });

  test('a night stays one span, alike ones of several days are one', () => {
    expect(scheduleOf(stretchesOf(presets.nights))).toEqual(presets.nights);
    expect(scheduleOf(stretchesOf(presets.school))).toEqual(presets.school);
    expect(scheduleOf(stretchesOf(presets.weekends))).toEqual(presets.weekends);
  });

  test('the whole week is no spans; nothing at all cannot be said', () => {
    expect(scheduleOf([[0, weekMinutes]])).toEqual([]);
    expect(scheduleOf([])).toBeNull();
  });

  test('a week in too many pieces cannot be kept', () => {
    const pieces = Array.from({ length: mostSpans + 1 }, (_, at) => [at * 61, at * 61 + at + 1] as const);
    expect(scheduleOf(pieces)).toBeNull();
  });

  test('a schedule written anew covers the same minutes, in spans that the station takes', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const written = scheduleOf(stretchesOf(schedule));
        if (written === null) return;
        expect(stretchesOf(written)).toEqual(stretchesOf(schedule));
        for (const span of written) expect(scheduleSpan.safeParse(span).success).toBe(true);
      }),
    );
  });

  test('an hour switched on is on and nothing else changes; switched off again it is off', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 0, max: 167 }), (schedule, hour) => {
        const cell = [hour * 60, hour * 60 + 60] as const;
        const before = stretchesOf(schedule);
        const on = withStretch(before, cell, true);
        const off = withStretch(before, cell, false);
        expect(covered(on, cell)).toBe('all');
        expect(covered(off, cell)).toBe('none');
        const others = Array.from({ length: 168 }, (_, each) => each).filter((each) => each !== hour);
        for (const other of others) {
          const place = [other * 60, other * 60 + 60] as const;
          expect(covered(on, place)).toBe(covered(before, place));
          expect(covered(off, place)).toBe(covered(before, place));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the usual times are known again, however they are written', () => {
    for (const name of presetNames) expect(presetOf(presets[name])).toBe(name);
    expect(presetOf([{ days: [7, 6], fromMinute: 0, toMinute: 0 }])).toBe('weekends');
    expect(presetOf([{ days: [1], fromMinute: 0, toMinute: 60 }])).toBeNull();
    expect(presetOf([{ days: [], fromMinute: 0, toMinute: 60 }])).toBeNull();
  });
});

test('a time of day is read as it is typed', () => {
  for (const typed of ['22:00', '22：00', '2200', '22', ' 22:00 ']) expect(parseMinute(typed)).toBe(1320);
  expect(parseMinute('7')).toBe(420);
  expect(parseMinute('24:00')).toBe(1440);
  for (const typed of ['', '24:01', '22:60', '-1', '1:2', 'noon', '123456']) expect(parseMinute(typed)).toBeNull();
});
