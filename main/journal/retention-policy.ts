import type { RetainedKind } from '#contract/retention.ts';
import { days } from '../system/clock.ts';
import { lawfulBoundOf } from './lawful-bounds.ts';
import type { LawfulBounds } from './lawful-bounds.ts';

export const retainedKinds = ['footage', 'sightings', 'alarms', 'audit'] as const satisfies readonly RetainedKind[];

/** Milliseconds of each kind, as asked for. */
export type AskedPeriods = Readonly<Record<RetainedKind, number>>;

/** What holds where nobody has asked for anything. */
export const defaultPeriods: AskedPeriods = {
  footage: days(30),
  sightings: days(30),
  alarms: days(180),
  audit: days(365),
};

export interface KeepingPeriod {
  kind: RetainedKind;
  /** What was asked for, raised to the lawful bound: the law changes, and a unit becomes a key target. */
  days: number;
  lawful: { days: number; source: string } | null;
}

export function keepingPeriods(
  asked: AskedPeriods,
  bounds: LawfulBounds,
  unit: { keyTarget: boolean },
): KeepingPeriod[] {
  return retainedKinds.map((kind) => {
    const lawful = lawfulBoundOf(bounds, kind, unit);
    return { kind, days: Math.max(asked[kind] / days(1), lawful?.days ?? 0), lawful };
  });
}

/** The local midnight at or before an instant. */
export function dayStartMs(atMs: number): number {
  const at = new Date(atMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/**
 * What is from before this instant has been kept for the whole period. A local midnight, since a day's pictures are one
 * file: a record is kept for up to a day longer than asked, never shorter.
 */
export const cutoffMs = (nowMs: number, periodDays: number): number => dayStartMs(nowMs - days(periodDays));

/** Where no law bounds a kind, a full disk takes no more than what is older than this. */
export const leastDays = 7;

/**
 * What goes next when the disk is full: the oldest day that is beyond the lawful bound, though within the period asked
 * for. Null: nothing may go, and intake refuses instead. Alarms and the audit log are small: they never make room.
 */
export function makesRoom(
  periods: readonly KeepingPeriod[],
  oldestAtMs: Readonly<Partial<Record<RetainedKind, number | null>>>,
  nowMs: number,
): { kind: 'footage' | 'sightings'; beforeMs: number } | null {
  const candidates = (['footage', 'sightings'] as const).flatMap((kind) => {
    const oldest = oldestAtMs[kind] ?? null;
    const period = periods.find((each) => each.kind === kind);
    if (oldest === null || period === undefined) return [];
    const limitMs = cutoffMs(nowMs, period.lawful?.days ?? Math.min(leastDays, period.days));
    // The day after the oldest; 36 hours reach it over a change of the clocks too.
    const beforeMs = Math.min(dayStartMs(dayStartMs(oldest) + 1.5 * days(1)), limitMs);
    return oldest < beforeMs ? [{ kind, oldest, beforeMs }] : [];
  });
  const [first] = candidates.sort((a, b) => a.oldest - b.oldest);
  return first === undefined ? null : { kind: first.kind, beforeMs: first.beforeMs };
}

/** The station's own clock, seen twice. */
export interface ClockReading {
  wallMs: number;
  /** Null: of an earlier run of the station. */
  monotonicMs: number | null;
}

/** Longer than a station is switched off without anybody noticing that its clock is wrong. */
const longestAbsenceMs = days(3);
const jumpMs = days(1) / 24;

/** Whether the clock on the wall has moved otherwise than time has passed: what is old by it may be new. */
export function clockJumped(before: ClockReading, now: { wallMs: number; monotonicMs: number }): boolean {
  const wallMs = now.wallMs - before.wallMs;
  if (before.monotonicMs === null) return wallMs < -jumpMs || wallMs > longestAbsenceMs;
  return Math.abs(wallMs - (now.monotonicMs - before.monotonicMs)) > jumpMs;
}
