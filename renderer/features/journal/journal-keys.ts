/** What a key means to the journal while nothing else has it. Pure. */

export interface JournalKeySituation {
  key: string;
  modified: boolean;
  typing: boolean;
  /** The focus is on a button or link. */
  onControl: boolean;
  /** A record is open on the right. */
  chosen: boolean;
  brushed: boolean;
}

export type JournalAct =
  'close' | 'unbrush' | 'table' | 'tail' | 'hits' | 'plate' | 'bar' | 'saved' | 'filters' | 'clear' | 'list';

const letters: Readonly<Record<string, JournalAct>> = {
  t: 'table',
  l: 'tail',
  // H is the alarm rail's, everywhere: it holds a door.
  e: 'hits',
  '/': 'plate',
  // As a Chinese input method types it.
  '\u3001': 'plate',
  b: 'bar',
  q: 'saved',
  f: 'filters',
  g: 'list',
};

/** Up and down are the alarm rail's while nothing has the focus: left and right lead into the results. */
export function decideJournalKey(situation: JournalKeySituation): JournalAct | null {
  const { key, onControl } = situation;
  if (situation.modified || situation.typing) return null;
  switch (key) {
    case 'Escape':
      return situation.chosen ? 'close' : situation.brushed ? 'unbrush' : null;
    case 'Backspace':
      return 'clear';
    case 'ArrowLeft':
    case 'ArrowRight':
      return onControl ? null : 'list';
    default:
      return letters[key.toLowerCase()] ?? null;
  }
}
