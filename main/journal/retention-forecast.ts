import type { RetainedKind, RetentionOutlook } from '#contract/retention.ts';
import { days } from '../system/clock.ts';

/** What one kind of record takes. */
export interface KindLoad {
  kind: RetainedKind;
  periodDays: number;
  /** Null: there is none. */
  oldestAtMs: number | null;
  /** Null: not yet known. */
  bytesPerDay: number | null;
}

export interface KindForecast {
  forecastDays: number | null;
  outlook: RetentionOutlook['outlook'];
}

/** A disk that is full within this many days needs somebody today. */
const soonDays = 7;

/** How much longer each kind grows before its oldest records expire, and how fast. */
function growing(loads: readonly KindLoad[], nowMs: number): { forDays: number; bytesPerDay: number }[] {
  return loads.map((load) => ({
    forDays: Math.max(0, load.periodDays - spanDays(load, nowMs)),
    bytesPerDay: load.bytesPerDay ?? 0,
  }));
}

const spanDays = ({ oldestAtMs }: KindLoad, nowMs: number): number =>
  oldestAtMs === null ? 0 : Math.max(0, (nowMs - oldestAtMs) / days(1));

/** Days until the disk is full: all kinds grow side by side, each until its period is reached. Infinity: never. */
export function daysUntilFull(loads: readonly KindLoad[], freeBytes: number, nowMs: number): number {
  const parts = growing(loads, nowMs).sort((a, b) => a.forDays - b.forDays);
  let [atDays, left] = [0, Math.max(0, freeBytes)];
  for (const [n, { forDays }] of parts.entries()) {
    const rate = parts.slice(n).reduce((sum, { bytesPerDay }) => sum + bytesPerDay, 0);
    const takes = rate * (forDays - atDays);
    if (takes > left) return atDays + left / rate;
    left -= takes;
    atDays = forDays;
  }
  return Infinity;
}

/** For how long the disk holds each kind, beside what was asked for. */
export function forecastKinds(loads: readonly KindLoad[], freeBytes: number, nowMs: number): KindForecast[] {
  const fullIn = daysUntilFull(loads, freeBytes, nowMs);
  const rate = loads.reduce((sum, { bytesPerDay }) => sum + (bytesPerDay ?? 0), 0);
  return loads.map((load) => {
    if (load.bytesPerDay === null || rate === 0) return { forecastDays: null, outlook: 'unknown' };
    const atFull = spanDays(load, nowMs) + fullIn;
    if (atFull < load.periodDays) {
      return { forecastDays: tenth(atFull), outlook: fullIn <= soonDays ? 'soon' : 'short' };
    }
    // It never fills, or only after this kind has reached its period: as long as it would last if nothing expired.
    const unlimited = spanDays(load, nowMs) + freeBytes / rate;
    return { forecastDays: tenth(Math.max(load.periodDays, unlimited)), outlook: 'fine' };
  });
}

const tenth = (n: number): number => Math.round(n * 10) / 10;

const worse = ['fine', 'unknown', 'short', 'soon'] as const;

export function worstOutlook(outlooks: readonly RetentionOutlook['outlook'][]): RetentionOutlook['outlook'] {
  if (outlooks.length === 0) return 'unknown';
  const worst = Math.max(...outlooks.map((outlook) => worse.indexOf(outlook)));
  return worse[worst] ?? 'unknown';
}
