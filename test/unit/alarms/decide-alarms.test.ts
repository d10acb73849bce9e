import { describe, expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import { decideAlarms, foldInto, foldWithinMs } from '../../../main/alarms/decide-alarms.ts';
import type { Match, Situation } from '../../../main/alarms/decide-alarms.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { aHit, anAlarm } from '../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { aSighting } from '../../builders/sighting.ts';

const nowMs = Date.UTC(2026, 10, 23, 6, 32);
const matchOf = (entry: WatchlistEntry): Match => ({
  entry,
  hit: aHit({ entryId: entry.id, matched: 'as read' }),
});
const decide = (given: Partial<Situation>) =>
  decideAlarms({
    sighting: aSighting(),
    matches: [matchOf(anEntry())],
    openAlarms: [],
    judgedBefore: [],
    nowMs,
    ...given,
  });

const acknowledged = { state: 'acknowledged', acknowledged: { by: 'guard1', atMs: nowMs } } as const;

test('a first hit raises an open alarm with the entry as it stands', () => {
  const sighting = aSighting();
  expect(decide({ sighting })).toMatchObject([
    {
      decision: 'raise',
      alarm: {
        state: 'open',
        subject: 'plate:鲁P12345',
        cause: { by: 'entry', entry: anEntry() },
        count: 1,
        raisedAtMs: nowMs,
        cameraName: '东门',
        sightings: [sighting],
      },
    },
  ]);
});

test('no hit, no alarm', () => expect(decide({ matches: [] })).toEqual([]));

describe('another hit of the subject', () => {
  test.each([
    ['an open alarm', {}],
    ['an acknowledged alarm', acknowledged],
    [
      'an open alarm of yesterday, which still sounds',
      { raisedAtMs: nowMs - 86_400_000, lastSeenAtMs: nowMs - 86_400_000 },
    ],
  ])('folds into %s', (_which, given) => {
    expect(decide({ openAlarms: [anAlarm({ id: 7, ...given })] })).toEqual([{ decision: 'fold', alarmId: 7 }]);
  });

  test.each([
    [
      'the alarm was resolved',
      { resolved: { by: 'guard1', atMs: nowMs, outcome: 'true-hit', note: '' }, state: 'resolved' } as const,
    ],
    ['the alarm is of another subject', { subject: 'plate:鲁P54321' }],
    [
      'the acknowledged alarm saw nothing for a whole shift',
      { ...acknowledged, raisedAtMs: nowMs - foldWithinMs, lastSeenAtMs: nowMs - foldWithinMs },
    ],
    ['this reason is more urgent', { priority: 3 } as const],
  ])('raises a new one when %s', (_when, given) => {
    expect(decide({ openAlarms: [anAlarm(given)] })).toMatchObject([{ decision: 'raise' }]);
  });

  test('folds into the most urgent of several', () => {
    const openAlarms = [anAlarm({ id: 1, priority: 2 }), anAlarm({ id: 2, priority: 1 })];
    expect(decide({ openAlarms })).toEqual([{ decision: 'fold', alarmId: 2 }]);
  });
});

test('a plate listed for two reasons is one alarm, under the more urgent', () => {
  const wanted = anEntry({ id: 2, priority: 1, category: 'wanted-vehicle' });
  expect(decide({ matches: [matchOf(anEntry()), matchOf(wanted)] })).toMatchObject([
    { decision: 'raise', alarm: { priority: 1, cause: { entry: wanted } } },
  ]);
});

test('two listed subjects on one picture are two alarms', () => {
  const matches = [matchOf(anEntry()), matchOf(aPersonEntry({ id: 12 }))];
  expect(decide({ matches })).toMatchObject([
    { alarm: { subject: 'plate:鲁P12345', kind: 'vehicle' } },
    { alarm: { subject: 'entry:12', kind: 'person' } },
  ]);
});

test('a sighting judged before stays where it is, even when that alarm has been resolved', () => {
  expect(
    decide({ judgedBefore: [{ alarmId: 3, subject: 'plate:鲁P12345' }], openAlarms: [anAlarm({ id: 4 })] }),
  ).toEqual([{ decision: 'known', alarmId: 3 }]);
});

test('an alarm carries its newest five sightings, each knowing its alarm', () => {
  let alarm: Alarm = anAlarm({ id: 3, sightings: [aSighting({ id: 100, alarmId: 3 })] });
  for (const id of [101, 104, 103, 102, 105]) {
    alarm = { ...alarm, ...foldInto(alarm, aSighting({ id, receivedAtMs: nowMs + id })) };
  }
  expect(alarm.sightings.map(({ id }) => id)).toEqual([105, 104, 103, 102, 101]);
  expect(alarm.sightings.every(({ alarmId }) => alarmId === 3)).toBe(true);
  expect(alarm).toMatchObject({ count: 6, lastSeenAtMs: nowMs + 105 });
});

test('a camera with a wrong clock does not move the time last seen', () => {
  const folded = foldInto(anAlarm({ lastSeenAtMs: nowMs }), aSighting({ seenAtMs: 0, receivedAtMs: nowMs + 10 }));
  expect(folded.lastSeenAtMs).toBe(nowMs + 10);
});
