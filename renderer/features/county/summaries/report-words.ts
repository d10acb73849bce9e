/** Figures of a report as a chief reads them. Pure. */
import type { WrittenSummary } from '#contract/summary.ts';
import { clockTime, isoDate, startOfDayMs } from '../../../text/format.ts';
import type { TFunction } from '../../../text/index.ts';

/** `99.7%`; never rounded up: what was away for a second was not there all the time. */
export function rateInWords(share: number | null, t: TFunction): string {
  if (share === null) return t('summaries.notMeasured');
  return `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}%`;
}

/** To the tenth of a second below a minute: a response is measured in seconds. */
export function responseInWords(ms: number, t: TFunction): string {
  if (ms < 59_950) return t('time.seconds', { n: (ms / 1000).toFixed(1) });
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) {
    return t('summaries.minutesSeconds', {
      m: Math.floor(seconds / 60),
      s: String(seconds % 60).padStart(2, '0'),
    });
  }
  return t('time.hoursMinutes', { h: Math.floor(seconds / 3600), m: Math.floor((seconds % 3600) / 60) });
}

/** `2026-11-23 08:00`, with seconds only where there are some. */
export function instantInWords(atMs: number): string {
  const time = clockTime(atMs);
  return `${isoDate(atMs)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`;
}

/** `2026-11-23 08:00 – 20:00`, `2026-11-23` for a whole day; the end's day only where it is another. */
export function periodInWords(fromMs: number, toMs: number): string {
  const from = new Date(fromMs);
  const dayLaterMs = new Date(from.getFullYear(), from.getMonth(), from.getDate() + 1).getTime();
  if (fromMs === startOfDayMs(fromMs) && toMs === dayLaterMs) return isoDate(fromMs);
  const end = instantInWords(toMs);
  // Midnight is the end of the day before.
  if (toMs === dayLaterMs) return `${instantInWords(fromMs)} – 24:00`;
  const sameDay = startOfDayMs(fromMs) === startOfDayMs(toMs);
  const sameYear = from.getFullYear() === new Date(toMs).getFullYear();
  return `${instantInWords(fromMs)} – ${sameDay ? end.slice(11) : sameYear ? end.slice(5) : end}`;
}

/** What it is called on its sheet: `班次汇总 · 夜班`. */
export function kindInWords(
  { kind, name }: { kind: WrittenSummary['kind']; name: string | null },
  t: TFunction,
): string {
  const words = t(`summaries.kindLong.${kind}`);
  return name === null ? words : `${words} · ${name}`;
}

/** The clock at the unit, as the report has it: `2026-11-23 08:00:00`. */
export function reportTime(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}

/** The report's period by the clock at the unit, whatever zone it is read in. */
export function reportPeriod({ from, to }: { from: string; to: string }): string {
  const short = (instant: string): string => reportTime(instant).replace(/:00$/, '');
  const [first, last] = [short(from), short(to)];
  return `${first} – ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last}`;
}

/** What a person looks at first: whether all of it was acknowledged. */
export function sentState(sent: WrittenSummary['sent']): 'kept' | 'acknowledged' | 'waiting' | 'set-aside' {
  if (sent.length === 0) return 'kept';
  if (sent.some(({ state }) => state === 'set-aside')) return 'set-aside';
  return sent.every(({ state }) => state === 'acknowledged') ? 'acknowledged' : 'waiting';
}
