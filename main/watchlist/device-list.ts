/** Which entries belong into the own list of a camera. Pure. */
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { holdsAt } from './matcher.ts';
import { isInScope } from './scope.ts';
import type { SeenAt } from './scope.ts';

export interface ListKeeper {
  takes: 'vehicles' | 'persons' | 'all';
  /** Null for its camera: it speaks for several, and is given only what holds everywhere. */
  at: SeenAt;
}

/** What the camera itself may enforce now: approved, begun, not over, in its place, and of a kind it is to know. */
export function entriesFor(
  entries: readonly WatchlistEntry[],
  { takes, at }: ListKeeper,
  nowMs: number,
): WatchlistEntry[] {
  return entries.filter(
    (entry) =>
      (takes === 'all' || (entry.kind === 'vehicle') === (takes === 'vehicles')) &&
      holdsAt(entry, nowMs) &&
      isInScope(entry.scope, at),
  );
}
