/** The days of an entry, as a calendar has them. Pure. */
import { isoDate, startOfDayMs } from '../../text/format.ts';

const dayMs = 86_400_000;

/** Calendar days to the last day on which the entry holds: 0 is today; negative once it is over. */
export function daysLeft(expiresAtMs: number, nowMs: number): number {
  // Rounded: a day is 23 or 25 hours long where clocks are put forward and back.
  return Math.round((startOfDayMs(expiresAtMs - 1) - startOfDayMs(nowMs)) / dayMs);
}

/** The first instant of a day written `2026-11-30`; null: there is no such day. */
export function dayOf(text: string): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(day));
  // 2026-02-30 would become 2 March.
  return isoDate(at.getTime()) === `${year}-${month}-${day}` ? at.getTime() : null;
}

/** The first instant after that day. */
export function endOf(text: string): number | null {
  const startMs = dayOf(text);
  return startMs === null ? null : new Date(startMs).setHours(24, 0, 0, 0);
}

/** The last day on which an entry holds, not the first on which it does not. */
export const lastDay = (expiresAtMs: number): string => isoDate(expiresAtMs - 1);

/** The day so many days after today, as `dayOf` reads it. */
export function dayFromToday(nowMs: number, days: number): string {
  const at = new Date(nowMs);
  return isoDate(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime());
}
