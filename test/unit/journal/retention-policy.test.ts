import { expect, test } from 'vitest';
import type { LawfulBounds } from '../../../main/journal/lawful-bounds.ts';
import { lawfulBoundOf, lawfulBounds } from '../../../main/journal/lawful-bounds.ts';
import {
  clockJumped,
  cutoffMs,
  dayStartMs,
  defaultPeriods,
  keepingPeriods,
  makesRoom,
  retainedKinds,
} from '../../../main/journal/retention-policy.ts';
import { days, hours, minutes } from '../../../main/system/clock.ts';
import { shippedBounds } from '../../builders/lawful-bounds.ts';

const plain = { keyTarget: false };
const keyTarget = { keyTarget: true };
const nowMs = new Date(2026, 10, 25, 15, 30).getTime();
const midnight = (month: number, day: number): number => new Date(2026, month - 1, day).getTime();
const periods = (over: Partial<typeof defaultPeriods> = {}, unit = plain, bounds = shippedBounds) =>
  keepingPeriods({ ...defaultPeriods, ...over }, bounds, unit);
const daysOf = (kind: string, ...given: Parameters<typeof periods>) =>
  periods(...given).find((period) => period.kind === kind)?.days;

test('the bounds we ship are those of the law', () => {
  const of = (unit: typeof plain) =>
    retainedKinds.map((kind) => lawfulBoundOf(shippedBounds, kind, unit)?.days ?? null);
  expect(of(plain)).toEqual([30, null, 30, 184]);
  expect(of(keyTarget)).toEqual([90, null, 30, 184]);
  expect(shippedBounds.faces).toMatchObject({ filingAt: 100_000, warnAtShare: 0.8 });
});

test('what is asked for holds, unless the law asks for more', () => {
  expect(daysOf('footage', { footage: days(45) })).toBe(45);
  expect(daysOf('footage', { footage: days(45) }, keyTarget)).toBe(90);
  expect(daysOf('sightings', { sightings: days(1) })).toBe(1);
  expect(daysOf('audit', { audit: days(10) })).toBe(184);
});

test("a unit's lawyer changes a figure, or bounds a kind no law we know bounds", () => {
  const own: LawfulBounds = lawfulBounds.parse({
    ...shippedBounds,
    bounds: [{ kind: 'sightings', days: 60, appliesTo: 'every-unit', source: 'city-2027-4', law: '市规' }],
  });
  expect(daysOf('sightings', {}, plain, own)).toBe(60);
  expect(daysOf('footage', { footage: days(3) }, plain, own)).toBe(3);
  for (const wrong of [{ days: 0 }, { kind: 'video' }, { source: 'Not an id' }, { appliesTo: 'schools' }]) {
    expect(lawfulBounds.safeParse({ ...own, bounds: [{ ...own.bounds[0], ...wrong }] }).success).toBe(false);
  }
});

test('records go by whole local days, never a moment before their period is over', () => {
  expect(cutoffMs(nowMs, 30)).toBe(midnight(10, 26));
  expect(nowMs - cutoffMs(nowMs, 30)).toBeGreaterThanOrEqual(days(30));
  expect(cutoffMs(midnight(11, 25), 30)).toBe(midnight(10, 26));
  expect(dayStartMs(nowMs)).toBe(midnight(11, 25));
});

test('a full disk takes the oldest day that no law asks for', () => {
  const asked = periods({ footage: days(60), sightings: days(60) });
  const footage = midnight(10, 1) + hours(9);
  const sightings = midnight(10, 20) + hours(9);
  expect(makesRoom(asked, { footage, sightings }, nowMs)).toEqual({ kind: 'footage', beforeMs: midnight(10, 2) });
  // Footage within its 30 days stays; sightings go, down to a week.
  expect(makesRoom(asked, { footage: midnight(10, 26), sightings }, nowMs)).toEqual({
    kind: 'sightings',
    beforeMs: midnight(10, 21),
  });
  expect(makesRoom(asked, { footage: midnight(10, 26), sightings: midnight(11, 18) }, nowMs)).toBeNull();
  expect(makesRoom(asked, { footage: null, sightings: null }, nowMs)).toBeNull();
});

test('a key target gives up no footage of its 90 days for room, and nobody the period asked for below a week', () => {
  const footage = midnight(9, 1);
  expect(makesRoom(periods({ footage: days(120) }, keyTarget), { footage }, nowMs)).toBeNull();
  expect(makesRoom(periods({ sightings: days(2) }), { sightings: midnight(11, 22) }, nowMs)).toMatchObject({
    kind: 'sightings',
    beforeMs: midnight(11, 23),
  });
});

test('a clock that is set, or a station long away, is told from time that has passed', () => {
  const before = { wallMs: nowMs, monotonicMs: 5_000 };
  const later = (wallMs: number, monotonicMs: number) => ({ wallMs: nowMs + wallMs, monotonicMs: 5_000 + monotonicMs });
  expect(clockJumped(before, later(days(9), days(9)))).toBe(false);
  expect(clockJumped(before, later(minutes(40), minutes(10)))).toBe(false);
  expect(clockJumped(before, later(days(365), minutes(15)))).toBe(true);
  expect(clockJumped(before, later(-hours(2), minutes(15)))).toBe(true);
  const ofLastRun = { wallMs: nowMs, monotonicMs: null };
  expect(clockJumped(ofLastRun, later(days(2), 0))).toBe(false);
  expect(clockJumped(ofLastRun, later(days(4), 0))).toBe(true);
  expect(clockJumped(ofLastRun, later(-days(1), 0))).toBe(true);
});
