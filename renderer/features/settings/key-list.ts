import type { ParseKeys } from 'i18next';

export interface KeyGroup {
  title: ParseKeys;
  keys: readonly (readonly [caps: readonly string[], words: ParseKeys])[];
}

/** Every key the console knows; what is not here is not bound. */
export const keyGroups: readonly KeyGroup[] = [
  {
    title: 'keys.alarms',
    keys: [
      [['Enter'], 'keys.acknowledge'],
      [['1', '2', '3', '4'], 'keys.outcome'],
      [['N'], 'keys.note'],
      [['X'], 'keys.steps'],
      [['↑', '↓'], 'keys.choose'],
    ],
  },
  {
    title: 'keys.wall',
    keys: [
      [['←', '→', '↑', '↓'], 'keys.focusTile'],
      [['Enter', 'Space'], 'keys.enlarge'],
      [['Esc'], 'keys.back'],
      [['PgUp', 'PgDn'], 'keys.page'],
      [['-', '='], 'keys.layouts'],
    ],
  },
  {
    title: 'keys.everywhere',
    keys: [
      [['Alt', '1–7'], 'keys.screen'],
      [['M'], 'keys.mute'],
      [['?'], 'keys.card'],
    ],
  },
  {
    title: 'keys.journal',
    keys: [
      [['T'], 'keys.table'],
      [['L'], 'keys.tail'],
    ],
  },
];
