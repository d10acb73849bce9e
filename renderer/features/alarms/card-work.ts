/** What is open at the foot of a card: one thing at a time, and the card stays under it. */
import type { AlarmOutcome } from '#contract/alarm.ts';
import type { DoorAct, DoorAsk } from './door-keys.ts';

export type CardWork =
  | { id: number; form: 'outcome'; outcome: AlarmOutcome | null }
  | { id: number; form: 'note' }
  | { id: number; form: 'hand-over' }
  | { id: number; form: 'door'; ask: DoorAsk };

/** What the parts of a card may ask for; the same object for as long as the rail is shown. */
export interface CardHands {
  select(id: number): void;
  work(work: CardWork | null): void;
  /** A button or the key of a door. */
  door(id: number, act: DoorAct): void;
  /** One of several, or the confirmation of the one. */
  chooseDoor(id: number, actionId: number): void;
}
