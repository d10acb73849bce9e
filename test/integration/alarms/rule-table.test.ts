import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RuleTrigger } from '#contract/rule.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { RuleTable } from '../../../main/storage/rule-table.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aNewRule } from '../../builders/rule.ts';

let directory: string;
let database: Database;
let rules: RuleTable;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-rules-'));
  database = await openDatabase(directory, silentLog);
  rules = new RuleTable(database);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const triggers: RuleTrigger[] = [
  { kind: 'presence', subjects: ['person', 'vehicle'] },
  { kind: 'behaviour', behaviours: ['tripwire', 'fight'] },
  { kind: 'camera-lost', seconds: 30 },
  { kind: 'crowd', levels: [{ people: 50, priority: 2 }], seconds: 60 },
  { kind: 'plate-repeats', times: 3, minutes: 60 },
  { kind: 'unknown-device' },
];

test('a station begins without rules', async () => {
  expect(await rules.all()).toEqual([]);
});

test('rules are kept as they were written, to the last field', async () => {
  const saved = [];
  for (const [n, trigger] of triggers.entries()) {
    const written = aNewRule({
      ...{ name: `规则 ${n}`, enabled: n % 2 === 0, trigger, priority: 1, actionIds: [n] },
      schedule: [{ days: [6, 7], fromMinute: 0, toMinute: 1440 }],
      scope: { points: ['gate'], cameraIds: ['hall'] },
    });
    saved.push(await rules.save(null, written, 'chief1', 1_000 + n));
  }
  expect(saved[1]).toMatchObject({ id: 2, changedBy: 'chief1', changedAtMs: 1_001, enabled: false });
  await database.close();
  database = await openDatabase(directory, silentLog);
  expect(await new RuleTable(database).all()).toEqual(saved);
});

test('a rule is changed under its number; no two have one name', async () => {
  await rules.save(null, aNewRule({ name: '甲' }), 'chief1', 1);
  await rules.save(null, aNewRule({ name: '乙' }), 'chief1', 2);
  expect(await rules.save(1, aNewRule({ name: '丙' }), 'admin1', 3)).toMatchObject({ id: 1, changedBy: 'admin1' });
  expect(await rules.save(2, aNewRule({ name: '丙' }), 'admin1', 4)).toBeNull();
  expect(await rules.save(null, aNewRule({ name: '丙' }), 'admin1', 5)).toBeNull();
  expect(await rules.save(9, aNewRule({ name: '丁' }), 'admin1', 6)).toBeNull();
  expect((await rules.all()).map(({ name }) => name)).toEqual(['丙', '乙']);
});

test('the number of a removed rule is never given again: its alarms fold by it', async () => {
  await rules.save(null, aNewRule(), 'chief1', 1);
  expect(await rules.remove(1)).toBe(true);
  expect(await rules.remove(1)).toBe(false);
  expect(await rules.save(null, aNewRule(), 'chief1', 2)).toMatchObject({ id: 2 });
});
