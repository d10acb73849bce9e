import type { Unit } from '#contract/access.ts';
import type { AlarmOutcome } from '#contract/alarm.ts';
import type { SightingKind } from '#contract/sighting.ts';
import type { SummaryKind, SummaryReport } from '#contract/summary.ts';
import type { EntryCategory } from '#contract/watchlist.ts';
import { reportedUnitOf, unitKey } from './alarm-report.ts';
import type { ToIso } from './local-time.ts';

/** `fromMs` is in the period, `toMs` is not. */
export interface Period {
  fromMs: number;
  toMs: number;
}

export interface AlarmCounts {
  raised: number;
  byCategory: Record<EntryCategory, number>;
  byRule: number;
  byOutcome: Record<AlarmOutcome, number>;
  /** From raised to acknowledged, of each alarm acknowledged in the period. */
  responseTimesMs: readonly number[];
  /** At the end of the period. */
  unacknowledged: number;
}

/** How many, never which. */
export type ListCounts = SummaryReport['list'];
/** `intact`: cameras that fit the published formula; null, like `onlineRate` 0 to 1, when it was not measured. */
export interface CameraFigures {
  total: number;
  onlineRate: number | null;
  intact: number | null;
}
export interface CrowdPeak {
  camera: string;
  people: number;
  atMs: number;
}

/** Where the figures come from; wired in `station/`. */
export interface SummarySource {
  /** Sightings received in the period. */
  sightings(period: Period): Promise<Record<SightingKind, number>>;
  alarms(period: Period): Promise<AlarmCounts>;
  list(period: Period): Promise<ListCounts>;
  cameras(period: Period): Promise<CameraFigures>;
  /** Highest first, at most 64. */
  crowd(period: Period): Promise<readonly CrowdPeak[]>;
  /** As of now. */
  retention(): Promise<SummaryReport['retention']>;
}

export interface SummaryFigures {
  sightings: Record<SightingKind, number>;
  alarms: AlarmCounts;
  list: ListCounts;
  cameras: CameraFigures;
  crowd: readonly CrowdPeak[];
  retention: SummaryReport['retention'];
}

export async function summaryFigures(source: SummarySource, period: Period): Promise<SummaryFigures> {
  const [sightings, alarms, list, cameras, crowd, retention] = await Promise.all([
    source.sightings(period),
    source.alarms(period),
    source.list(period),
    source.cameras(period),
    source.crowd(period),
    source.retention(),
  ]);
  return { sightings, alarms, list, cameras, crowd, retention };
}

/** What a summary is of. */
export interface SummaryPeriod extends Period {
  kind: SummaryKind;
  /** Of the shift. */
  name: string | null;
}

/**
 * Kinds may cover the same instants, and a period may be asked for twice: what was asked for is named by when it was
 * written as well, so that a county keeps both.
 */
export function summaryKey(unit: Unit, { kind, fromMs, toMs }: SummaryPeriod, writtenAtMs: number): string {
  const named = kind === 'interval' ? '' : `${kind}:`;
  const asked = kind === 'on-demand' ? `:${writtenAtMs}` : '';
  return `summary:${unitKey(unit)}:${named}${fromMs}:${toMs}${asked}`;
}

/** Counts and rates; no face, plate or name of anybody. */
export function buildSummary(
  from: SummaryFigures & {
    unit: Unit;
    period: SummaryPeriod;
    generatedAtMs: number;
    outboxUnacknowledged: number;
    toIso: ToIso;
  },
): SummaryReport {
  const { unit, period, sightings, alarms, list, cameras, crowd, retention, toIso } = from;
  const { total, onlineRate, intact } = cameras;
  // Named one by one: what else a source may carry stays here.
  return {
    schema: 'guardroom/summary',
    version: 2,
    key: summaryKey(unit, period, from.generatedAtMs),
    unit: reportedUnitOf(unit),
    period: { kind: period.kind, name: period.name, from: toIso(period.fromMs), to: toIso(period.toMs) },
    generatedAt: toIso(from.generatedAtMs),
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
      byRule: alarms.byRule,
      byOutcome: alarms.byOutcome,
      responseMs: spread(alarms.responseTimesMs),
      unacknowledged: alarms.unacknowledged,
    },
    list: {
      inForce: list.inForce,
      added: list.added,
      changed: list.changed,
      approved: list.approved,
      withdrawn: list.withdrawn,
      expired: list.expired,
    },
    cameras: {
      total,
      onlineRate: onlineRate === null ? null : toShare(onlineRate),
      intact,
      intactRate: intact === null || total === 0 ? null : toShare(intact / total),
    },
    crowd: crowd.map(({ camera, people, atMs }) => ({ camera, people, at: toIso(atMs) })),
    retention: retention.map(({ kind, askedDays, forecastDays, outlook }) => ({
      ...{ kind, askedDays, forecastDays, outlook },
    })),
    outbox: { unacknowledged: from.outboxUnacknowledged },
  };
}

function toShare(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function spread(timesMs: readonly number[]): SummaryReport['alarms']['responseMs'] {
  if (timesMs.length === 0) return null;
  const sorted = timesMs.map((ms) => Math.max(0, Math.round(ms))).sort((a, b) => a - b);
  // Nearest rank: always a time that happened.
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, median: rank(0.5), p95: rank(0.95), longest: rank(1) };
}
