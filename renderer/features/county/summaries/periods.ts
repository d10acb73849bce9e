/** Periods of a summary or a package, by the clock on the wall here. Pure. */
import type { Shift } from '#contract/summary.ts';

export interface Period {
  /** In it. */
  fromMs: number;
  /** Not in it. */
  toMs: number;
}

export const periodPresets = ['hour', 'shift', 'today', 'yesterday'] as const;
export type PeriodPreset = (typeof periodPresets)[number];

export const mostDays = 31;
const hourMs = 3_600_000;

/** The station's limit is 31 times 24 hours, whatever the clocks do in between. */
const mostMs = mostDays * 24 * hourMs;

/** Null: there is none, because nobody set shifts, or it has only just begun. */
export function presetPeriod(preset: PeriodPreset, shifts: readonly Shift[], nowMs: number): Period | null {
  const period = unchecked(preset, shifts, Math.floor(nowMs / 1000) * 1000);
  return period !== null && period.toMs > period.fromMs ? period : null;
}

function unchecked(preset: PeriodPreset, shifts: readonly Shift[], nowMs: number): Period | null {
  switch (preset) {
    case 'hour': {
      const toMs = startOfHourMs(nowMs);
      return { fromMs: toMs - hourMs, toMs };
    }
    case 'shift': {
      const shift = currentShift(shifts, nowMs);
      return shift === null ? null : { fromMs: shift.fromMs, toMs: nowMs };
    }
    case 'today':
      return { fromMs: onDay(nowMs, 0, 0), toMs: nowMs };
    case 'yesterday':
      return { fromMs: onDay(nowMs, -1, 0), toMs: onDay(nowMs, 0, 0) };
  }
}

/** Counted back, not set back: the hour that comes twice in autumn would be set to its first. */
function startOfHourMs(atMs: number): number {
  const at = new Date(atMs);
  return atMs - at.getMinutes() * 60_000 - at.getSeconds() * 1000 - at.getMilliseconds();
}

/** `minute` of the day that is `days` after the one of `atMs`. */
function onDay(atMs: number, days: number, minute: number): number {
  const at = new Date(atMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 0, minute).getTime();
}

/** The shift of now, and when it began: today, or the last one of yesterday. */
export function currentShift(shifts: readonly Shift[], nowMs: number): { name: string; fromMs: number } | null {
  const begun = shifts
    .flatMap(({ name, beginsAt }) => [-1, 0].map((day) => ({ name, fromMs: onDay(nowMs, day, beginsAt) })))
    .filter(({ fromMs }) => fromMs <= nowMs)
    .sort((a, b) => b.fromMs - a.fromMs);
  return begun[0] ?? null;
}

export type PeriodProblem = 'unwritten' | 'order' | 'future' | 'too-long';

export function periodProblem(fromMs: number | null, toMs: number | null, nowMs: number): PeriodProblem | null {
  if (fromMs === null || toMs === null) return 'unwritten';
  if (toMs <= fromMs) return 'order';
  if (toMs > nowMs) return 'future';
  return toMs - fromMs > mostMs ? 'too-long' : null;
}
