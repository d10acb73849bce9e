import { expect, test } from 'vitest';
import type { SummaryKind } from '#contract/summary.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import { buildSummary, summaryKey } from '../../../main/county/summaries.ts';
import { hours, minutes, seconds } from '../../../main/system/clock.ts';
import { aUnit, china, noAlarms } from './parts.ts';

const fromMs = Date.parse('2026-11-23T01:00:00Z');
const period = { fromMs, toMs: fromMs + hours(1) };

test('a summary reads as published', () => {
  const alarms = {
    ...noAlarms,
    raised: 3,
    byCategory: { ...noAlarms.byCategory, barred: 2, 'wanted-vehicle': 1 },
    byOutcome: { ...noAlarms.byOutcome, 'true-hit': 1 },
    responseTimesMs: [seconds(9), seconds(4)],
    unacknowledged: 1,
  };
  const summary = buildSummary({
    unit: aUnit,
    period: { ...period, kind: 'interval', name: null },
    generatedAtMs: period.toMs + seconds(2),
    sightings: { face: 120, person: 31, vehicle: 64, cycle: 7, behaviour: 2, crowd: 1 },
    alarms,
    list: { inForce: 7, added: 3, changed: 1, approved: 2, withdrawn: 1, expired: 0 },
    cameras: { total: 16, onlineRate: 0.98765432, intact: 15 },
    crowd: [{ camera: '东门', people: 214, atMs: fromMs + minutes(30) }],
    retention: [{ kind: 'footage', askedDays: 30, forecastDays: 41.5, outlook: 'fine' }],
    outboxUnacknowledged: 3,
    toIso: isoWith(china),
  });
  expect(summary).toEqual({
    schema: 'guardroom/summary',
    version: 2,
    key: `summary:37152500005030000001:${period.fromMs}:${period.toMs}`,
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    period: { kind: 'interval', name: null, from: '2026-11-23T09:00:00+08:00', to: '2026-11-23T10:00:00+08:00' },
    generatedAt: '2026-11-23T10:00:02+08:00',
    sightings: { face: 120, person: 31, vehicle: 64, cycle: 7, behaviour: 2, crowd: 1 },
    alarms: {
      raised: 3,
      byCategory: { barred: 2, 'police-notice': 0, 'wanted-vehicle': 1, 'missing-person': 0, other: 0 },
      byRule: 0,
      byOutcome: { 'true-hit': 1, 'false-match': 0, drill: 0, duplicate: 0 },
      responseMs: { count: 2, median: 4_000, p95: 9_000, longest: 9_000 },
      unacknowledged: 1,
    },
    list: { inForce: 7, added: 3, changed: 1, approved: 2, withdrawn: 1, expired: 0 },
    cameras: { total: 16, onlineRate: 0.9877, intact: 15, intactRate: 0.9375 },
    crowd: [{ camera: '东门', people: 214, at: '2026-11-23T09:30:00+08:00' }],
    retention: [{ kind: 'footage', askedDays: 30, forecastDays: 41.5, outlook: 'fine' }],
    outbox: { unacknowledged: 3 },
  });
});

test('kinds that cover the same instants, and what is asked for twice, have keys of their own', () => {
  const key = (kind: SummaryKind, writtenAtMs = 5): string =>
    summaryKey({ ...aUnit, viidId: null }, { ...period, kind, name: null }, writtenAtMs);
  const keys = [key('interval'), key('shift'), key('day'), key('on-demand', 5), key('on-demand', 6)];
  expect(new Set(keys).size).toBe(5);
  expect(key('day', 5)).toBe(key('day', 6));
  for (const one of keys) expect(one).toMatch(/^[\x21-\x7e]+$/);
});

test('what a source carries beyond the counts stays here', () => {
  const summary = buildSummary({
    unit: { ...aUnit, viidId: null },
    period: { ...period, kind: 'interval', name: null },
    generatedAtMs: period.toMs,
    sightings: { face: 0, person: 0, vehicle: 0, cycle: 0, behaviour: 0, crowd: 0, ...{ plate: '鲁P12345' } },
    alarms: noAlarms,
    list: { inForce: 0, added: 0, changed: 0, approved: 0, withdrawn: 0, expired: 0, ...{ plates: ['鲁P12345'] } },
    cameras: { total: 0, onlineRate: null, intact: null, ...{ faces: ['x'] } },
    crowd: [],
    retention: [],
    outboxUnacknowledged: 0,
    toIso: isoWith(china),
  });
  expect(JSON.stringify(summary)).not.toMatch(/鲁P12345|faces/);
  expect(summary.key).toMatch(/^[\x21-\x7e]+$/);
  expect(summary.alarms.responseMs).toBeNull();
});
