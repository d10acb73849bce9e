/** What a key means to the alarm rail. Pure, so that no key ever does two things by accident. */
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';

export const outcomeKeys: Readonly<Record<string, AlarmOutcome>> = {
  '1': 'true-hit',
  '2': 'false-match',
  '3': 'drill',
  '4': 'duplicate',
};

/**
 * A card that has just appeared does not take Enter: the key was meant for what was there before it.
 * A little over a practised double press.
 */
export const settleMs = 600;

export interface KeySituation {
  key: string;
  /** Ctrl, Alt or Meta is down. */
  modified: boolean;
  repeat: boolean;
  /** The focus is in a field, or a dialog is open: keys belong there. */
  typing: boolean;
  /** The focus is on a control that takes Enter itself (a button, a link). */
  onControl: boolean;
  /** The focus is on the wall: arrows move between tiles. */
  onWall: boolean;
  selected: Alarm | null;
  /** How long the selected card has been the selected one. */
  selectedForMs: number;
  order: readonly Alarm[];
}

export type KeyAction =
  | { act: 'acknowledge'; id: number }
  | { act: 'begin-outcome'; id: number; outcome: AlarmOutcome }
  | { act: 'begin-note'; id: number }
  | { act: 'tick-next-step'; id: number; step: number }
  | { act: 'select'; id: number };

/** Null: the key is not the rail's. */
export function decideAlarmKey(situation: KeySituation): KeyAction | null {
  const { key, selected, order } = situation;
  if (situation.modified || situation.typing) return null;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    if (situation.onWall || order.length === 0) return null;
    const at = order.findIndex((alarm) => alarm.id === selected?.id);
    const next = order[Math.min(order.length - 1, Math.max(0, at + (key === 'ArrowDown' ? 1 : -1)))];
    return next === undefined || next.id === selected?.id ? null : { act: 'select', id: next.id };
  }
  if (selected === null || situation.repeat) return null;
  if (key === 'Enter') {
    if (selected.state !== 'open' || situation.onControl || situation.selectedForMs < settleMs) return null;
    return { act: 'acknowledge', id: selected.id };
  }
  if (selected.state !== 'acknowledged') return null;
  const outcome = outcomeKeys[key];
  if (outcome !== undefined) return { act: 'begin-outcome', id: selected.id, outcome };
  if (key === 'n' || key === 'N') return { act: 'begin-note', id: selected.id };
  if (key === 'x' || key === 'X') {
    const step = selected.procedure.findIndex((_, index) => !selected.stepsDone.includes(index));
    return step === -1 ? null : { act: 'tick-next-step', id: selected.id, step };
  }
  return null;
}
