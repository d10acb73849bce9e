import { apiError } from '#contract/errors.ts';
import type { ErrorCode } from '#contract/errors.ts';

export interface StationError {
  code: ErrorCode;
  /** Values for the words of the code, such as `retryAfterSeconds`. */
  facts: Readonly<Record<string, string | number>>;
}

/** What the station said was wrong; null when the failure did not come from it (no connection, a bug here). */
export function appErrorOf(error: unknown): StationError | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null;
  const said = apiError.safeParse(error.data);
  return said.success ? { code: said.data.appCode, facts: said.data.facts } : null;
}

/** For a query's or mutation's error: a failure without an answer from the station is `unavailable`. */
export function stationErrorOf(error: unknown): StationError {
  return appErrorOf(error) ?? { code: 'unavailable', facts: {} };
}
