import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredCamera } from '../../../main/cameras/camera-store.ts';
import { CameraTable } from '../../../main/storage/camera-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { silentLog } from '../../../main/system/log.ts';

let directory: string;
let database: Database;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  database = await openDatabase(directory, silentLog);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const east: StoredCamera = {
  id: 'cam-1',
  name: '东门',
  point: 'gate',
  main: { address: 'rtsp://127.0.0.1/main', sealed: 'sealed' },
  sub: { address: 'rtsp://127.0.0.1/sub', sealed: null },
  provisioned: true,
  position: 1,
};

test('cameras come back as they were put in, in the order of the screen', async () => {
  const table = new CameraTable(database);
  const west = { ...east, id: 'cam-2', name: '西门', sub: null, provisioned: false, position: 0 };
  await table.save({ put: [east, west], remove: [] });
  expect(await table.all()).toEqual([west, east]);
});

test('what is put again is replaced, what is removed is gone, in one commit', async () => {
  const table = new CameraTable(database);
  await table.save({ put: [east], remove: [] });
  const commits = database.commits();
  await table.save({
    put: [
      { ...east, id: 'cam-3' },
      { ...east, name: '南门' },
    ],
    remove: ['cam-2'],
  });
  expect(database.commits()).toBe(commits + 1);
  await table.save({ put: [], remove: ['cam-3'] });
  expect((await table.all()).map(({ name }) => name)).toEqual(['南门']);
});
