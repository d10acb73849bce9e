import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { ViidTable } from '../../../main/storage/viid-table.ts';
import { hours } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';

const facts = { role: 'face' as const, shotAtMs: 5, width: 2688, height: null };

let directory: string;
let database: Database;
let table: ViidTable;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  database = await openDatabase(directory, silentLog);
  table = new ViidTable(database);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

test('what was said of a picture is there until it is said otherwise, each device for itself', async () => {
  await table.images.save('a', [{ imageId: 'i', facts }], 1000);
  expect(await table.images.find('a', 'i')).toEqual(facts);
  expect(await table.images.find('b', 'i')).toBeNull();
  await table.images.save('a', [{ imageId: 'i', facts: { ...facts, role: null } }], 2000);
  expect(await table.images.find('a', 'i')).toMatchObject({ role: null });
});

test('it is forgotten after six hours, and so is what exceeds 20,000 of one device', async () => {
  await table.images.save('a', [{ imageId: 'old', facts }], 1000);
  await table.images.save('b', [{ imageId: 'new', facts }], hours(7));
  expect(await table.images.find('a', 'old')).toBeNull();
  expect(await table.images.find('b', 'new')).toEqual(facts);
  await database.write(async (trx) => {
    await trx.raw(
      `INSERT INTO viid_images WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20010)
       SELECT 'c', 'i' || i, '{"role":null,"shotAtMs":null,"width":null,"height":null}', ${hours(7)} + i FROM n`,
    );
  });
  await table.images.save('c', [{ imageId: 'last', facts }], hours(8));
  expect(await database.read('viid_images').where({ device_id: 'c' }).count('* as n')).toEqual([{ n: 20_000 }]);
  expect(await table.images.find('c', 'last')).toEqual(facts);
  expect(await table.images.find('c', 'i1')).toBeNull();
});

test('what a device said of itself is there after a restart', async () => {
  const told = { name: '东门', model: null, place: null, ipAddress: '127.0.0.9', online: null };
  await table.told.save('a', { ...told, name: 'x' }, 1);
  await table.told.save('a', told, 2);
  expect(await new ViidTable(database).told.all()).toEqual([{ deviceId: 'a', facts: told, atMs: 2 }]);
});
