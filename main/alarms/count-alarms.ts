import type { AlarmOutcome } from '#contract/alarm.ts';
import type { EntryCategory } from '#contract/watchlist.ts';
import type { CountedAlarm } from './alarm-store.ts';

/**
 * What happened to alarms in a period, for a summary: numbers only, nobody can be told from them. Counted by when it
 * happened, so that a period that is over counts the same whenever it is asked.
 */
export interface AlarmCounts {
  raised: number;
  /** Of those raised on entries; the rest are rules'. */
  byCategory: Record<EntryCategory, number>;
  /** Of those raised by rules. */
  byRule: number;
  /** Of those resolved in the period. */
  byOutcome: Record<AlarmOutcome, number>;
  /** Raised until acknowledged, of those acknowledged in the period; ascending. */
  responseTimesMs: number[];
  /** At the end of the period. */
  unacknowledged: number;
}

/** Counts [fromMs, toMs) from alarms of which at least something happened in it, or that waited at its end. */
export function countAlarms(alarms: readonly CountedAlarm[], fromMs: number, toMs: number): AlarmCounts {
  const counts: AlarmCounts = {
    raised: 0,
    byCategory: { barred: 0, 'police-notice': 0, 'wanted-vehicle': 0, 'missing-person': 0, other: 0 },
    byRule: 0,
    byOutcome: { 'true-hit': 0, 'false-match': 0, drill: 0, duplicate: 0 },
    responseTimesMs: [],
    unacknowledged: 0,
  };
  const within = (atMs: number | null): atMs is number => atMs !== null && atMs >= fromMs && atMs < toMs;
  for (const { category, outcome, raisedAtMs, acknowledgedAtMs, resolvedAtMs } of alarms) {
    if (within(raisedAtMs)) {
      counts.raised += 1;
      if (category === 'rule') counts.byRule += 1;
      else counts.byCategory[category] += 1;
    }
    if (outcome !== null && within(resolvedAtMs)) counts.byOutcome[outcome] += 1;
    // A clock set back in between must not make a negative response.
    if (within(acknowledgedAtMs)) counts.responseTimesMs.push(Math.max(0, acknowledgedAtMs - raisedAtMs));
    if (raisedAtMs < toMs && (acknowledgedAtMs === null || acknowledgedAtMs >= toMs)) counts.unacknowledged += 1;
  }
  counts.responseTimesMs.sort((a, b) => a - b);
  return counts;
}
