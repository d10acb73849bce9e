import { describe, expect, test } from 'vitest';
import { decideAlarmKey, settleMs } from '../../../renderer/features/alarms/alarm-keys.ts';
import type { KeySituation } from '../../../renderer/features/alarms/alarm-keys.ts';
import { anAlarm, closed, inHand } from './alarm-fixture.ts';

const open = anAlarm({ id: 1 });
const taken = anAlarm({ id: 2, ...inHand });

function pressed(key: string, part: Partial<KeySituation> = {}): ReturnType<typeof decideAlarmKey> {
  return decideAlarmKey({
    key,
    modified: false,
    repeat: false,
    typing: false,
    onControl: false,
    onWall: false,
    selected: open,
    selectedForMs: settleMs,
    order: [open, taken],
    ...part,
  });
}

describe('Enter', () => {
  test('acknowledges the card in hand', () => {
    expect(pressed('Enter')).toEqual({ act: 'acknowledge', id: 1 });
  });

  test('on the wall acknowledges too: an alarm goes before an enlarged picture', () => {
    expect(pressed('Enter', { onWall: true })).toEqual({ act: 'acknowledge', id: 1 });
  });

  test('meant for what was there before the card is not taken', () => {
    expect(pressed('Enter', { selectedForMs: settleMs - 1 })).toBeNull();
  });

  test('held down, in a field, or on a button is not the rail’s', () => {
    expect(pressed('Enter', { repeat: true })).toBeNull();
    expect(pressed('Enter', { typing: true })).toBeNull();
    expect(pressed('Enter', { onControl: true })).toBeNull();
  });

  test('does nothing to an alarm already in hand', () => {
    expect(pressed('Enter', { selected: taken })).toBeNull();
  });
});

describe('outcomes', () => {
  test.each([
    ['1', 'true-hit'],
    ['2', 'false-match'],
    ['3', 'drill'],
    ['4', 'duplicate'],
  ] as const)('%s begins %s on an alarm in hand', (key, outcome) => {
    expect(pressed(key, { selected: taken })).toEqual({ act: 'begin-outcome', id: 2, outcome });
  });

  test('an alarm nobody has taken cannot be closed', () => {
    expect(pressed('1')).toBeNull();
    expect(pressed('n')).toBeNull();
  });

  test('nor one that is closed', () => {
    expect(pressed('1', { selected: anAlarm({ id: 3, ...closed }) })).toBeNull();
  });
});

test('X ticks the first step that is not done', () => {
  expect(pressed('x', { selected: { ...taken, stepsDone: [0] } })).toEqual({ act: 'tick-next-step', id: 2, step: 1 });
  expect(pressed('x', { selected: { ...taken, stepsDone: [0, 1] } })).toBeNull();
});

test('up and down choose a card, stop at the ends, and leave the wall its arrows', () => {
  expect(pressed('ArrowDown')).toEqual({ act: 'select', id: 2 });
  expect(pressed('ArrowUp')).toBeNull();
  expect(pressed('ArrowDown', { onWall: true })).toBeNull();
});
