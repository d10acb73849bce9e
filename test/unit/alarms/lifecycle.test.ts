import { expect, test } from 'vitest';
import type { Alarm, AlarmSettings } from '#contract/alarm.ts';
import {
  acknowledge,
  addNote,
  dueEscalation,
  escalate,
  handOver,
  mostNotes,
  recordRun,
  resolve,
  tickStep,
} from '../../../main/alarms/lifecycle.ts';
import { seconds } from '../../../main/system/clock.ts';
import { aRun } from '../../builders/action-run.ts';
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

test('a note is on the card, and of a resolved alarm in its history only', () => {
  const note = { by: 'guard1', atMs, text: '司机称送货' };
  const event = { event: 'noted', ...note };
  expect(addNote(anAlarm(), 'guard1', note.text, 0, atMs)).toMatchObject({
    outcome: 'changed',
    alarm: { notes: [note] },
    event,
  });
  expect(addNote(closed, 'guard1', note.text, 3, atMs)).toEqual({ outcome: 'recorded', event });
});

test('an alarm has so many notes and no more, whether they are on its card or in its history', () => {
  const notes = Array.from({ length: mostNotes }, (_, n) => ({ by: 'guard1', atMs: n, text: String(n) }));
  expect(addNote(anAlarm({ notes }), 'guard1', 'x', 0, atMs)).toEqual({ outcome: 'too-many-notes' });
  expect(addNote(closed, 'guard1', 'x', mostNotes, atMs)).toEqual({ outcome: 'too-many-notes' });
  expect(addNote(closed, 'guard1', 'x', mostNotes - 1, atMs).outcome).toBe('recorded');
});

test('handing over changes whose it is, not who was first', () => {
  const mine = { ...owned, owner: { by: 'guard1', sinceMs: 1 } };
  expect(handOver(mine, 'chief1', 'guard2', atMs)).toMatchObject({
    alarm: { acknowledged: { by: 'guard1', atMs: 1 }, owner: { by: 'guard2', sinceMs: atMs } },
    event: { event: 'handed-over', by: 'chief1', from: 'guard1', to: 'guard2' },
  });
  expect(handOver(mine, 'chief1', 'guard1', atMs)).toEqual({ outcome: 'unchanged' });
  expect(handOver(closed, 'chief1', 'guard1', atMs)).toEqual({ outcome: 'already-resolved', by: 'guard2', atMs: 2 });
});

test('an open alarm that is handed over is acknowledged by whoever hands it over', () => {
  expect(handOver(anAlarm(), 'chief1', 'guard2', atMs)).toMatchObject({
    alarm: { state: 'acknowledged', acknowledged: { by: 'chief1', atMs }, owner: { by: 'guard2' } },
  });
});

const usual: AlarmSettings = { chiefAfterSeconds: 30, countyAfterSeconds: 120 };
const after = (level: 1 | 2): Alarm => anAlarm({ escalation: { level, atMs: 0 } });
test.each<[string, Alarm, number, AlarmSettings, boolean, 1 | 2 | null]>([
  ['not before its time', anAlarm(), 29_999, usual, true, null],
  ['to the chief', anAlarm(), 30_000, usual, true, 1],
  ['to the chief before the county, when both are due', anAlarm(), 999_000, usual, true, 1],
  ['then to the county', after(1), 120_000, usual, true, 2],
  ['not before the county is due', after(1), 119_999, usual, true, null],
  ['no further than the county', after(2), 999_000, usual, true, null],
  ['not to a county that does not hear of it', after(1), 999_000, usual, false, null],
  ['straight to the county where no chief is told', anAlarm(), 120_000, { ...usual, chiefAfterSeconds: null }, true, 2],
  ['nowhere when nobody is told', anAlarm(), 1e9, { chiefAfterSeconds: null, countyAfterSeconds: null }, true, null],
  ['nowhere once acknowledged', owned, 999_000, usual, true, null],
  ['nowhere once resolved', closed, 999_000, usual, true, null],
])('an alarm goes %s', (_how, alarm, waitedMs, settings, concernsCounty, level) => {
  expect(dueEscalation(alarm, waitedMs, settings, () => concernsCounty)).toBe(level);
});

test('only an open alarm is escalated, each level once', () => {
  expect(escalate(anAlarm(), 1, atMs)).toMatchObject({
    alarm: { state: 'open', escalation: { level: 1, atMs } },
    event: { event: 'escalated', by: 'station', level: 1 },
  });
  for (const alarm of [after(1), after(2), owned, closed]) {
    expect(escalate(alarm, 1, atMs)).toEqual({ outcome: 'unchanged' });
  }
});

test('a run is on its alarm, newest first, and how it ended takes the place of how it began', () => {
  const ended = aRun({ id: 7, state: 'failed', failure: 'timeout', endedAtMs: seconds(9) });
  expect(recordRun(anAlarm({ actionRuns: [aRun({ id: 8 }), aRun({ id: 7 })] }), ended, atMs)).toMatchObject({
    alarm: { actionRuns: [aRun({ id: 8 }), ended] },
    event: { event: 'action', by: ended.by, runId: 7, action: ended.actionName, state: 'failed', failure: 'timeout' },
  });
  const full = anAlarm({ actionRuns: Array.from({ length: 20 }, (_, n) => aRun({ id: 40 - n })) });
  expect(recordRun(full, aRun({ id: 41 }), atMs)).toMatchObject({
    alarm: { actionRuns: { length: 20, 0: { id: 41 } } },
  });
});

test('a run that ends after the alarm was resolved is in its history only', () => {
  expect(recordRun(closed, aRun(), atMs)).toMatchObject({ outcome: 'recorded', event: { event: 'action' } });
});
