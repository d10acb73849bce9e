import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { databaseFileName, openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { migrations, migrationSource } from '../../../main/storage/migrations/index.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aSighting } from '../../builders/sighting.ts';

let directory: string;
let database: Database | null;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-migrate-'));
  database = null;
});
afterEach(async () => {
  await database?.close();
  await rm(directory, { recursive: true });
});

/** The database as the version with migration 012 left it. */
async function asOf012(fill: (old: Knex) => Promise<void>): Promise<void> {
  const old = knex({
    client: 'sqlite3',
    connection: { filename: join(directory, databaseFileName) },
    useNullAsDefault: true,
  });
  const upTo012 = migrations.filter(({ name }) => name <= '012-viid');
  expect(upTo012).toHaveLength(12);
  await old.migrate.latest({
    migrationSource: { ...migrationSource, getMigrations: () => Promise.resolve(upTo012) },
  });
  await fill(old);
  await old.destroy();
}

/** An entry and a hit as they were written then. */
const entry = {
  ...{ id: 1, kind: 'vehicle', plate: '鲁P12345', category: 'barred', basis: '单位禁入决定 2026-014', priority: 1 },
  ...{ validFromMs: null, expiresAtMs: 2_000_000_000_000, author: 'provision', approvedBy: 'chief1' },
  ...{ procedure: ['保持道闸关闭', '核对证件'], origin: 'provision', note: '' },
};
const hit = { entryId: 1, reason: 'plate-exact', matched: '鲁P12345', score: 0.9 };
const row = (id: number, given: object) => ({
  ...{ id, state: 'open', kind: 'vehicle', category: 'barred', priority: 1, subject: 'plate:鲁P12345' },
  ...{ entry_json: JSON.stringify(entry), hit_json: JSON.stringify(hit), camera_id: 'east', camera_name: '东门' },
  ...{ raised_at_ms: 1_000 * id, last_seen_at_ms: 1_000 * id, count: 2, steps_done_json: '[1]', revision: id },
  sightings_json: JSON.stringify([aSighting({ id, alarmId: id })]),
  ...given,
});
const acknowledged = { acknowledged_by: 'guard1', acknowledged_at_ms: 5_000 };
const resolved = { resolved_by: 'guard2', resolved_at_ms: 6_000, outcome: 'true-hit', note: '已劝离' };

test('alarms of the version before are as they were: open, acknowledged and resolved', async () => {
  await asOf012(async (old) => {
    await old('alarms').insert([
      row(1, {}),
      row(2, { state: 'acknowledged', ...acknowledged }),
      row(3, { state: 'resolved', ...acknowledged, ...resolved }),
    ]);
    await old('alarm_events').insert([
      { alarm_id: 3, event: 'raised', done_by: 'station', done_at_ms: 3_000, facts_json: '{"sightingId":3}' },
      { alarm_id: 3, event: 'acknowledged', done_by: 'guard1', done_at_ms: 5_000, facts_json: '{}' },
    ]);
    await old('alarm_numbers').update({ last_alarm_id: 3, last_revision: 3 });
  });
  database = await openDatabase(directory, silentLog);
  const alarms = new Alarms({ store: new AlarmTable(database), clock: new FakeClock(), log: silentLog });
  await alarms.start();
  const cause = { by: 'entry', entry: { plate: '鲁P12345', approvedBy: 'chief1' }, hit: { ...hit, confirmed: false } };
  const common = { cause, procedure: entry.procedure, count: 2, stepsDone: [1], notes: [], escalation: null };
  expect(alarms.list()).toMatchObject([
    {
      ...{ id: 3, state: 'resolved', ...common, owner: { by: 'guard1', sinceMs: 5_000 } },
      resolved: { by: 'guard2', atMs: 6_000, outcome: 'true-hit', note: '已劝离' },
    },
    { id: 2, state: 'acknowledged', ...common, acknowledged: { by: 'guard1', atMs: 5_000 }, owner: { by: 'guard1' } },
    { id: 1, state: 'open', ...common, acknowledged: null, owner: null, sightings: [{ id: 1 }] },
  ]);
  expect(await alarms.history(3)).toMatchObject([{ event: 'raised', sightingId: 3 }, { event: 'acknowledged' }]);

  // They can be handled on, and what was resolved still stands.
  expect(await alarms.handOver(2, 'chief1', 'guard2')).toMatchObject({ owner: { by: 'guard2' } });
  expect(await alarms.resolve(1, 'guard1', 'drill', '演练')).toMatchObject({ state: 'resolved' });
  const rewrite = database.write(async (trx) => trx('alarms').where({ id: 3 }).update({ outcome: 'drill' }));
  await expect(rewrite).rejects.toThrow('never changed');
  await alarms.stop();
});
