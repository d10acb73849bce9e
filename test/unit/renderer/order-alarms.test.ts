import { describe, expect, test } from 'vitest';
import {
  alarmByCamera,
  alarmsInRail,
  candidates,
  countToday,
  decideSelection,
  mergeAlarm,
  noteMissing,
  resolvedStaysMs,
} from '../../../renderer/features/alarms/order-alarms.ts';
import { anAlarm, closed, inHand } from './alarm-fixture.ts';

const free = { writing: false, choice: null };
const ids = (alarms: readonly { id: number }[]): number[] => alarms.map(({ id }) => id);

describe('the list of alarms', () => {
  test('a change older than what is known is not taken', () => {
    const list = [anAlarm({ id: 1, revision: 7, count: 3 })];
    expect(mergeAlarm(list, anAlarm({ id: 1, revision: 6, count: 2 }))).toEqual(list);
    expect(mergeAlarm(list, anAlarm({ id: 1, revision: 8, count: 4 }))[0]?.count).toBe(4);
  });

  test('a new alarm takes its place by when it was raised', () => {
    expect(ids(mergeAlarm([anAlarm({ id: 2 }), anAlarm({ id: 1 })], anAlarm({ id: 3 })))).toEqual([3, 2, 1]);
  });
});

describe('the rail', () => {
  test('shows what nobody has taken first, the most serious first, then the newest', () => {
    const list = [
      anAlarm({ id: 1, ...inHand }),
      anAlarm({ id: 2, priority: 3 }),
      anAlarm({ id: 3, priority: 1 }),
      anAlarm({ id: 4, priority: 1 }),
    ];
    expect(ids(alarmsInRail(list, 1_001_000))).toEqual([4, 3, 2, 1]);
  });

  test('a resolved alarm leaves a moment after', () => {
    const list = [anAlarm({ id: 1, ...closed })];
    expect(alarmsInRail(list, closed.resolved.atMs + resolvedStaysMs - 1)).toHaveLength(1);
    expect(alarmsInRail(list, closed.resolved.atMs + resolvedStaysMs)).toHaveLength(0);
  });
});

describe('the card in hand', () => {
  test('is the most urgent open one at first', () => {
    expect(decideSelection(null, [anAlarm({ id: 2 }), anAlarm({ id: 1 })], free)).toBe(2);
  });

  test('stays on an open alarm when a more serious one arrives', () => {
    const rail = [anAlarm({ id: 2, priority: 1 }), anAlarm({ id: 1, priority: 3 })];
    expect(decideSelection(1, rail, free)).toBe(1);
  });

  test('moves on to the next open alarm once one is acknowledged', () => {
    const rail = [anAlarm({ id: 2 }), anAlarm({ id: 1, ...inHand })];
    expect(decideSelection(1, rail, free)).toBe(2);
  });

  test('stays under a note being written', () => {
    const rail = [anAlarm({ id: 2 }), anAlarm({ id: 1, ...inHand })];
    expect(decideSelection(1, rail, { writing: true, choice: null })).toBe(1);
  });

  test('stays where the guard put it, until an alarm is new since', () => {
    const choice = { id: 1, seenOpen: new Set([2]) };
    const rail = [anAlarm({ id: 2 }), anAlarm({ id: 1, ...inHand })];
    expect(decideSelection(1, rail, { writing: false, choice })).toBe(1);
    expect(decideSelection(1, [anAlarm({ id: 3 }), ...rail], { writing: false, choice })).toBe(3);
  });

  test('is none when there is none', () => {
    expect(decideSelection(5, [], free)).toBeNull();
  });
});

test('a tile is outlined for the most serious open alarm of its camera, and no longer once taken', () => {
  const byCamera = alarmByCamera([
    anAlarm({ id: 1, priority: 3 }),
    anAlarm({ id: 2, priority: 1 }),
    anAlarm({ id: 3, cameraId: 'west', ...inHand }),
    anAlarm({ id: 4, cameraId: null }),
  ]);
  expect(byCamera.get('east')?.id).toBe(2);
  expect(byCamera.has('west')).toBe(false);
});

test('only the most serious alarms need a word on what happened', () => {
  expect(noteMissing({ priority: 1 }, '  ')).toBe(true);
  expect(noteMissing({ priority: 1 }, '已劝离')).toBe(false);
  expect(noteMissing({ priority: 2 }, '')).toBe(false);
});

test('the day counts what was raised today and what of it was false', () => {
  const list = [
    anAlarm({ id: 1, ...closed, resolved: { ...closed.resolved, outcome: 'false-match' } }),
    anAlarm({ id: 2, ...closed }),
    anAlarm({ id: 3, raisedAtMs: 10, ...closed, resolved: { ...closed.resolved, outcome: 'false-match' } }),
  ];
  expect(countToday(list, 500_000)).toEqual({ raised: 2, falseMatches: 1 });
});

describe('whom an alarm can be handed to', () => {
  const person = (account: string) => ({ account, name: account, role: 'guard' as const });
  const [me, other, third] = [person('guard1'), person('guard2'), person('guard3')];
  const colleagues = [me, other, third];

  test('everybody but oneself and whose it is already', () => {
    expect(candidates(colleagues, anAlarm({ id: 1 }), me)).toEqual([other, third]);
    expect(candidates(colleagues, anAlarm({ id: 1, ...inHand }), me)).toEqual([other, third]);
  });

  test('oneself first when it is another’s', () => {
    const theirs = anAlarm({ id: 1, ...inHand, owner: { by: 'guard2', sinceMs: 1 } });
    expect(candidates(colleagues, theirs, me)).toEqual([me, third]);
  });
});
