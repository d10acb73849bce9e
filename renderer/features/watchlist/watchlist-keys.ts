/** What a key means to the watchlist while nothing else has it. Pure. */

export interface ListKeySituation {
  key: string;
  modified: boolean;
  /** The focus is in a field, or a dialog is open. */
  typing: boolean;
  /** The focus is in the list: what is pressed there is meant for the list. */
  inList: boolean;
  /** An alarm is being handled: outside the list, its keys come first. */
  handling: boolean;
  /** Something is filtered for. */
  filtered: boolean;
}

export type ListAct = 'search' | 'new' | 'approve' | 'list' | 'clear';

export function decideListKey(situation: ListKeySituation): ListAct | null {
  const { key, inList } = situation;
  if (situation.modified || situation.typing) return null;
  switch (key) {
    case '/':
    case '\u3001': // as a Chinese input method types it
      return 'search';
    case 'n':
    case 'N':
      // It writes a note on the alarm that is being handled.
      return situation.handling && !inList ? null : 'new';
    case 'a':
    case 'A':
      return inList ? 'approve' : null;
    case 'ArrowLeft':
    case 'ArrowRight':
      // Up and down are the alarm rail's while nothing has the focus.
      return inList ? null : 'list';
    case 'Escape':
      return situation.filtered ? 'clear' : null;
    default:
      return null;
  }
}

/** The row that a key leads to from `index`; null: the key does not move. */
export function moveInRows(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  const within = (target: number): number => Math.min(count - 1, Math.max(0, target));
  switch (key) {
    case 'ArrowUp':
      return within(index - 1);
    case 'ArrowDown':
      return within(index + 1);
    case 'PageUp':
      return within(index - 10);
    case 'PageDown':
      return within(index + 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** `12` opens an entry, `12/change` changes it; a word is one of the screen's other sides. */
export type WatchlistPlace =
  | { at: 'list' }
  | { at: 'entry'; id: number }
  | { at: 'change'; id: number }
  | { at: 'new'; kind: 'vehicle' | 'person' }
  | { at: 'waiting' | 'import' | 'settings' }
  | { at: 'nowhere' };

export function placeOf(item: string | null, part: string | null): WatchlistPlace {
  switch (item) {
    case null:
      return { at: 'list' };
    case 'new':
      return { at: 'new', kind: part === 'person' ? 'person' : 'vehicle' };
    case 'waiting':
    case 'import':
    case 'settings':
      return { at: item };
    default:
      break;
  }
  if (!/^[1-9]\d{0,14}$/.test(item)) return { at: 'nowhere' };
  return part === 'change' ? { at: 'change', id: Number(item) } : { at: 'entry', id: Number(item) };
}
