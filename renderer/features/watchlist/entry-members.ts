/** The members of an entry that people write, and which of them a change touched. Pure. */
import type { EntryDraft, WatchlistEntry } from '#contract/watchlist.ts';
import type { TFunction } from '../../text/index.ts';

export const entryMembers = [
  'plate',
  'plateColour',
  'idNumber',
  'name',
  'libraryId',
  'photo',
  'category',
  'ownCategory',
  'basis',
  'priority',
  'validFromMs',
  'expiresAtMs',
  'scope',
  'procedure',
  'note',
] as const;
export type EntryMember = (typeof entryMembers)[number];

const isMember = (name: string): name is EntryMember => entryMembers.some((member) => member === name);

/** A member as its field is called; what has no field keeps the station's name for it. */
export function memberWords(name: string, t: TFunction): string {
  if (name === 'row') return t('watchlist.wholeRow');
  return isMember(name) ? t(`watchlist.field.${name}`) : name;
}

/** In the order of the form. */
export function changedMembers(before: EntryDraft | WatchlistEntry, after: EntryDraft | WatchlistEntry): EntryMember[] {
  const [was, is] = [before, after] as unknown as Readonly<Record<string, unknown>>[];
  return entryMembers.filter((member) => JSON.stringify(was?.[member]) !== JSON.stringify(is?.[member]));
}
