/**
 * Times on the wire: `yyyyMMddHHmmss` in the station's time zone (GA/T 1400.3), and the forms cameras send instead:
 * separators between the parts, a fraction of a second, an ISO 8601 offset.
 */
const written =
  /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})[ T_]{0,2}(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]?(\d{1,6}))?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Milliseconds since 1970; null when this names no instant of the calendar between 1970 and 2099. */
export function readWireTime(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const match = written.exec(String(value).slice(0, 64).trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part));
  const sane =
    year >= 1970 &&
    year <= 2099 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 60; // 60: a leap second, taken as the second after
  if (!sane) return null;
  const fractionMs = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const offset = match[8];
  const instantMs =
    offset === undefined
      ? new Date(year, month - 1, day, hour, minute, second, fractionMs).getTime()
      : Date.UTC(year, month - 1, day, hour, minute, second, fractionMs) - offsetMs(offset);
  return instantMs >= 0 ? instantMs : null;
}

/** An end of a span: a day without a time begins at its beginning, and ends at its end. */
export function readWireBound(value: unknown, which: 'begin' | 'end'): number | null {
  const day = /^\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})\s*$/.exec(String(value).slice(0, 64));
  if (day === null) return readWireTime(value);
  const date = day.slice(1).join('');
  const lastSecondMs = which === 'end' ? readWireTime(`${date}235959`) : null;
  if (which === 'end') return lastSecondMs === null ? null : lastSecondMs + 1000;
  return readWireTime(`${date}000000`);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.replace(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * 60_000;
}

/** `yyyyMMddHHmmss` in the station's time zone. */
export function writeWireTime(instantMs: number): string {
  const at = new Date(instantMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return (
    String(at.getFullYear()).padStart(4, '0') +
    [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('')
  );
}
