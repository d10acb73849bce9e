import type { AlarmSurroundings, HourCounts, SightingFilter } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';

/** Part of a long answer: the newest `limit` with a number below `before`. */
export interface Page {
  before?: number | undefined;
  limit: number;
}

/** Received in [fromMs, toMs), by our clock. */
export interface Period {
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/**
 * Finding in the journal. Order is that of receipt, by number: our clock may jump, numbers never do.
 * AppError `unavailable`: too many searches wait, or this one took too long.
 */
export interface SightingSearch {
  /** Newest first. */
  latest(filter: SightingFilter, page: Page): Promise<Sighting[]>;
  /** By the hour of receipt. */
  hours(filter: SightingFilter & { fromMs: number; toMs: number }): Promise<HourCounts>;
  /** On the same camera, oldest first: at most `limit` before it and as many after; itself left out. */
  neighbours(of: Sighting, limit: number): Promise<Sighting[]>;
  /** Where the plate was read, newest first; `alike`: or one that differs in look-alikes only. */
  plateTrail(plate: string, alike: boolean, period: Period, page: Page): Promise<Sighting[]>;
  /** What raised alarms on this entry or was folded into them, newest first. */
  entryTrail(entryId: number, period: Period, page: Page): Promise<Sighting[]>;
  /** Around an alarm, `minutes` before it was raised and after; on these cameras. */
  surroundings(
    alarm: { id: number; subject: string; raisedAtMs: number },
    minutes: number,
    cameraIds: readonly (string | null)[],
  ): Promise<AlarmSurroundings>;
}
