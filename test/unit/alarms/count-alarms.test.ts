import { expect, test } from 'vitest';
import { countAlarms } from '../../../main/alarms/count-alarms.ts';

const waiting = {
  category: 'barred',
  outcome: null,
  raisedAtMs: 1000,
  acknowledgedAtMs: null,
  resolvedAtMs: null,
} as const;
const alarms = [
  waiting,
  { ...waiting, raisedAtMs: 1500, acknowledgedAtMs: 3500, resolvedAtMs: 5000, outcome: 'true-hit' },
  { ...waiting, raisedAtMs: 1900, acknowledgedAtMs: 1950, category: 'police-notice' },
  // Acknowledged after the clock was set back.
  { ...waiting, raisedAtMs: 1800, acknowledgedAtMs: 1700 },
] as const;

test('a period counts what happened in it', () => {
  expect(countAlarms(alarms, 1000, 2000)).toMatchObject({
    raised: 4,
    byCategory: { barred: 3, 'police-notice': 1, other: 0 },
    byOutcome: { 'true-hit': 0 },
    responseTimesMs: [0, 50],
    unacknowledged: 2,
  });
});

test('what was answered later counts in the later period', () => {
  expect(countAlarms(alarms, 2000, 6000)).toMatchObject({
    raised: 0,
    byOutcome: { 'true-hit': 1, 'false-match': 0, drill: 0, duplicate: 0 },
    responseTimesMs: [2000],
    unacknowledged: 1,
  });
});

test('an alarm that reaches over periods is counted where each thing happened to it', () => {
  const raised = {
    ...waiting,
    raisedAtMs: 900,
    acknowledgedAtMs: 1_500,
    resolvedAtMs: 2_100,
    outcome: 'true-hit' as const,
  };
  const counts = [0, 1000, 2000].map((fromMs) => countAlarms([raised], fromMs, fromMs + 1000));
  expect(counts.map((of) => of.raised)).toEqual([1, 0, 0]);
  expect(counts.map((of) => of.unacknowledged)).toEqual([1, 0, 0]);
  expect(counts.map((of) => of.responseTimesMs)).toEqual([[], [600], []]);
  expect(counts.map((of) => of.byOutcome['true-hit'])).toEqual([0, 0, 1]);
});
