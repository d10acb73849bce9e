/**
 * Doors and barriers by key. Holding one shut happens at once; opening or releasing one moves it, and asks for the key a
 * second time. Where several could be meant, a digit says which. Pure.
 */
import type { Action, ActionEffect } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { CameraPoint } from '#contract/camera.ts';

export type DoorAct = 'open' | 'hold' | 'release';

export interface DoorAsk {
  act: DoorAct;
  choices: readonly { id: number; name: string }[];
  /** Null: which of them is asked. */
  chosenId: number | null;
  sinceMs: number;
}

/** The second press is a decision, not the tail of the first. */
export const secondPressAfterMs = 350;
/** A question nobody answers is taken back: the next O is a first one again. */
export const askStaysMs = 6_000;

/** What a guard reaches for first comes first. */
const effectRank: Readonly<Record<ActionEffect, number>> = { hold: 0, open: 1, siren: 2, light: 3, other: 4 };

/**
 * Which of the unit's actions this alarm's card offers; of one effect, those that look at its camera before those that are
 * for all.
 */
export function offeredActions(
  actions: readonly Action[],
  cameraId: string | null,
  pointOf: (cameraId: string) => CameraPoint | null,
): Action[] {
  const nearness = ({ scope: { points, cameraIds } }: Action): number => {
    if (cameraId !== null && cameraIds.includes(cameraId)) return 0;
    const point = cameraId === null ? null : pointOf(cameraId);
    if (point !== null && points.includes(point)) return 1;
    return points.length === 0 && cameraIds.length === 0 ? 2 : Number.POSITIVE_INFINITY;
  };
  return actions
    .filter((action) => action.enabled && nearness(action) < Number.POSITIVE_INFINITY)
    .sort((a, b) => effectRank[a.effect] - effectRank[b.effect] || nearness(a) - nearness(b) || a.id - b.id);
}

/** Whether the newest run on this alarm has put it on, and nothing has put it back. */
export function isOn(alarm: Alarm, action: Action): boolean {
  const newest = alarm.actionRuns.find(
    ({ actionId, state, dry }) => actionId === action.id && state === 'done' && !dry,
  );
  return newest?.wanted === 'on';
}

/** What a key or a button of the card comes to. */
export type DoorStep =
  | { step: 'ask'; ask: DoorAsk }
  | { step: 'run'; actionId: number; wanted: 'on' | 'off' }
  | { step: 'none'; act: DoorAct }
  /** Too soon to be a second press. */
  | { step: 'wait' };

const wantedOf = (act: DoorAct): 'on' | 'off' => (act === 'release' ? 'off' : 'on');

/** The doors that an act can be of. With none to be released, none is: what nobody holds is not let go. */
export function doorsFor(act: DoorAct, alarm: Alarm, offered: readonly Action[]): Action[] {
  if (act === 'open') return offered.filter(({ effect }) => effect === 'open');
  const holds = offered.filter(({ effect }) => effect === 'hold');
  return act === 'hold' ? holds : holds.filter((action) => isOn(alarm, action));
}

/** The key of an act: the first time, or again. */
export function pressDoor(
  act: DoorAct,
  from: { ask: DoorAsk | null; alarm: Alarm; offered: readonly Action[]; nowMs: number },
): DoorStep {
  const { ask, nowMs } = from;
  if (ask !== null && ask.act === act && nowMs - ask.sinceMs < askStaysMs) {
    if (ask.chosenId === null) return { step: 'wait' };
    if (nowMs - ask.sinceMs < secondPressAfterMs) return { step: 'wait' };
    return { step: 'run', actionId: ask.chosenId, wanted: wantedOf(act) };
  }
  const choices = doorsFor(act, from.alarm, from.offered).map(({ id, name }) => ({ id, name }));
  const [only] = choices;
  if (only === undefined) return { step: 'none', act };
  if (choices.length > 1) return { step: 'ask', ask: { act, choices, chosenId: null, sinceMs: nowMs } };
  return chooseDoor(act, only.id, choices, nowMs);
}

/** One is meant: holding it needs no more, moving it asks. */
export function chooseDoor(act: DoorAct, id: number, choices: DoorAsk['choices'], nowMs: number): DoorStep {
  if (act === 'hold') return { step: 'run', actionId: id, wanted: 'on' };
  return { step: 'ask', ask: { act, choices: choices.filter((each) => each.id === id), chosenId: id, sinceMs: nowMs } };
}

/** A digit while it is asked which. */
export function digitDoor(ask: DoorAsk, key: string, nowMs: number): DoorStep | null {
  if (ask.chosenId !== null || !/^[1-9]$/.test(key)) return null;
  const choice = ask.choices[Number(key) - 1];
  return choice === undefined ? null : chooseDoor(ask.act, choice.id, ask.choices, nowMs);
}
