/** How long to wait after a failure, so that many stations do not call a county that has just come back all at once. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

export const linkBackoff: Backoff = { firstMs: 1_000, longestMs: 60_000 };
/** After 401 and 403: counties lock accounts after a few wrong passwords, so these tries are far apart. */
export const credentialBackoff: Backoff = { firstMs: 30_000, longestMs: 900_000 };

/**
 * Milliseconds to wait after the nth failure in a row (n from 1): doubling up to the longest, of which half is fixed
 * and half is chance. `chance` is 0 to 1.
 */
export function backoffMs(failures: number, chance: number, { firstMs, longestMs }: Backoff): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(whole / 2 + (chance * whole) / 2);
}
