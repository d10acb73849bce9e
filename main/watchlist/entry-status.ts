import type { EntryStatus, WatchlistEntry } from '#contract/watchlist.ts';
import { days } from '../system/clock.ts';

/** How an entry stands at `nowMs`; what has expired is expired, whether it was ever approved or not. */
export function statusOf(
  { approvedBy, validFromMs, expiresAtMs }: Pick<WatchlistEntry, 'approvedBy' | 'validFromMs' | 'expiresAtMs'>,
  nowMs: number,
  expiryNoticeDays: number,
): EntryStatus {
  if (expiresAtMs <= nowMs) return 'expired';
  if (approvedBy === null) return 'waiting';
  if (validFromMs !== null && validFromMs > nowMs) return 'future';
  return expiresAtMs - days(expiryNoticeDays) <= nowMs ? 'expiring-soon' : 'valid';
}

export function isInForce(status: EntryStatus): boolean {
  return status === 'valid' || status === 'expiring-soon';
}
