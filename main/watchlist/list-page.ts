/** What of the list somebody asks to see. Pure: a hundred thousand entries are looked through in memory. */
import type { EntryFilter, EntryPage, ListedEntry, WatchlistEntry } from '#contract/watchlist.ts';
import { isInForce, statusOf } from './entry-status.ts';
import { statsOf } from './entry-stats.ts';
import type { EntryTally } from './entry-stats.ts';
import { normalisePlate } from './plate.ts';

export interface PageOf {
  filter: EntryFilter;
  offset: number;
  limit: number;
}
export interface ListFacts {
  nowMs: number;
  expiryNoticeDays: number;
  tallies: ReadonlyMap<number, EntryTally>;
}

/** Most urgent first, then newest. Of entries in order of number; the list is given out once for every page. */
export function inOrder(entries: Iterable<WatchlistEntry>): WatchlistEntry[] {
  const byPriority: Record<WatchlistEntry['priority'], WatchlistEntry[]> = { 1: [], 2: [], 3: [] };
  for (const entry of entries) byPriority[entry.priority].push(entry);
  return [byPriority[1], byPriority[2], byPriority[3]].flatMap((some) => some.reverse());
}

export function pageOf(
  ordered: readonly WatchlistEntry[],
  { filter, offset, limit }: PageOf,
  { nowMs, expiryNoticeDays, tallies }: ListFacts,
): EntryPage {
  const counts = { all: ordered.length, inForce: 0, waiting: 0, expiringSoon: 0, doubtful: 0 };
  const matchesText = textFilter(filter.text ?? '');
  const entries: ListedEntry[] = [];
  let total = 0;
  for (const entry of ordered) {
    const status = statusOf(entry, nowMs, expiryNoticeDays);
    if (isInForce(status)) counts.inForce += 1;
    if (status === 'waiting') counts.waiting += 1;
    if (status === 'expiring-soon') counts.expiringSoon += 1;
    const tally = tallies.get(entry.id);
    const doubtful = tally !== undefined && statsOf(entry.id, tally).doubtful;
    if (doubtful) counts.doubtful += 1;
    const passes =
      (filter.kind === undefined || entry.kind === filter.kind) &&
      (filter.category === undefined || entry.category === filter.category) &&
      (filter.status === undefined || status === filter.status) &&
      (filter.origin === undefined || entry.origin === filter.origin) &&
      (filter.doubtful !== true || doubtful) &&
      matchesText(entry);
    if (!passes) continue;
    total += 1;
    if (total > offset && entries.length < limit) entries.push({ entry, status, stats: statsOf(entry.id, tally) });
  }
  return { entries, total, counts };
}

/** Part of a plate however it is spelled, or of what is written of the entry, in small letters or large. */
function textFilter(asked: string): (entry: WatchlistEntry) => boolean {
  if (asked === '') return () => true;
  const small = asked.toLowerCase();
  const plate = normalisePlate(asked);
  const has = (text: string | null): boolean => text !== null && text.toLowerCase().includes(small);
  return (entry) => {
    const named = entry.kind === 'vehicle' ? plate !== '' && entry.plate.includes(plate) : has(entry.name);
    return named || has(entry.basis) || has(entry.note) || has(entry.ownCategory);
  };
}
