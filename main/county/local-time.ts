import { hours, minutes, seconds } from '../system/clock.ts';

/** Milliseconds that local time is ahead of UTC at an instant. */
export type OffsetAt = (atMs: number) => number;
export type ToIso = (atMs: number) => string;

export const offsetHere: OffsetAt = (atMs) => -new Date(atMs).getTimezoneOffset() * 60_000;

/** ISO 8601 with the local offset, to the second: 2026-03-01T09:00:00+08:00. */
export function isoWith(offsetAt: OffsetAt): ToIso {
  return (atMs) => {
    const offsetMs = offsetAt(atMs);
    const offsetMinutes = Math.abs(Math.round(offsetMs / 60_000));
    const two = (n: number): string => String(n).padStart(2, '0');
    const sign = offsetMs < 0 ? '-' : '+';
    const local = new Date(atMs + offsetMs).toISOString().slice(0, 19);
    return `${local}${sign}${two(Math.floor(offsetMinutes / 60))}:${two(offsetMinutes % 60)}`;
  };
}

/** GA/T 1400 time: yyyyMMddHHmmss, local. */
export function viidTime(atMs: number, offsetAt: OffsetAt): string {
  return new Date(atMs + offsetAt(atMs)).toISOString().slice(0, 19).replaceAll(/\D/g, '');
}

/** Milliseconds of `30s`, `10m`, `1h`, `1d`, from one second to one day; null when it is no such length. */
export function parseEvery(text: string): number | null {
  const match = /^(\d{1,5})\s*([smhd])$/.exec(text.trim());
  if (match === null) return null;
  const n = Number(match[1]);
  const everyMs = { s: seconds(n), m: minutes(n), h: hours(n), d: hours(24 * n) }[match[2] as 's' | 'm' | 'h' | 'd'];
  return everyMs >= seconds(1) && everyMs <= hours(24) ? everyMs : null;
}

/** The first instant after `afterMs` at which a local clock shows a whole multiple of `everyMs`. */
export function nextBoundaryMs(afterMs: number, everyMs: number, offsetAt: OffsetAt): number {
  const offsetMs = offsetAt(afterMs);
  const boundary = (Math.floor((afterMs + offsetMs) / everyMs) + 1) * everyMs;
  const atMs = boundary - offsetMs;
  // Clocks may have been put forward or back in between.
  const corrected = boundary - offsetAt(atMs);
  return corrected > afterMs ? corrected : atMs;
}

/** The last such instant at or before `atMs`. */
export function lastBoundaryMs(atMs: number, everyMs: number, offsetAt: OffsetAt): number {
  const offsetMs = offsetAt(atMs);
  return Math.floor((atMs + offsetMs) / everyMs) * everyMs - offsetMs;
}

const dayMs = hours(24);

/** Days since 1970-01-01 on a local calendar. */
export function localDayAt(atMs: number, offsetAt: OffsetAt): number {
  return Math.floor((atMs + offsetAt(atMs)) / dayMs);
}

/**
 * The instant at which a local clock shows this minute of this day. Where it shows it twice, the first; where clocks are
 * put forward over it, the instant at which they are.
 */
export function localInstantMs(localDay: number, minuteOfDay: number, offsetAt: OffsetAt): number {
  const shown = localDay * dayMs + minutes(minuteOfDay);
  // No offset reaches a day, and clocks are not put forward or back twice in two.
  const before = offsetAt(shown - dayMs);
  const after = offsetAt(shown + dayMs);
  const fits = [shown - before, shown - after].filter((atMs) => atMs + offsetAt(atMs) === shown);
  if (fits.length > 0) return Math.min(...fits);
  // Put forward over it: the change lies between the two.
  let [earlierMs, laterMs] = [shown - after, shown - before];
  while (laterMs - earlierMs > 1) {
    const middleMs = Math.floor((earlierMs + laterMs) / 2);
    if (offsetAt(middleMs) === before) earlierMs = middleMs;
    else laterMs = middleMs;
  }
  return laterMs;
}
