import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { summaryReport } from '#contract/summary.ts';
import { alarmKey, writeAlarmReport } from '../../../main/county/alarm-report.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import { publishedSchemas } from '../../../main/county/report-schemas.ts';
import { buildSummary, summaryKey } from '../../../main/county/summaries.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { aPersonEntry } from '../../builders/entry.ts';
import { aUnit, china, noAlarms } from '../../unit/county/parts.ts';

const directory = join(import.meta.dirname, '../../../resources/schemas');
const published = (name: string): object => JSON.parse(readFileSync(join(directory, name), 'utf8')) as object;
const validate = (name: string, document: object): string => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  ajv.validate(published(name), JSON.parse(JSON.stringify(document)));
  return ajv.errorsText();
};

test('the published schemas say what the code says', () => {
  const schemas = publishedSchemas();
  expect(readdirSync(directory).sort()).toEqual(expect.arrayContaining(Object.keys(schemas).sort()));
  for (const [name, schema] of Object.entries(schemas)) {
    expect(published(name), name).toEqual(JSON.parse(JSON.stringify(schema)));
  }
});

const period = { fromMs: Date.UTC(2026, 10, 23, 6), toMs: Date.UTC(2026, 10, 23, 7) };
const summary = buildSummary({
  unit: aUnit,
  period: { ...period, kind: 'interval', name: null },
  generatedAtMs: period.toMs,
  sightings: { face: 1, person: 2, vehicle: 3, cycle: 4, behaviour: 5, crowd: 6 },
  alarms: noAlarms,
  list: { inForce: 5, added: 1, changed: 0, approved: 1, withdrawn: 0, expired: 0 },
  cameras: { total: 4, onlineRate: 0.5, intact: 2 },
  crowd: [{ camera: '东门', people: 12, atMs: period.fromMs }],
  retention: [{ kind: 'footage', askedDays: 30, forecastDays: 41.5, outlook: 'fine' }],
  outboxUnacknowledged: 0,
  toIso: isoWith(china),
});

test('a summary is valid, and is no longer so with a plate in it', () => {
  expect(validate('summary-2.json', summary)).toBe('No errors');
  expect(validate('summary-2.json', { ...summary, plates: ['鲁P12345'] })).toContain('additional properties');
  const sightings = { ...summary.sightings, 鲁P12345: 1 };
  expect(validate('summary-2.json', { ...summary, sightings })).not.toBe('No errors');
});

test('the example in the documentation is a summary that could have been written', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/county.md'), 'utf8');
  const example = /```json\n(\{\n {2}"schema": "guardroom\/summary"[\s\S]*?)```/.exec(text)?.[1] ?? '';
  const shown = summaryReport.parse(JSON.parse(example));
  expect(validate('summary-2.json', shown)).toBe('No errors');
  const { period: of, alarms, cameras } = shown;
  const key = { ...of, fromMs: Date.parse(of.from), toMs: Date.parse(of.to) };
  expect(shown.key).toBe(summaryKey(aUnit, key, Date.parse(shown.generatedAt)));
  const byCategory = Object.values(alarms.byCategory).reduce((sum, n) => sum + n, 0);
  expect(byCategory + alarms.byRule).toBe(alarms.raised);
  expect(cameras.intactRate).toBe(cameras.intact! / cameras.total);
});

test('alarms on cars and on people are valid', () => {
  for (const alarm of [anAlarm(), anAlarm({ entry: aPersonEntry() })]) {
    for (const change of ['raised', 'escalated', 'resolved'] as const) {
      const key = alarmKey(aUnit, alarm, change);
      const written = writeAlarmReport({ key, unit: aUnit, alarm, change, toIso: isoWith(china) });
      expect(validate('alarm-1.json', written)).toBe('No errors');
    }
  }
});
