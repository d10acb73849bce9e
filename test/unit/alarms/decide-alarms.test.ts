import { describe, expect, test } from 'vitest';
import { alarm } from '#contract/alarm.ts';
import type { Alarm } from '#contract/alarm.ts';
import { decideAlarms, foldInto, foldWithinMs, ruleFoldWithinMs } from '../../../main/alarms/decide-alarms.ts';
import type { Match, Situation } from '../../../main/alarms/decide-alarms.ts';
import { ruleMatch } from '../../../main/alarms/decide-rules.ts';
import { placeOf } from '../../../main/alarms/place.ts';
import type { Hit, WatchlistEntry } from '#contract/watchlist.ts';
import { aHit, anAlarm } from '../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { aRule, aRuleAlarm } from '../../builders/rule.ts';
import { aSighting } from '../../builders/sighting.ts';

const nowMs = Date.UTC(2026, 10, 23, 6, 32);
const matchOf = (entry: WatchlistEntry): Match => ({
  entry,
  hit: aHit({ entryId: entry.id, matched: 'as read' }),
});
const decide = (given: Partial<Situation>) =>
  decideAlarms({
    seen: aSighting(),
    matches: [matchOf(anEntry())],
    openAlarms: [],
    judgedBefore: [],
    placeOf: (cameraId) => cameraId,
    nowMs,
    ...given,
  });

const acknowledged = { state: 'acknowledged', acknowledged: { by: 'guard1', atMs: nowMs } } as const;

test('a first hit raises an open alarm with the entry as it stands', () => {
  const sighting = aSighting();
  expect(decide({ seen: sighting })).toMatchObject([
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
    expect(decide({ openAlarms: [anAlarm({ id: 7, ...given })] })).toMatchObject([
      { decision: 'fold', alarmId: 7, change: null },
    ]);
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
    expect(decide({ openAlarms })).toMatchObject([{ decision: 'fold', alarmId: 2, change: null }]);
  });
});

test('a plate listed for two reasons is one alarm, under the more urgent, and knows the other', () => {
  const wanted = anEntry({ id: 2, priority: 1, category: 'wanted-vehicle' });
  const barred = matchOf(anEntry());
  expect(decide({ matches: [barred, matchOf(wanted)] })).toMatchObject([
    { decision: 'raise', alarm: { priority: 1, cause: { entry: wanted, also: [barred] } } },
  ]);
});

test('of very many reasons an alarm carries eight beside the most urgent', () => {
  const matches = Array.from({ length: 12 }, (_, place) => matchOf(anEntry({ id: place + 1 })));
  const [decision] = decide({ matches });
  expect(alarm.parse({ ...anAlarm(), ...(decision as { alarm: object }).alarm, sightings: [] }).cause).toMatchObject({
    ...{ entry: { id: 1 }, also: { length: 8 } },
  });
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

describe('what an alarm did not know', () => {
  const lookAlike = aHit({ reason: 'plate-look-alike', matched: '鲁PI2345', score: 0.8 });
  const inHand = { ...acknowledged, owner: { by: 'guard1', sinceMs: nowMs } };
  const atNorthGate = aSighting({ cameraId: 'north-gate', cameraName: '北门' });
  const exact = (): Match => ({ entry: anEntry(), hit: aHit() });
  const unsure = (given = {}): Match => ({ entry: anEntry(), hit: { ...lookAlike, ...given } });

  test.each([
    ['another gate', { seen: atNorthGate }, anAlarm({ id: 7 }), 'place'],
    ['an exact read after a look-alike', { matches: [exact()] }, anAlarm({ id: 7, hit: lookAlike }), 'surer'],
    ['a clearly higher score', { matches: [unsure({ score: 0.96 })] }, anAlarm({ id: 7, hit: lookAlike }), 'surer'],
  ])('%s is said at once by the alarm that still sounds', (_what, given, alarm, change) => {
    expect(decide({ ...given, openAlarms: [alarm] })).toMatchObject([{ decision: 'fold', alarmId: 7, change }]);
  });

  test.each([
    ['another gate', { seen: atNorthGate }, anAlarm({ id: 7, ...inHand }), 'place'],
    ['an exact read', { matches: [exact()] }, anAlarm({ id: 7, ...inHand, hit: lookAlike }), 'surer'],
  ])('%s makes an alarm of its own when somebody has the first in hand', (_what, given, alarm, change) => {
    expect(decide({ ...given, openAlarms: [alarm] })).toMatchObject([
      { decision: 'raise', alarm: { state: 'open', acknowledged: null }, after: { alarmId: 7, change } },
    ]);
  });

  test.each([
    ['the gate it has been at', {}, anAlarm({ id: 7, ...inHand })],
    [
      'a gate one of its sightings was at',
      { seen: atNorthGate },
      anAlarm({ id: 7, ...inHand, sightings: [aSighting({ cameraId: 'north-gate' })] }),
    ],
    ['a little more light', { matches: [unsure({ score: 0.9 })] }, anAlarm({ id: 7, ...inHand, hit: lookAlike })],
    ['a read less sure', { matches: [unsure()] }, anAlarm({ id: 7, ...inHand })],
    ['a sharper exact read', { matches: [exact()] }, anAlarm({ id: 7, ...inHand, hit: aHit({ score: 0.5 }) })],
    ['a device at no camera', { seen: aSighting({ cameraId: null }) }, anAlarm({ id: 7, ...inHand })],
  ])('%s is no news', (_what, given, alarm) => {
    expect(decide({ ...given, openAlarms: [alarm] })).toMatchObject([{ decision: 'fold', alarmId: 7, change: null }]);
  });

  test('cameras of one area are one place', () => {
    const openAlarms = [anAlarm({ id: 7, ...inHand })];
    expect(decide({ seen: atNorthGate, openAlarms, placeOf: () => 'area:public' })).toMatchObject([
      { decision: 'fold', change: null },
    ]);
  });

  test('a place that any alarm in hand knows is known, so a car that shuttles sounds once at each gate', () => {
    const openAlarms = [
      anAlarm({ id: 7, ...inHand }),
      anAlarm({ id: 8, ...inHand, cameraId: 'north-gate', sightings: [] }),
    ];
    expect(decide({ openAlarms })).toMatchObject([{ decision: 'fold', alarmId: 8, change: null }]);
    expect(decide({ openAlarms, seen: atNorthGate })).toMatchObject([{ decision: 'fold', alarmId: 8, change: null }]);
  });

  test('a more urgent reason makes its own alarm, which says after which', () => {
    const wanted = anEntry({ id: 2, priority: 1 });
    expect(decide({ matches: [matchOf(wanted)], openAlarms: [anAlarm({ id: 7 })] })).toMatchObject([
      { decision: 'raise', after: { alarmId: 7, change: 'more-urgent' } },
    ]);
  });
});

describe('the hit an alarm is about', () => {
  const read = { sightingId: 1, cameraId: 'east-gate', receivedAtMs: nowMs, read: '鲁P12345', score: 1 };
  const fold = (before: Hit, hit: Hit, entryId = 1) =>
    foldInto(anAlarm({ hit: before }), aSighting(), { entry: anEntry({ id: entryId }), hit }).cause;

  test('takes over the two reads that agree', () => {
    const confirmed = aHit({ reads: [read, read], confirmed: true, score: 0.9 });
    expect(fold(aHit(), confirmed)).toMatchObject({ hit: { score: 1, reads: [read, read], confirmed: true } });
  });

  test('is the surer one, and stays confirmed', () => {
    const before = aHit({ reason: 'plate-look-alike', score: 0.7, reads: [read, read], confirmed: true });
    expect(fold(before, aHit({ reads: [read] }))).toMatchObject({
      hit: { reason: 'plate-exact', reads: [read, read], confirmed: true },
    });
  });

  test('is the very same when nothing is new', () => {
    const before = anAlarm({ also: [anEntry({ id: 9 })] });
    const again = { entry: anEntry({ id: 9 }), hit: aHit({ entryId: 9 }) };
    const match = { entry: anEntry(), hit: aHit(), also: [again] };
    expect(foldInto(before, aSighting(), match).cause).toBe(before.cause);
  });

  test('stays, and an entry that lists the subject since comes in beside it, as sure as it gets', () => {
    const before = anAlarm();
    const entry = anEntry({ id: 9 });
    const doubted = aHit({ entryId: 9, reason: 'plate-look-alike', score: 0.7 });
    const once = foldInto(before, aSighting(), { entry: anEntry(), hit: aHit(), also: [{ entry, hit: doubted }] });
    expect(once.cause).toEqual({ ...before.cause, also: [{ entry, hit: doubted }] });
    const sure = { entry, hit: aHit({ entryId: 9, confirmed: true }) };
    expect(foldInto(once, aSighting(), sure).cause).toEqual({ ...before.cause, also: [sure] });
  });
});

describe('an alarm of a rule', () => {
  const rule = aRule({ id: 3 });
  const presence = ruleMatch(rule, 'east-gate', { kind: 'presence', subject: 'person' });
  const inHand = aRuleAlarm({ id: 7, rule, ...acknowledged });

  test('is of kind event, has the rule as it stands, and what it found', () => {
    expect(decide({ matches: [presence] })).toMatchObject([
      {
        decision: 'raise',
        alarm: {
          ...{ kind: 'event', subject: 'rule:3:east-gate', priority: 2, procedure: rule.procedure },
          cause: { by: 'rule', rule, finding: { kind: 'presence', subject: 'person' } },
        },
      },
    ]);
  });

  test('of no sighting carries none', () => {
    const seen = { id: null, cameraId: null, cameraName: null, receivedAtMs: nowMs };
    const matches = [ruleMatch(rule, '37152500001190000099', { kind: 'unknown-device' })];
    expect(decide({ seen, matches })).toMatchObject([
      { alarm: { sightings: [], count: 1, subject: 'rule:3:37152500001190000099' } },
    ]);
  });

  test('takes in what follows while it sounds, and for ten quiet minutes once somebody has it in hand', () => {
    const later = { nowMs: nowMs + ruleFoldWithinMs };
    const open = aRuleAlarm({ id: 7, rule, raisedAtMs: nowMs, lastSeenAtMs: nowMs });
    expect(decide({ matches: [presence], openAlarms: [open], ...later })).toMatchObject([{ decision: 'fold' }]);
    const heard = { ...inHand, raisedAtMs: nowMs, lastSeenAtMs: nowMs };
    expect(decide({ matches: [presence], openAlarms: [heard], nowMs: later.nowMs - 1 })).toMatchObject([
      { decision: 'fold' },
    ]);
    expect(decide({ matches: [presence], openAlarms: [heard], ...later })).toMatchObject([{ decision: 'raise' }]);
  });

  test('of a crowd that reaches the next level is an alarm of its own, not of one that thins out', () => {
    const level = (priority: 1 | 2 | 3): Match => ({ ...presence, priority });
    const openAlarms = [{ ...inHand, priority: 2 as const, raisedAtMs: nowMs, lastSeenAtMs: nowMs }];
    expect(decide({ matches: [level(1)], openAlarms })).toMatchObject([{ decision: 'raise', alarm: { priority: 1 } }]);
    expect(decide({ matches: [level(3)], openAlarms })).toMatchObject([{ decision: 'fold', alarmId: 7 }]);
  });
});

test.each([
  [{ id: 'a', point: 'gate' } as const, 'camera:a'],
  [{ id: 'b', point: 'other' } as const, 'camera:b'],
  [{ id: 'c', point: 'public' } as const, 'area:public'],
  [null, null],
])('%o is the place %s', (camera, place) => expect(placeOf(camera)).toBe(place));
