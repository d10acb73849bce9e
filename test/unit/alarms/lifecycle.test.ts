import { expect, test } from 'vitest';
import { acknowledge, resolve, tickStep } from '../../../main/alarms/lifecycle.ts';
import { anAlarm } from '../../builders/alarm.ts';

const atMs = 5;
const owned = anAlarm({ state: 'acknowledged', acknowledged: { by: 'guard1', atMs: 1 } });
const closed = anAlarm({
  state: 'resolved',
  acknowledged: { by: 'guard1', atMs: 1 },
  resolved: { by: 'guard2', atMs: 2, outcome: 'true-hit', note: '已劝离' },
});
const trueHit = { outcome: 'true-hit', note: '' } as const;

test('the first to acknowledge owns the alarm', () => {
  expect(acknowledge(anAlarm(), 'guard1', atMs)).toMatchObject({
    outcome: 'changed',
    alarm: { state: 'acknowledged', acknowledged: { by: 'guard1', atMs } },
    event: { event: 'acknowledged', by: 'guard1' },
  });
});

test('the second is told who owns it', () => {
  expect(acknowledge(owned, 'guard2', atMs)).toEqual({ outcome: 'already-acknowledged', by: 'guard1', atMs: 1 });
});

test('the owner pressing again changes nothing', () => {
  expect(acknowledge(owned, 'guard1', atMs)).toEqual({ outcome: 'unchanged' });
});

test('an open alarm can be resolved at once, and is owned by who did', () => {
  expect(resolve(anAlarm(), 'guard1', { outcome: 'false-match', note: ' 号牌读错 ' }, atMs)).toMatchObject({
    alarm: {
      state: 'resolved',
      acknowledged: { by: 'guard1', atMs },
      resolved: { by: 'guard1', atMs, outcome: 'false-match', note: '号牌读错' },
    },
  });
});

test('the next shift may resolve what the last one acknowledged; the record names both', () => {
  expect(resolve(owned, 'guard2', trueHit, atMs)).toMatchObject({
    alarm: { acknowledged: { by: 'guard1', atMs: 1 }, resolved: { by: 'guard2', atMs } },
  });
});

test('priority 1 is closed with a note only', () => {
  expect(resolve(anAlarm({ priority: 1 }), 'guard1', { ...trueHit, note: '  ' }, atMs)).toEqual({
    outcome: 'note-needed',
  });
  expect(resolve(anAlarm({ priority: 1 }), 'guard1', { ...trueHit, note: '已报警' }, atMs).outcome).toBe('changed');
});

test('what is resolved stays as it is, and says who closed it', () => {
  const refused = { outcome: 'already-resolved', by: 'guard2', atMs: 2 };
  expect(acknowledge(closed, 'guard1', atMs)).toEqual(refused);
  expect(resolve(closed, 'guard1', trueHit, atMs)).toEqual(refused);
  expect(tickStep(closed, 'guard1', 0, true, atMs)).toEqual(refused);
  expect(resolve(closed, 'guard2', { outcome: 'true-hit', note: '已劝离' }, atMs)).toEqual({ outcome: 'unchanged' });
});

test('steps are ticked and unticked, those of the procedure only', () => {
  expect(tickStep(anAlarm({ stepsDone: [2] }), 'guard1', 0, true, atMs)).toMatchObject({
    alarm: { stepsDone: [0, 2] },
  });
  expect(tickStep(anAlarm({ stepsDone: [0, 2] }), 'guard1', 2, false, atMs)).toMatchObject({
    alarm: { stepsDone: [0] },
  });
  expect(tickStep(anAlarm({ stepsDone: [2] }), 'guard1', 2, true, atMs)).toEqual({ outcome: 'unchanged' });
  for (const step of [3, -1, 0.5]) {
    expect(tickStep(anAlarm(), 'guard1', step, true, atMs)).toEqual({ outcome: 'no-such-step' });
  }
});
