import { days, hours } from '../system/clock.ts';

/** A row's other columns and its place in the indexes. */
const besideBody = 500;

/**
 * Days until `freeBytes` are full at the pace of the last day, if nothing is acknowledged; null: unknown. A
 * destination set up less than a day ago has grown for that long only.
 */
export function holdsDays(
  grown: { messages: number; bytes: number },
  setUpForMs: number,
  freeBytes: number | null,
): number | null {
  if (freeBytes === null || grown.messages === 0) return null;
  const overMs = Math.min(days(1), Math.max(hours(1), setUpForMs));
  const aDay = ((grown.bytes + grown.messages * besideBody) * days(1)) / overMs;
  return Math.floor((freeBytes / aDay) * 10) / 10;
}
