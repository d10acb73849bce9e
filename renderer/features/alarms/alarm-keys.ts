/** What a key means to the alarm rail. Pure, so that no key ever does two things by accident. */
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import type { DoorAct } from './door-keys.ts';

export const outcomeKeys: Readonly<Record<string, AlarmOutcome>> = {
  '1': 'true-hit',
  '2': 'false-match',
  '3': 'drill',
  '4': 'duplicate',
};

/**
 * Letters that are the rail's wherever the focus is while an alarm is in hand, so that a door's key never means something
 * else on another screen. A pad that moves a camera keeps its own.
 */
export const railLetters: ReadonlySet<string> = new Set(['n', 'x', 'r', 'o', 'h', 'j', 'k']);

/**
 * A card that has just appeared does not take Enter: the key was meant for what was there before it.
 * A little over a practised double press.
 */
export const settleMs = 600;

export interface KeySituation {
  key: string;
  /** Ctrl, Alt or Meta is down. */
  modified: boolean;
  shifted: boolean;
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
  /** What is open at the foot of the selected card. */
  work: 'form' | 'door-which' | 'door-again' | null;
}

export type KeyAction =
  | { act: 'acknowledge'; id: number }
  | { act: 'begin-outcome'; id: number; outcome: AlarmOutcome }
  | { act: 'begin-note'; id: number }
  | { act: 'begin-hand-over'; id: number }
  | { act: 'tick-next-step'; id: number; step: number }
  | { act: 'door'; id: number; door: DoorAct }
  | { act: 'which-door'; digit: string }
  | { act: 'leave' }
  | { act: 'select'; id: number };

const moves: Readonly<Record<string, 1 | -1>> = { arrowdown: 1, j: 1, arrowup: -1, k: -1 };

/** Null: the key is not the rail's. */
export function decideAlarmKey(situation: KeySituation): KeyAction | null {
  const { selected, order, work } = situation;
  const key = situation.key.toLowerCase();
  if (situation.modified || situation.typing) return null;
  if (work !== null && key === 'escape') return { act: 'leave' };
  const by = moves[key];
  if (by !== undefined) {
    // J and K lead from card to card wherever the focus is; arrows are the wall's while it has the focus.
    if (work === 'form' || (key.startsWith('arrow') && situation.onWall) || order.length === 0) return null;
    const at = order.findIndex((alarm) => alarm.id === selected?.id);
    const next = order[Math.min(order.length - 1, Math.max(0, at + by))];
    return next === undefined || next.id === selected?.id ? null : { act: 'select', id: next.id };
  }
  if (selected === null || selected.state === 'resolved' || situation.repeat || work === 'form') return null;
  const settled = situation.selectedForMs >= settleMs;
  switch (key) {
    case 'enter':
      return selected.state === 'open' && !situation.onControl && settled
        ? { act: 'acknowledge', id: selected.id }
        : null;
    // What moves a door was meant for the card that was there when the hand began to move.
    case 'o':
      return settled ? { act: 'door', id: selected.id, door: 'open' } : null;
    case 'h':
      return settled ? { act: 'door', id: selected.id, door: situation.shifted ? 'release' : 'hold' } : null;
    case 'n':
      return { act: 'begin-note', id: selected.id };
    case 'r':
      return { act: 'begin-hand-over', id: selected.id };
    default:
      break;
  }
  if (work === 'door-which') return /^[1-9]$/.test(key) ? { act: 'which-door', digit: key } : null;
  if (selected.state !== 'acknowledged') return null;
  const outcome = outcomeKeys[key];
  if (outcome !== undefined) return { act: 'begin-outcome', id: selected.id, outcome };
  if (key === 'x') {
    const step = selected.procedure.findIndex((_, index) => !selected.stepsDone.includes(index));
    return step === -1 ? null : { act: 'tick-next-step', id: selected.id, step };
  }
  return null;
}
