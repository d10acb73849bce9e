import type { DryRun } from '#contract/watchlist.ts';

/** Those that would have hit, the most often first; what would not is left out. Pure. */
export function hitsFirst(results: DryRun['results']): DryRun['results'] {
  return results.filter(({ hits }) => hits > 0).toSorted((one, other) => other.hits - one.hits);
}
