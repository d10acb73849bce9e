import type { HttpReply } from './http-exchange.ts';
import type { OffsetAt } from './local-time.ts';

/** When we asked and when the whole reply was there, by our own clock. */
export interface ExchangeTimes {
  sentAtMs: number;
  receivedAtMs: number;
}

/**
 * A clock that shows whole seconds, minus ours, milliseconds. 0 when all that is seen can be explained without a
 * difference: by the second that it does not show, and by the time the exchange took.
 */
export function driftOf(shownMs: number, { sentAtMs, receivedAtMs }: ExchangeTimes): number {
  const [least, most] = [shownMs - receivedAtMs, shownMs + 1000 - sentAtMs];
  return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
}

/** The HTTP Date of a reply; null: none that can be read. */
export function dateOf({ headers }: Pick<HttpReply, 'headers'>): number | null {
  const header = headers['date'];
  if (typeof header !== 'string' || !/^[\x20-\x7e]{10,64} GMT$/.test(header)) return null;
  const atMs = Date.parse(header);
  return Number.isFinite(atMs) ? atMs : null;
}

/** `20261123143200`, `2026-11-23 14:32:00`, `2026-11-23T14:32:00.000`: local time of the unit. Null: no time. */
export function localInstant(text: string, offsetAt: OffsetAt): number | null {
  const parts = /^\s*(\d{4})[-/]?(\d{2})[-/]?(\d{2})[ T]?(\d{2}):?(\d{2}):?(\d{2})(?:\.\d{1,9})?\s*$/.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(asUtcMs);
  if (year < 1970 || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23) return null;
  return asUtcMs - offsetAt(asUtcMs - offsetAt(asUtcMs));
}
