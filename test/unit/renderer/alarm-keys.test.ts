import { describe, expect, test } from 'vitest';
import { decideAlarmKey, railLetters, settleMs } from '../../../renderer/features/alarms/alarm-keys.ts';
import type { KeySituation } from '../../../renderer/features/alarms/alarm-keys.ts';
import { decideJournalKey } from '../../../renderer/features/journal/journal-keys.ts';
import { keyGroups } from '../../../renderer/features/settings/key-list.ts';
import { decideWallKey } from '../../../renderer/features/wall/wall-keys.ts';
import { anAlarm, closed, inHand } from './alarm-fixture.ts';

const open = anAlarm({ id: 1 });
const taken = anAlarm({ id: 2, ...inHand });

function pressed(key: string, part: Partial<KeySituation> = {}): ReturnType<typeof decideAlarmKey> {
  return decideAlarmKey({
    key,
    modified: false,
    shifted: false,
    repeat: false,
    typing: false,
    onControl: false,
    onWall: false,
    selected: open,
    selectedForMs: settleMs,
    order: [open, taken],
    work: null,
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

test('J and K lead from card to card, also while the wall has the focus', () => {
  expect(pressed('j', { onWall: true })).toEqual({ act: 'select', id: 2 });
  expect(pressed('K', { selected: taken, onWall: true })).toEqual({ act: 'select', id: 1 });
  expect(pressed('j', { selected: taken })).toBeNull();
});

describe('notes, hand-over and doors', () => {
  test.each([open, taken])('can be had of an alarm whether or not somebody has it', (selected) => {
    const { id } = selected;
    expect(pressed('n', { selected })).toEqual({ act: 'begin-note', id });
    expect(pressed('R', { selected })).toEqual({ act: 'begin-hand-over', id });
    expect(pressed('h', { selected })).toEqual({ act: 'door', id, door: 'hold' });
    expect(pressed('H', { selected, shifted: true })).toEqual({ act: 'door', id, door: 'release' });
    expect(pressed('o', { selected })).toEqual({ act: 'door', id, door: 'open' });
  });

  test('a door’s key meant for the card before is not taken, nor one held down', () => {
    expect(pressed('o', { selectedForMs: settleMs - 1 })).toBeNull();
    expect(pressed('h', { selectedForMs: settleMs - 1 })).toBeNull();
    expect(pressed('o', { repeat: true })).toBeNull();
  });

  test('are over with the alarm', () => {
    const selected = anAlarm({ id: 3, ...closed });
    for (const key of ['n', 'r', 'o', 'h', 'x', 'Enter']) expect(pressed(key, { selected })).toBeNull();
  });
});

describe('while something is open at the foot of the card', () => {
  test('a digit says which door is meant, and closes nothing', () => {
    expect(pressed('1', { selected: taken, work: 'door-which' })).toEqual({ act: 'which-door', digit: '1' });
    expect(pressed('1', { selected: taken, work: 'door-again' })).toMatchObject({ act: 'begin-outcome' });
  });

  test('a form has the keys to itself; Esc leaves it', () => {
    for (const key of ['1', 'o', 'h', 'n', 'x', 'j', 'ArrowDown', 'Enter']) {
      expect(pressed(key, { selected: taken, work: 'form' })).toBeNull();
    }
    expect(pressed('Escape', { selected: taken, work: 'form' })).toEqual({ act: 'leave' });
    expect(pressed('Escape', { selected: taken, work: 'door-again' })).toEqual({ act: 'leave' });
    expect(pressed('Escape', { selected: taken })).toBeNull();
  });
});

describe('the rail’s letters', () => {
  const letters = [...railLetters, 'm', '1', '2', '3', '4'];
  const both = letters.flatMap((letter) => [letter, letter.toUpperCase()]);

  test('mean nothing to the wall', () => {
    const wall = {
      modified: false,
      typing: false,
      onControl: false,
      carrying: false,
      zoomed: false,
      layout: 9,
    } as const;
    for (const onWall of [true, false]) {
      for (const enlarged of [true, false]) {
        for (const alarmOpen of [true, false]) {
          const taken = both.filter(
            (key) =>
              decideWallKey({ ...wall, key, shifted: key === key.toUpperCase(), onWall, enlarged, alarmOpen }) !== null,
          );
          expect(taken).toEqual([]);
        }
      }
    }
  });

  test('mean nothing to the records', () => {
    const journal = { modified: false, typing: false, onControl: false, brushed: true } as const;
    for (const chosen of [true, false]) {
      expect(both.filter((key) => decideJournalKey({ ...journal, key, chosen }) !== null)).toEqual([]);
    }
  });

  test('are all on the key card', () => {
    const caps = new Set(
      keyGroups
        .filter(({ title }) => title === 'keys.alarms' || title === 'keys.everywhere')
        .flatMap(({ keys }) => keys.flatMap(([each]) => each.map((cap) => cap.toLowerCase()))),
    );
    expect(letters.filter((letter) => !caps.has(letter))).toEqual([]);
  });
});
