import { describe, expect, test } from 'vitest';
import type { Action, ActionRun } from '#contract/action.ts';
import {
  askStaysMs,
  digitDoor,
  isOn,
  offeredActions,
  pressDoor,
  secondPressAfterMs,
} from '../../../renderer/features/alarms/door-keys.ts';
import type { DoorAct, DoorAsk, DoorStep } from '../../../renderer/features/alarms/door-keys.ts';
import { anAlarm } from './alarm-fixture.ts';

const anAction = (part: Partial<Action> & Pick<Action, 'id' | 'effect'>): Action => ({
  name: `action ${String(part.id)}`,
  target: { kind: 'modbus-coil', host: '127.0.0.40', port: 502, unit: 1, coil: part.id },
  scope: { points: [], cameraIds: [] },
  onHits: [],
  pulseSeconds: null,
  timeoutMs: 2_000,
  onStop: 'off',
  enabled: true,
  changedBy: 'chief1',
  changedAtMs: 1,
  ...part,
});
const aRun = (part: Partial<ActionRun>): ActionRun => ({
  ...{ id: 1, actionId: 1, actionName: '道闸', effect: 'hold', alarmId: 1, cause: 'guard', by: 'guard1', dry: false },
  ...{ wanted: 'on', state: 'done', startedAtMs: 1, endedAtMs: 2, attempts: 1, failure: null, detail: '' },
  ...part,
});
const gate = anAction({ id: 1, effect: 'hold' });
const door = anAction({ id: 2, effect: 'open' });
const nowMs = 10_000;

const press = (
  act: DoorAct,
  part: { ask?: DoorAsk | null; offered?: readonly Action[]; runs?: ActionRun[]; nowMs?: number } = {},
): DoorStep =>
  pressDoor(act, {
    ask: part.ask ?? null,
    alarm: anAlarm({ id: 1, actionRuns: part.runs ?? [] }),
    offered: part.offered ?? [gate, door],
    nowMs: part.nowMs ?? nowMs,
  });
const asked = (step: DoorStep): DoorAsk => {
  if (step.step !== 'ask') throw new Error(`it came to ${step.step}`);
  return step.ask;
};

describe('what a card offers', () => {
  const point = (): 'gate' => 'gate';
  test('is what looks at its camera, its kind of place, or everything; never what is switched off', () => {
    const actions = [
      anAction({ id: 1, effect: 'hold' }),
      anAction({ id: 2, effect: 'hold', scope: { points: ['gate'], cameraIds: [] } }),
      anAction({ id: 3, effect: 'hold', scope: { points: [], cameraIds: ['east'] } }),
      anAction({ id: 4, effect: 'hold', scope: { points: ['crowd'], cameraIds: ['west'] } }),
      anAction({ id: 5, effect: 'hold', enabled: false }),
    ];
    expect(offeredActions(actions, 'east', point).map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(offeredActions(actions, null, point).map(({ id }) => id)).toEqual([1]);
  });

  test('begins with what holds and what opens', () => {
    const actions = (['siren', 'open', 'hold'] as const).map((effect, id) => anAction({ id, effect }));
    expect(offeredActions(actions, 'east', point).map(({ effect }) => effect)).toEqual(['hold', 'open', 'siren']);
  });
});

describe('holding shut', () => {
  test('happens at once', () => {
    expect(press('hold')).toEqual({ step: 'run', actionId: 1, wanted: 'on' });
  });

  test('asks which one where there are several, and a digit does it', () => {
    const ask = asked(press('hold', { offered: [gate, anAction({ id: 7, effect: 'hold' })] }));
    expect(ask).toMatchObject({ chosenId: null, choices: [{ id: 1 }, { id: 7 }] });
    expect(digitDoor(ask, '2', nowMs)).toEqual({ step: 'run', actionId: 7, wanted: 'on' });
    expect(digitDoor(ask, '3', nowMs)).toBeNull();
    expect(digitDoor(ask, 'n', nowMs)).toBeNull();
  });

  test('says so where there is nothing to hold', () => {
    expect(press('hold', { offered: [door] })).toEqual({ step: 'none', act: 'hold' });
  });
});

describe('opening', () => {
  test('asks first, and runs with the second press', () => {
    const ask = asked(press('open'));
    expect(ask.chosenId).toBe(2);
    expect(press('open', { ask, nowMs: nowMs + secondPressAfterMs })).toEqual({
      step: 'run',
      actionId: 2,
      wanted: 'on',
    });
  });

  test('is not done by the tail of the first press, nor by one that comes after the question was taken back', () => {
    const ask = asked(press('open'));
    expect(press('open', { ask, nowMs: nowMs + secondPressAfterMs - 1 })).toEqual({ step: 'wait' });
    expect(press('open', { ask, nowMs: nowMs + askStaysMs }).step).toBe('ask');
  });

  test('is not done by another key, nor before it is said which', () => {
    const ask = asked(press('open'));
    expect(press('hold', { ask, nowMs: nowMs + 1_000 })).toEqual({ step: 'run', actionId: 1, wanted: 'on' });
    const which = asked(press('open', { offered: [door, anAction({ id: 9, effect: 'open' })] }));
    expect(press('open', { ask: which, nowMs: nowMs + 1_000 })).toEqual({ step: 'wait' });
    expect(asked(digitDoor(which, '2', nowMs)!).chosenId).toBe(9);
  });
});

describe('releasing', () => {
  test('is of what is held, and asks first', () => {
    expect(press('release')).toEqual({ step: 'none', act: 'release' });
    const ask = asked(press('release', { runs: [aRun({})] }));
    expect(press('release', { ask, runs: [aRun({})], nowMs: nowMs + 1_000 })).toEqual({
      step: 'run',
      actionId: 1,
      wanted: 'off',
    });
  });

  test('what failed, was only tried dry, or was put back is not held', () => {
    const alarm = (...actionRuns: ActionRun[]) => anAlarm({ id: 1, actionRuns });
    expect(isOn(alarm(aRun({})), gate)).toBe(true);
    expect(isOn(alarm(aRun({ state: 'failed' })), gate)).toBe(false);
    expect(isOn(alarm(aRun({ dry: true })), gate)).toBe(false);
    expect(isOn(alarm(aRun({ id: 2, wanted: 'off', cause: 'pulse-end' }), aRun({})), gate)).toBe(false);
    expect(isOn(alarm(aRun({ id: 2, wanted: 'off', state: 'failed' }), aRun({})), gate)).toBe(true);
  });
});
