/** Instants, durations and sizes as a reader says them. Pure: the caller brings the words and the present. */
import type { TFunction } from './index.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** `14:31:53`, by the clock of this machine's time zone. */
export function clockTime(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `14:31:53.214` */
export function preciseTime(atMs: number): string {
  return `${clockTime(atMs)}.${String(new Date(atMs).getMilliseconds()).padStart(3, '0')}`;
}

/** `2026-11-23` */
export function isoDate(atMs: number): string {
  const at = new Date(atMs);
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function startOfDayMs(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** Only the time for today, otherwise the day in front of it: `11-20 17:06:12`, with the year when it is another. */
export function dayAndTime(atMs: number, nowMs: number): string {
  if (startOfDayMs(atMs) === startOfDayMs(nowMs)) return clockTime(atMs);
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return `${sameYear ? isoDate(atMs).slice(5) : isoDate(atMs)} ${clockTime(atMs)}`;
}

/** As `dayAndTime`, for narrow places: another day's time is to the minute, `11-20 17:06`. */
export function dayOrTime(atMs: number, nowMs: number): string {
  const whole = dayAndTime(atMs, nowMs);
  return startOfDayMs(atMs) === startOfDayMs(nowMs) ? whole : whole.slice(0, -3);
}

/** A running duration that keeps its width: `06:12`, `1:02:33`. */
export function stopwatch(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / 1000));
  const hours = Math.floor(total / 3600);
  const rest = `${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  return hours === 0 ? rest : `${String(hours)}:${rest}`;
}

/** A duration in words, coarse enough to be read at a glance: `14 秒`, `3 分钟`, `2 小时 5 分`, `3 天`. */
export function durationInWords(durationMs: number, t: TFunction): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return t('time.seconds', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('time.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 === 0 ? t('time.hours', { n: hours }) : t('time.hoursMinutes', { h: hours, m: minutes % 60 });
  }
  return t('time.days', { n: Math.floor(hours / 24) });
}

/** A clock's error: tenths of a second matter below a minute. */
export function driftInWords(driftMs: number, t: TFunction): string {
  const size = Math.abs(driftMs);
  return size < 60_000 ? t('time.seconds', { n: (size / 1000).toFixed(1) }) : durationInWords(size, t);
}

/** The age of the last frame on a tile: `0.1 s` while live, whole seconds from 10 s on. */
export function frameAge(ageMs: number): string {
  const seconds = Math.max(0, ageMs) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 600 ? `${String(Math.floor(seconds))} s` : stopwatch(ageMs);
}

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Powers of 1024, as disks are shown on the desktops in question. */
export function sizeInWords(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? 'B'}`;
}

/** All but the ends of an ID number: the guard compares, nobody copies. `3715••••••••••012X` */
export function maskedIdNumber(idNumber: string): string {
  if (idNumber.length < 9) return idNumber.replace(/.(?=.{2})/g, '•');
  return `${idNumber.slice(0, 4)}${'•'.repeat(idNumber.length - 8)}${idNumber.slice(-4)}`;
}

/** `2026-11-23T14:05`: what a field for day and time holds, by this machine's clock. */
export function localInput(atMs: number): string {
  return `${isoDate(atMs)}T${clockTime(atMs).slice(0, 5)}`;
}

/** Null: not, or not yet, a day and a time. */
export function localInstant(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return null;
  const atMs = new Date(text).getTime();
  return Number.isFinite(atMs) ? atMs : null;
}

/** `1,284`: a count a person compares. */
export function grouped(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `今天`, `昨天`, otherwise the date and the day of the week; with the year when it is another. */
export function dayInWords(atMs: number, nowMs: number, t: TFunction): string {
  const awayDays = Math.round((startOfDayMs(nowMs) - startOfDayMs(atMs)) / 86_400_000);
  if (awayDays === 0) return t('time.today');
  if (awayDays === 1) return t('time.yesterday');
  const at = new Date(atMs);
  const sameYear = at.getFullYear() === new Date(nowMs).getFullYear();
  const weekday = t(`time.weekdays.d${at.getDay() as 0 | 1 | 2 | 3 | 4 | 5 | 6}`);
  return `${sameYear ? isoDate(atMs).slice(5) : isoDate(atMs)} ${weekday}`;
}
