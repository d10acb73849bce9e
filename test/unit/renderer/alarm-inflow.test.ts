import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import { AlarmInflow, climbingShownEveryMs, onlyClimbs } from '../../../renderer/features/console/alarm-inflow.ts';
import { anAlarm, inHand } from './alarm-fixture.ts';

let shown: Map<number, Alarm>;
let draws: number;
let inflow: AlarmInflow;
beforeEach(() => {
  vi.useFakeTimers();
  shown = new Map();
  draws = 0;
  inflow = new AlarmInflow({
    known: (id) => shown.get(id) ?? null,
    take: (alarms) => {
      draws += 1;
      for (const alarm of alarms) shown.set(alarm.id, alarm);
    },
  });
});
afterEach(() => vi.useRealTimers());

test('a thousand hits of one subject in ten seconds are drawn some fifty times, the last one too', () => {
  for (let n = 1; n <= 1000; n += 1) {
    inflow.add(anAlarm({ id: 1, count: n, revision: n }));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(climbingShownEveryMs);
  expect(shown.get(1)?.count).toBe(1000);
  expect(draws).toBeGreaterThan(20);
  expect(draws).toBeLessThanOrEqual(1 + Math.ceil(10_000 / climbingShownEveryMs));
});

test('a new alarm and an acknowledgement are shown at once, also in the middle of a flood', () => {
  inflow.add(anAlarm({ id: 1 }));
  inflow.add(anAlarm({ id: 1, count: 2, revision: 2 }));
  expect(shown.get(1)?.count).toBe(1);
  inflow.add(anAlarm({ id: 2 }));
  expect([...shown.keys()]).toEqual([1, 2]);
  inflow.add(anAlarm({ id: 1, count: 3, revision: 3 }));
  inflow.add(anAlarm({ id: 1, count: 3, revision: 4, ...inHand }));
  expect(shown.get(1)).toMatchObject({ count: 3, state: 'acknowledged' });
});

test('after the stop nothing comes any more', () => {
  inflow.add(anAlarm({ id: 1 }));
  inflow.add(anAlarm({ id: 1, count: 2 }));
  inflow.stop();
  vi.advanceTimersByTime(10_000);
  expect(shown.get(1)?.count).toBe(1);
});

describe('only a counter climbs', () => {
  const before = anAlarm({ id: 1 });
  test('when sightings, counter and times change', () => {
    expect(onlyClimbs(before, { ...before, count: 9, lastSeenAtMs: 5, revision: 9 })).toBe(true);
  });

  test.each<[string, Partial<Alarm>]>([
    ['it is escalated', { escalation: { level: 1, atMs: 5 } }],
    ['it becomes more serious', { priority: 2 }],
    ['it is handed over', { owner: { by: 'guard2', sinceMs: 9 } }],
    ['a note is added', { notes: [{ by: 'guard1', atMs: 5, text: '核对中' }] }],
    ['a step is ticked', { stepsDone: [0] }],
    ['it is seen elsewhere', { cameraId: 'west' }],
  ])('not when %s', (_name, part) => {
    expect(onlyClimbs(before, { ...before, ...part })).toBe(false);
  });

  test('not when a second read confirms it', () => {
    if (before.cause.by !== 'entry') throw new Error('the fixture is of an entry');
    const cause = { ...before.cause, hit: { ...before.cause.hit, confirmed: true } };
    expect(onlyClimbs(before, { ...before, cause })).toBe(false);
  });
});
