import type { CameraCondition, ConditionInterval } from '#contract/health.ts';
import type { RhythmHour } from './event-rhythm.ts';

export interface StoredInterval extends ConditionInterval {
  cameraId: string;
}

export interface StoredRhythm extends RhythmHour {
  cameraId: string;
}

/** How a camera stood in a period: milliseconds, and what it gave when it was last looked at in it. */
export interface CameraStanding {
  cameraId: string;
  liveMs: number;
  knownMs: number;
  lastCondition: CameraCondition;
}

/** `main/storage/health-table.ts` implements it. */
export interface HealthStore {
  /** Adds the intervals, or replaces those of the same camera and beginning. */
  saveIntervals(intervals: readonly StoredInterval[]): Promise<void>;
  /** Those that touch [fromMs, toMs), newest first, as they are stored. */
  intervals(cameraId: string, fromMs: number, toMs: number, limit: number): Promise<ConditionInterval[]>;
  /** Time inside [fromMs, toMs), by camera: as `onlineTime` counts it. */
  sums(fromMs: number, toMs: number): Promise<CameraStanding[]>;
  /** Adds the hours, or replaces those of the same camera and beginning. */
  saveRhythm(hours: readonly StoredRhythm[]): Promise<void>;
  rhythmSince(fromMs: number): Promise<StoredRhythm[]>;
  /** Forgets what ended before. */
  prune(before: { intervalsMs: number; rhythmMs: number }): Promise<void>;
}
