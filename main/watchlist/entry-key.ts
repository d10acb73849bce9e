import type { EntryDraft, WatchlistEntry } from '#contract/watchlist.ts';
import { maskIdNumber } from './id-number.ts';
import type { NewEntry } from './watchlist-store.ts';

type Described = EntryDraft | NewEntry | WatchlistEntry;

/** Two entries are the same when they list the same subject for the same reason: kind, subject, category. */
export function keyOf(entry: Described): string {
  return [entry.kind, subjectKeyOf(entry), entry.category, entry.ownCategory ?? ''].join('\n');
}

/** A person is whom the surest of what is given says. */
function subjectKeyOf(entry: Described): string {
  if (entry.kind === 'vehicle') return entry.plate;
  if (entry.idNumber !== null) return `id ${entry.idNumber}`;
  return entry.libraryId !== null ? `library ${entry.libraryId}` : `name ${entry.name ?? ''}`;
}

/** For people to read, without a whole ID number. */
export function subjectOf(entry: Described): string {
  if (entry.kind === 'vehicle') return entry.plate;
  return entry.name ?? (entry.idNumber === null ? (entry.libraryId ?? '') : maskIdNumber(entry.idNumber));
}
