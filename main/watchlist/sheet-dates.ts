/** Days and instants as people write them into sheets, by the station's local time. Pure. */
import type { SheetCell } from './sheet-cell.ts';

/** 2026-12-31, 2026/12/31, 2026.12.31, 2026年12月31日, each with or without a time. */
const written =
  /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
/** Days since 1899-12-30 that stand for 2000 to 2199 when a sheet lost the format of its dates. */
const serials = { first: 36_526, last: 109_574 };

/**
 * A day alone is its first instant (`start`), or the first instant after it (`end`: it is the last on which an entry
 * holds). A time given with it is the instant itself. Null: no date.
 */
export function instantOf(cell: SheetCell, bound: 'start' | 'end'): number | null {
  const parts = partsOf(cell);
  if (parts === null) return null;
  const { year, month, day, time } = parts;
  const start = new Date(year, month - 1, day);
  if (year < 1900 || start.getMonth() !== month - 1 || start.getDate() !== day) return null;
  if (time === null) return bound === 'start' ? start.getTime() : new Date(year, month - 1, day + 1).getTime();
  const { hour, minute, second, millisecond } = time;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return new Date(year, month - 1, day, hour, minute, second, millisecond).getTime();
}

/** What `instantOf` reads as this instant again: a day where one says it, else the time as well. */
export function dateText(atMs: number, bound: 'start' | 'end'): string {
  const at = new Date(atMs);
  const day = bound === 'end' ? new Date(at.getFullYear(), at.getMonth(), at.getDate() - 1) : at;
  const text = `${String(day.getFullYear()).padStart(4, '0')}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  if (instantOf(text, bound) === atMs) return text;
  const date = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date} ${time}${at.getMilliseconds() === 0 ? '' : `.${String(at.getMilliseconds()).padStart(3, '0')}`}`;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  time: { hour: number; minute: number; second: number; millisecond: number } | null;
}

function partsOf(cell: SheetCell): Parts | null {
  // A sheet's dates have no zone: their reader gives them as if they were UTC, and they mean local time.
  if (cell instanceof Date) return partsOfDate(cell);
  if (typeof cell === 'number' && cell >= serials.first && cell <= serials.last) {
    return partsOfDate(new Date(Math.round((cell - 25_569) * 86_400_000)));
  }
  const text = String(cell ?? '')
    .normalize('NFKC')
    .trim();
  const [, year, month, day, hour, minute, second, fraction] = written.exec(text) ?? compact.exec(text) ?? [];
  if (year === undefined) return null;
  const time =
    hour === undefined
      ? null
      : {
          hour: Number(hour),
          minute: Number(minute),
          second: Number(second ?? 0),
          millisecond: Number((fraction ?? '').padEnd(3, '0')),
        };
  return { year: Number(year), month: Number(month), day: Number(day), time };
}

function partsOfDate(date: Date): Parts | null {
  if (Number.isNaN(date.getTime())) return null;
  const time = {
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
  const isDay = Object.values(time).every((part) => part === 0);
  return {
    ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    time: isDay ? null : time,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');
