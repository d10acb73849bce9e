import type { Unit } from '#contract/access.ts';
import { alarmOutcome } from '#contract/alarm.ts';
import type { AlarmOutcome } from '#contract/alarm.ts';
import type { SightingKind } from '#contract/sighting.ts';
import { entryCategory } from '#contract/watchlist.ts';
import type { EntryCategory } from '#contract/watchlist.ts';
import { unitKey } from './alarm-report.ts';
import type { ToIso } from './local-time.ts';
import type { SummaryReport } from './report-schemas.ts';

/** `fromMs` is in the period, `toMs` is not. */
export interface Period {
  fromMs: number;
  toMs: number;
}

export interface AlarmCounts {
  raised: number;
  byCategory: Record<EntryCategory, number>;
  byOutcome: Record<AlarmOutcome, number>;
  /** From raised to acknowledged, of each alarm acknowledged in the period. */
  responseTimesMs: readonly number[];
  /** At the end of the period. */
  unacknowledged: number;
}

/** Where the figures come from; wired in `station/`. */
export interface SummarySource {
  /** Sightings received in the period. */
  sightings(period: Period): Promise<Record<SightingKind, number>>;
  alarms(period: Period): Promise<AlarmCounts>;
  /** `onlineRate` 0 to 1: time with pictures over time, mean of all cameras; null when it was not measured. */
  cameras(period: Period): Promise<{ total: number; onlineRate: number | null }>;
}

export function summaryKey(unit: Unit, { fromMs, toMs }: Period): string {
  return `summary:${unitKey(unit)}:${fromMs}:${toMs}`;
}

/** Counts and rates; no face, plate or name of anybody. */
export function buildSummary(from: {
  unit: Unit;
  period: Period;
  generatedAtMs: number;
  sightings: Record<SightingKind, number>;
  alarms: AlarmCounts;
  cameras: { total: number; onlineRate: number | null };
  outboxUnacknowledged: number;
  toIso: ToIso;
}): SummaryReport {
  const { unit, period, sightings, alarms, cameras, toIso } = from;
  const { onlineRate } = cameras;
  return {
    schema: 'guardroom/summary',
    version: 1,
    key: summaryKey(unit, period),
    unit: { name: unit.name, field: unit.field, viidId: unit.viidId },
    period: { from: toIso(period.fromMs), to: toIso(period.toMs) },
    generatedAt: toIso(from.generatedAtMs),
    // Named one by one: what else a source may carry stays here.
    sightings: {
      face: sightings.face,
      person: sightings.person,
      vehicle: sightings.vehicle,
      cycle: sightings.cycle,
      behaviour: sightings.behaviour,
      crowd: sightings.crowd,
    },
    alarms: {
      raised: alarms.raised,
      byCategory: alarms.byCategory,
      byOutcome: alarms.byOutcome,
      responseMs: spread(alarms.responseTimesMs),
      unacknowledged: alarms.unacknowledged,
    },
    cameras: {
      total: cameras.total,
      onlineRate: onlineRate === null ? null : Math.round(onlineRate * 10_000) / 10_000,
    },
    outbox: { unacknowledged: from.outboxUnacknowledged },
  };
}

function spread(timesMs: readonly number[]): SummaryReport['alarms']['responseMs'] {
  if (timesMs.length === 0) return null;
  const sorted = timesMs.map((ms) => Math.max(0, Math.round(ms))).sort((a, b) => a - b);
  // Nearest rank: always a time that happened.
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, median: rank(0.5), p95: rank(0.95), longest: rank(1) };
}

/** What is counted of an alarm. */
export interface CountableAlarm {
  /** `rule`: raised by a rule, not by an entry. */
  category: EntryCategory | 'rule';
  outcome: AlarmOutcome | null;
  raisedAtMs: number;
  acknowledgedAtMs: number | null;
  resolvedAtMs: number | null;
}

/** The figures of a period from alarms that may reach beyond it on both sides. */
export function countAlarms(alarms: Iterable<CountableAlarm>, { fromMs, toMs }: Period): AlarmCounts {
  const inPeriod = (atMs: number): boolean => atMs >= fromMs && atMs < toMs;
  const byCategory = zeroes(entryCategory.options);
  const byOutcome = zeroes(alarmOutcome.options);
  const responseTimesMs: number[] = [];
  let raised = 0;
  let unacknowledged = 0;
  for (const { raisedAtMs, acknowledgedAtMs, resolvedAtMs, category, outcome } of alarms) {
    if (inPeriod(raisedAtMs)) {
      raised += 1;
      if (category !== 'rule') byCategory[category] += 1;
    }
    if (outcome !== null && resolvedAtMs !== null && inPeriod(resolvedAtMs)) byOutcome[outcome] += 1;
    if (acknowledgedAtMs !== null && inPeriod(acknowledgedAtMs)) responseTimesMs.push(acknowledgedAtMs - raisedAtMs);
    if (raisedAtMs < toMs && (acknowledgedAtMs ?? resolvedAtMs ?? Infinity) >= toMs) unacknowledged += 1;
  }
  return { raised, byCategory, byOutcome, responseTimesMs, unacknowledged };
}

function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
