/** Summaries and what is asked of them. All invented. */
import type { SummaryKind, SummaryReport, SummarySettings, WrittenSummary } from '#contract/summary.ts';

const hour = 3_600_000;
const two = (n: number): string => String(n).padStart(2, '0');

function iso(atMs: number): string {
  const at = new Date(atMs);
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${new Date(atMs + offset * 60_000).toISOString().slice(0, 19)}${zone}`;
}

export function inventedReport(
  { kind, name, fromMs, toMs, writtenAtMs }: Pick<WrittenSummary, 'kind' | 'name' | 'fromMs' | 'toMs' | 'writtenAtMs'>,
  quiet = false,
): SummaryReport {
  const n = quiet ? 0 : 1;
  return {
    schema: 'guardroom/summary',
    version: 2,
    key: `summary:37152500005030000001:${kind}:${iso(fromMs)}`,
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    period: { kind, name, from: iso(fromMs), to: iso(toMs) },
    generatedAt: iso(writtenAtMs),
    sightings: {
      face: 5_204 * n,
      person: 1_893 * n,
      vehicle: 12_480 * n,
      cycle: 312 * n,
      behaviour: 41 * n,
      crowd: 288 * n,
    },
    alarms: {
      raised: 14 * n,
      byCategory: { barred: 6 * n, 'police-notice': 2 * n, 'wanted-vehicle': n, 'missing-person': 0, other: n },
      byRule: 4 * n,
      byOutcome: { 'true-hit': 7 * n, 'false-match': 3 * n, drill: n, duplicate: 2 * n },
      responseMs: quiet ? null : { count: 13, median: 8_400, p95: 41_200, longest: 127_000 },
      unacknowledged: n,
    },
    list: { inForce: 47, added: 3 * n, changed: n, approved: 4 * n, withdrawn: 0, expired: 2 * n },
    cameras: quiet
      ? { total: 16, onlineRate: null, intact: null, intactRate: null }
      : { total: 16, onlineRate: 0.9968, intact: 15, intactRate: 0.9375 },
    crowd: quiet
      ? []
      : [
          { camera: '食堂南门', people: 186, at: iso(toMs - 5 * hour) },
          { camera: '操场看台', people: 121, at: iso(toMs - 7 * hour) },
          { camera: '东门入口', people: 86, at: iso(toMs - 2 * hour) },
        ],
    retention: [
      { kind: 'footage', askedDays: 90, forecastDays: 41.6, outlook: 'short' },
      { kind: 'sightings', askedDays: 30, forecastDays: 412.2, outlook: 'fine' },
      { kind: 'alarms', askedDays: 365, forecastDays: 4_210, outlook: 'fine' },
      { kind: 'audit', askedDays: 180, forecastDays: quiet ? null : 9_000, outlook: quiet ? 'unknown' : 'fine' },
    ],
    outbox: { unacknowledged: 3 * n },
  };
}

export class InventedSummaries {
  #written: WrittenSummary[];
  #settings: SummarySettings = {
    everyMs: hour,
    daily: true,
    shifts: [
      { name: '白班', beginsAt: 480 },
      { name: '夜班', beginsAt: 1200 },
    ],
    provisioned: true,
  };

  constructor(nowMs: number, size: 'usual' | 'none' | 'many') {
    if (size === 'many') {
      const names = ['早班', '午前班', '午后班', '傍晚班（含放学高峰）', '前半夜', '后半夜'];
      this.#settings = {
        ...{ everyMs: 45 * 60_000, daily: false, provisioned: false },
        shifts: names.map((name, place) => ({ name, beginsAt: 360 + place * 200 })),
      };
    }
    const top = Math.floor(nowMs / hour) * hour;
    const day = new Date(nowMs).setHours(0, 0, 0, 0);
    const kept = { writtenBy: null, name: null };
    const acknowledged = [{ destination: 'summaries', state: 'acknowledged' as const }];
    const all: Omit<WrittenSummary, 'id'>[] = [
      ...[0, 1, 2].map((n) => ({
        ...{ ...kept, kind: 'interval' as const, fromMs: top - (n + 1) * hour, toMs: top - n * hour },
        ...{ writtenAtMs: top - n * hour + 2_000 },
        sent: n === 0 ? [{ destination: 'summaries', state: 'waiting' as const }] : acknowledged,
      })),
      {
        ...{ kind: 'on-demand', name: null, fromMs: day - 3 * 24 * hour, toMs: day, writtenBy: 'chief1' },
        ...{ writtenAtMs: top - 3 * hour, sent: [{ destination: 'summaries', state: 'set-aside' }] },
      },
      {
        ...{ ...kept, kind: 'shift', name: '夜班', fromMs: day - 4 * hour, toMs: day + 8 * hour },
        ...{ writtenAtMs: day + 8 * hour + 2_000, sent: acknowledged },
      },
      { ...kept, kind: 'day', fromMs: day - 24 * hour, toMs: day, writtenAtMs: day + 2_000, sent: acknowledged },
      {
        ...{ kind: 'shift', name: '傍晚班（含放学高峰）', fromMs: day - 8 * hour, toMs: day - 4 * hour },
        ...{ writtenBy: null, writtenAtMs: day - 4 * hour + 2_000, sent: [] },
      },
    ];
    this.#written = size === 'none' ? [] : all.map((each, place) => ({ ...each, id: all.length - place }));
  }

  query(path: string, input: unknown, nowMs: number): unknown {
    switch (path) {
      case 'summaries.list': {
        const { kind } = input as { kind?: SummaryKind };
        return this.#written.filter((each) => kind === undefined || each.kind === kind);
      }
      case 'summaries.find': {
        const { id } = input as { id: number };
        const summary = this.#written.find((each) => each.id === id);
        return summary === undefined ? undefined : { summary, report: inventedReport(summary, id === 1) };
      }
      case 'summaries.preview': {
        const { fromMs, toMs } = input as { fromMs: number; toMs: number };
        return inventedReport({ kind: 'on-demand', name: null, fromMs, toMs, writtenAtMs: nowMs });
      }
      default:
        return this.#settings;
    }
  }

  mutate(path: string, input: unknown, nowMs: number): unknown {
    if (path === 'summaries.setSettings') {
      this.#settings = { ...(input as SummarySettings), provisioned: this.#settings.provisioned };
      return this.#settings;
    }
    const written: WrittenSummary = {
      ...(input as { fromMs: number; toMs: number }),
      ...{ id: this.#written.length + 1, kind: 'on-demand', name: null, writtenAtMs: nowMs, writtenBy: 'chief1' },
      sent: [{ destination: 'summaries', state: 'waiting' }],
    };
    this.#written = [written, ...this.#written];
    return written;
  }
}
