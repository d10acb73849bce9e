import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Snapshots } from '../../../../main/cameras/clips/snapshots.ts';
import type { SnapshotsOptions } from '../../../../main/cameras/clips/snapshots.ts';
import { SnapshotTable } from '../../../../main/storage/clip-table.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import type { Database } from '../../../../main/storage/database.ts';
import { days, seconds } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';
import { aJpeg } from '../../../unit/cameras/clips/pictures.ts';

let home: string;
let directory: string;
let database: Database;
const clock = new FakeClock();
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'guardroom-snapshots-'));
  directory = join(home, 'snapshots');
  database = await openDatabase(home, silentLog);
});
afterEach(async () => {
  await database.close();
  await rm(home, { recursive: true });
});
async function open(over: Partial<SnapshotsOptions> = {}): Promise<Snapshots> {
  const snapshots = new Snapshots({
    ...{ cameraName: (id) => (id === 'cam-1' ? '东门' : null), store: new SnapshotTable(database), directory, clock },
    ...over,
  });
  await snapshots.start();
  return snapshots;
}
const given = (bytes = aJpeg(640, 360)) => ({ cameraId: 'cam-1', takenAtMs: clock.nowMs() - 500, by: 'guard1', bytes });

test('a picture is kept as it came, with who sent it, of what and when', async () => {
  const snapshots = await open();
  const bytes = aJpeg(1920, 1080, 5000);
  const kept = await snapshots.keep(given(bytes));
  const digest = createHash('sha256').update(bytes).digest('hex');
  expect(kept).toMatchObject({
    ...{ cameraId: 'cam-1', cameraName: '东门', by: 'guard1', width: 1920, height: 1080, bytes: bytes.length, digest },
    ...{ takenAtMs: clock.nowMs() - 500, storedAtMs: clock.nowMs() },
  });
  expect(await readFile(snapshots.pathOf(digest))).toEqual(bytes);
  expect(await snapshots.find(kept.id)).toEqual(kept);
  expect(await snapshots.list({ cameraId: 'cam-1', limit: 10 })).toEqual([kept]);
});

test('a key pressed twice is two rows of one file', async () => {
  const snapshots = await open();
  await Promise.all([snapshots.keep(given()), snapshots.keep(given())]);
  expect(await snapshots.list({ limit: 10 })).toHaveLength(2);
  expect(await readdir(directory)).toHaveLength(1);
});

test('what is no picture, of no camera, or not of now is refused, and nothing of it is kept', async () => {
  const snapshots = await open();
  const refused = [
    { ...given(Buffer.from('<script>alert(1)</script>')), code: 'bad-input' },
    { ...given(), cameraId: 'cam-2', code: 'not-found' },
    { ...given(), takenAtMs: clock.nowMs() + seconds(60), code: 'bad-input' },
    { ...given(), takenAtMs: clock.nowMs() - days(2), code: 'bad-input' },
    { ...given(), takenAtMs: Number.NaN, code: 'bad-input' },
  ];
  for (const { code, ...snapshot } of refused) await expect(snapshots.keep(snapshot)).rejects.toMatchObject({ code });
  expect(await readdir(directory)).toEqual([]);
  expect(await snapshots.list({ limit: 10 })).toEqual([]);
});

test('a full disk is said, whether it is noticed before or in the middle', async () => {
  const before = await open({ diskSpace: async () => ({ freeBytes: 0, totalBytes: 1e12 }) });
  await expect(before.keep(given())).rejects.toMatchObject({ code: 'disk-full' });
  const writeFile = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
  const middle = await open({ writeFile });
  await expect(middle.keep(given())).rejects.toMatchObject({ code: 'disk-full' });
});

test('what a station that died was writing is swept', async () => {
  await mkdir(directory);
  await writeFile(join(directory, `${'ab'.repeat(32)}.jpg.partial`), 'half');
  await open();
  expect(await readdir(directory)).toEqual([]);
});
