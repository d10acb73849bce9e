/** What a key means to a list of rows. Pure. */

export interface ListKeySituation {
  key: string;
  modified: boolean;
  /** Where the focus is: on a row, elsewhere on the screen, or nowhere in particular. */
  focus: 'row' | 'screen' | 'elsewhere';
  typing: boolean;
  /** On a button, a link or a switch, which has Enter and Space to itself. */
  onControl: boolean;
  /** An alarm waits or is in hand: its keys come first. */
  alarmPending: boolean;
  mayChange: boolean;
  /** Of the rows, and which of them the focus is on or would come to. */
  at: number;
  count: number;
}

export type ListAct =
  { act: 'go'; to: number } | { act: 'open'; at: number } | { act: 'switch'; at: number } | { act: 'new' };

/**
 * Up, down and N are the alarm rail's while the focus is nowhere: left and right lead into the list, as they do in the
 * records.
 */
export function decideListKey(situation: ListKeySituation): ListAct | null {
  const { key, focus, at, count } = situation;
  if (situation.modified || situation.typing) return null;
  if (key === 'n' || key === 'N') {
    return situation.mayChange && (focus !== 'elsewhere' || !situation.alarmPending) ? { act: 'new' } : null;
  }
  if (count === 0) return null;
  if (focus !== 'row') {
    return (key === 'ArrowLeft' || key === 'ArrowRight') && !situation.onControl ? { act: 'go', to: at } : null;
  }
  switch (key) {
    case 'ArrowDown':
      return { act: 'go', to: Math.min(count - 1, at + 1) };
    case 'ArrowUp':
      return { act: 'go', to: Math.max(0, at - 1) };
    case 'Home':
      return { act: 'go', to: 0 };
    case 'End':
      return { act: 'go', to: count - 1 };
    case 'Enter':
      return situation.onControl ? null : { act: 'open', at };
    case ' ':
      return situation.mayChange && !situation.onControl ? { act: 'switch', at } : null;
    default:
      return null;
  }
}
