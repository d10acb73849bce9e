/** How far back the journal is looked at, and which part of it the bar above the results shows. Pure. */
import type { SearchSpan } from '#contract/search.ts';
import { longestCountMs } from '#contract/search.ts';
import { startOfDayMs } from '../../text/format.ts';

/** What a saved search may hold, and a stretch somebody named by its ends. */
export type JournalSpan = SearchSpan | { span: 'between'; fromMs: number; toMs: number };

/** [fromMs, toMs); null: from the first record, or up to whatever arrives next. */
export interface SpanWindow {
  fromMs: number | null;
  toMs: number | null;
}

export const hourMs = 3_600_000;

/** The choices that are one press away. */
export const quickSpans = [
  { key: 'today', span: { span: 'today' } },
  { key: 'yesterday', span: { span: 'yesterday' } },
  { key: 'day', span: { span: 'hours', hours: 24 } },
  { key: 'week', span: { span: 'hours', hours: 168 } },
  { key: 'all', span: { span: 'all' } },
] as const satisfies readonly { key: string; span: SearchSpan }[];

export function sameSpan(a: JournalSpan, b: JournalSpan): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Midnight so many days away, by the calendar: a day of a clock change has 23 or 25 hours. */
export function dayAwayMs(atMs: number, days: number): number {
  const day = new Date(startOfDayMs(atMs));
  day.setDate(day.getDate() + days);
  return day.getTime();
}

export const fullHourMs = (atMs: number): number => Math.floor(atMs / hourMs) * hourMs;

/** Hours reach back to a full hour, so that the same question stays the same question until the hour is over. */
export function spanWindow(span: JournalSpan, nowMs: number): SpanWindow {
  switch (span.span) {
    case 'all':
      return { fromMs: null, toMs: null };
    case 'hours':
      return { fromMs: fullHourMs(nowMs) - span.hours * hourMs, toMs: null };
    case 'today':
      return { fromMs: startOfDayMs(nowMs), toMs: null };
    case 'yesterday':
      return { fromMs: dayAwayMs(nowMs, -1), toMs: startOfDayMs(nowMs) };
    case 'between':
      return { fromMs: span.fromMs, toMs: span.toMs };
  }
}

export interface BarWindow {
  fromMs: number;
  toMs: number;
  /** The bar shows all of the span; otherwise its last weeks. */
  whole: boolean;
}

/** What the bar shows of everything: as many days as are counted at once, whole ones. */
const longestBarDays = Math.floor(longestCountMs / (24 * hourMs)) - 1;

/** Today is drawn to its end, so that the bars do not grow narrower as the day goes on. */
export function barWindow(span: JournalSpan, nowMs: number): BarWindow {
  const { fromMs, toMs } = spanWindow(span, nowMs);
  const end = toMs ?? (span.span === 'today' ? dayAwayMs(nowMs, 1) : fullHourMs(nowMs) + hourMs);
  const earliest = dayAwayMs(end, -longestBarDays);
  if (fromMs === null) return { fromMs: earliest, toMs: end, whole: false };
  if (end - fromMs > longestCountMs) return { fromMs: earliest, toMs: end, whole: false };
  return { fromMs, toMs: end, whole: true };
}

/** A stretch between two instants cannot be saved: it would be the same past for ever. The quick choice that reaches it can. */
export function savableSpan(span: JournalSpan, nowMs: number): SearchSpan {
  if (span.span !== 'between') return span;
  for (const { span: quick } of quickSpans) {
    const { fromMs, toMs } = spanWindow(quick, nowMs);
    if ((fromMs ?? -Infinity) <= span.fromMs && (toMs ?? Infinity) >= span.toMs) return quick;
  }
  return { span: 'all' };
}
