import type { ScheduleSpan } from '#contract/rule.ts';

/** What the clock on the wall shows: 1 Monday … 7 Sunday, and the minute of that day. */
export interface LocalTime {
  day: number;
  minute: number;
}
export type LocalTimeAt = (atMs: number) => LocalTime;

/** Of the machine the station runs on. */
export const localTimeHere: LocalTimeAt = (atMs) => {
  const local = new Date(atMs);
  // Sunday is 0 for Date.
  return { day: local.getDay() || 7, minute: local.getHours() * 60 + local.getMinutes() };
};

/**
 * Whether one of the spans holds; no spans: always. Told by the clock on the wall alone, so that 22:00 is 22:00 on the
 * day on which summer time begins or ends, too: an hour that comes twice holds twice.
 */
export function isScheduled(spans: readonly ScheduleSpan[], { day, minute }: LocalTime): boolean {
  if (spans.length === 0) return true;
  const dayBefore = day === 1 ? 7 : day - 1;
  return spans.some(({ days, fromMinute, toMinute }) => {
    if (toMinute > fromMinute) return days.includes(day) && minute >= fromMinute && minute < toMinute;
    return (days.includes(day) && minute >= fromMinute) || (days.includes(dayBefore) && minute < toMinute);
  });
}
