/** Who may do what to an entry, and why not. Pure; the station holds to the same. */
import type { SignedIn } from '#contract/access.ts';
import type { EntryStatus, WatchlistEntry } from '#contract/watchlist.ts';

/** Why an act is not offered. `author`: nobody approves what they wrote themselves. */
export type Hindrance = 'guard' | 'own' | 'author' | 'approved' | 'over' | 'provision' | 'county';
export type Right = { may: true } | { may: false; why: Hindrance };

const yes: Right = { may: true };
const no = (why: Hindrance): Right => ({ may: false, why });

/** What the provision file or an upper platform says is changed there. */
function ofElsewhere({ origin }: Pick<WatchlistEntry, 'origin'>): 'provision' | 'county' | null {
  return origin === 'console' ? null : origin;
}

export function mayApprove(
  entry: Pick<WatchlistEntry, 'author' | 'approvedBy'>,
  status: EntryStatus,
  me: Pick<SignedIn, 'account' | 'role'>,
): Right {
  if (entry.approvedBy !== null) return no('approved');
  if (status === 'expired') return no('over');
  if (me.role === 'guard') return no('guard');
  return entry.author === me.account ? no('author') : yes;
}

/** A guard corrects what he wrote himself, until it is approved: a changed entry matches nothing meanwhile. */
export function mayChange(
  entry: Pick<WatchlistEntry, 'origin' | 'author' | 'approvedBy'>,
  me: Pick<SignedIn, 'account' | 'role'>,
): Right {
  const elsewhere = ofElsewhere(entry);
  if (elsewhere !== null) return no(elsewhere);
  const isOwnWaiting = entry.approvedBy === null && entry.author === me.account;
  return me.role === 'guard' && !isOwnWaiting ? no('own') : yes;
}

export function mayWithdraw(entry: Pick<WatchlistEntry, 'origin'>, me: Pick<SignedIn, 'role'>): Right {
  const elsewhere = ofElsewhere(entry);
  if (elsewhere !== null) return no(elsewhere);
  return me.role === 'guard' ? no('guard') : yes;
}

export const mayManage = (me: Pick<SignedIn, 'role'> | null): boolean => me !== null && me.role !== 'guard';
