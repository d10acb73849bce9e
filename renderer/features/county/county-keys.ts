/** What a key means to the county screen while nothing else has it. Pure. */

export const countyTabs = ['link', 'summaries', 'packages', 'verify'] as const;
export type CountyTab = (typeof countyTabs)[number];

/** `#/county`, `#/county/summaries`, …; null: there is no such side. */
export function countyTabOf(item: string | null): CountyTab | null {
  if (item === null) return 'link';
  return countyTabs.find((tab) => tab === item && tab !== 'link') ?? null;
}

/** The side that `[` and `]`, also as a Chinese input method types them, turn to; null: the key does not turn. */
export function turnedTab(key: string, current: CountyTab, shown: readonly CountyTab[]): CountyTab | null {
  const by = key === ']' || key === '\u3011' ? 1 : key === '[' || key === '\u3010' ? -1 : 0;
  if (by === 0) return null;
  return shown[shown.indexOf(current) + by] ?? null;
}

export interface LinkKeySituation {
  key: string;
  modified: boolean;
  /** The focus is in a field, or a dialog is open. */
  typing: boolean;
  /** The focus is on a row of the outbox. */
  inRows: boolean;
  /** The focus is on a button or a link. */
  onControl: boolean;
  /** Chiefs and admins. */
  mayAct: boolean;
}

export type LinkAct = 'test' | 'try-now' | 'retry' | 'rows';

export function decideLinkKey(situation: LinkKeySituation): LinkAct | null {
  const { key, inRows, mayAct } = situation;
  if (situation.modified || situation.typing) return null;
  switch (key) {
    case 't':
    case 'T':
      return mayAct ? 'test' : null;
    case 'u':
    case 'U':
      return !mayAct ? null : inRows ? 'retry' : 'try-now';
    case 'ArrowLeft':
    case 'ArrowRight':
      // Up and down are the alarm rail's while nothing has the focus.
      return inRows || situation.onControl ? null : 'rows';
    default:
      return null;
  }
}
