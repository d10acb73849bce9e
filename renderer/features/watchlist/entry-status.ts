import type { WatchlistEntry } from '#contract/watchlist.ts';
import { startOfDayMs } from '../../text/format.ts';

export type EntryStatus = 'valid' | 'expiring-soon' | 'expired' | 'not-approved' | 'not-yet';

const dayMs = 86_400_000;
/** Said early enough for a renewal to be approved. */
const soonDays = 14;

/** Whether an entry matches now, and if not, why not. What never matches for want of approval is said first. */
export function entryStatus(
  entry: Pick<WatchlistEntry, 'approvedBy' | 'expiresAtMs' | 'validFromMs'>,
  nowMs: number,
): EntryStatus {
  if (entry.expiresAtMs <= nowMs) return 'expired';
  if (entry.approvedBy === null) return 'not-approved';
  if (entry.validFromMs !== null && entry.validFromMs > nowMs) return 'not-yet';
  return entry.expiresAtMs - nowMs <= soonDays * dayMs ? 'expiring-soon' : 'valid';
}

/** Calendar days to the last day on which the entry holds: 0 is today; negative once it is over. */
export function daysLeft(expiresAtMs: number, nowMs: number): number {
  // Rounded: a day is 23 or 25 hours long where clocks are put forward and back.
  return Math.round((startOfDayMs(expiresAtMs - 1) - startOfDayMs(nowMs)) / dayMs);
}

export function matchesSearch(entry: WatchlistEntry, search: string): boolean {
  const wanted = search.replace(/[\s·]/g, '').toUpperCase();
  if (wanted === '') return true;
  const subject = entry.kind === 'vehicle' ? entry.plate : `${entry.name ?? ''} ${entry.idNumber}`;
  return `${subject} ${entry.basis}`.replace(/[\s·]/g, '').toUpperCase().includes(wanted);
}
