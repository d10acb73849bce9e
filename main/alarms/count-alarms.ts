import type { AlarmOutcome } from '#contract/alarm.ts';
import type { EntryCategory } from '#contract/watchlist.ts';
import type { CountedAlarm } from './alarm-store.ts';

/** Alarms of a period, for a summary: numbers only, nobody can be told from them. */
export interface AlarmCounts {
  raised: number;
  byCategory: Record<EntryCategory, number>;
  /** By outcome, of the resolved ones. */
  byOutcome: Record<AlarmOutcome, number>;
  unresolved: number;
  /** Raised until acknowledged, of those acknowledged so far; null when none is. */
  response: { medianMs: number; maxMs: number } | null;
}

export function countAlarms(alarms: readonly CountedAlarm[]): AlarmCounts {
  const counts: AlarmCounts = {
    raised: alarms.length,
    byCategory: { barred: 0, 'police-notice': 0, 'wanted-vehicle': 0, 'missing-person': 0, other: 0 },
    byOutcome: { 'true-hit': 0, 'false-match': 0, drill: 0, duplicate: 0 },
    unresolved: 0,
    response: null,
  };
  const responsesMs: number[] = [];
  for (const { category, outcome, raisedAtMs, acknowledgedAtMs } of alarms) {
    counts.byCategory[category] += 1;
    if (outcome === null) counts.unresolved += 1;
    else counts.byOutcome[outcome] += 1;
    // A clock set back in between must not make a negative response.
    if (acknowledgedAtMs !== null) responsesMs.push(Math.max(0, acknowledgedAtMs - raisedAtMs));
  }
  responsesMs.sort((a, b) => a - b);
  const maxMs = responsesMs.at(-1);
  if (maxMs !== undefined) counts.response = { medianMs: medianOf(responsesMs), maxMs };
  return counts;
}

function medianOf(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? upper;
  return Math.round((lower + upper) / 2);
}
