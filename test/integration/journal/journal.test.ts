import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SightingFilter } from '#contract/search.ts';
import type { SightingKind } from '#contract/sighting.ts';
import { aNewSighting, aPicture, aVehicle, digestOf, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';

let directory: string;
let opened: OpenedJournal;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  opened = await openJournal(directory, { cameraName: (id) => `摄像机 ${id}` });
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

async function reopen(): Promise<void> {
  await opened.close();
  opened = await openJournal(directory);
}

const latestIds = async ({
  before,
  limit = 60,
  ...filter
}: SightingFilter & { before?: number; limit?: number } = {}): Promise<number[]> =>
  (await opened.storage.search.latest(filter, { before, limit })).map(({ id }) => id);

test('a sighting is found again as it was told, after a restart too', async () => {
  const scene = aPicture(40_000);
  const told = aVehicle('鲁P12345', {
    cameraId: 'east',
    seenAtMs: 1_700_000_000_123,
    receivedAtMs: 1_700_000_002_000,
    box: { unit: 'fraction', left: 0.1, top: 0.2, right: 0.3, bottom: 0.4 },
    pictures: [{ role: 'scene', bytes: scene }],
  });
  const [appended] = await opened.journal.append([told]);
  const { pictures: _, ...facts } = told;
  const expected = {
    ...facts,
    id: 1,
    cameraName: '摄像机 east',
    pictures: [{ role: 'scene', digest: digestOf(scene), contentType: 'image/jpeg', bytes: 40_000 }],
    alarmId: null,
  };
  expect(appended).toEqual({ outcome: 'new', sighting: expected });
  await reopen();
  expect(await opened.journal.find(1)).toEqual(expected);
  expect(await opened.journal.picture(digestOf(scene))).toEqual({ bytes: scene, contentType: 'image/jpeg' });
  expect(await opened.journal.find(2)).toBeNull();
  expect(await opened.journal.picture(digestOf(aPicture()))).toBeNull();
});

test('a repeat is known: within a batch, at the same time, later, and after a restart', async () => {
  const sighting = aNewSighting({ pictures: [{ role: 'face', bytes: aPicture() }] });
  const together = await opened.journal.append([sighting, sighting]);
  expect(together.map(({ outcome }) => outcome)).toEqual(['new', 'known']);
  const racing = await Promise.all(Array.from({ length: 20 }, () => opened.journal.append([sighting])));
  expect(new Set(racing.flat().map(({ outcome, sighting: { id } }) => `${outcome} ${id}`))).toEqual(
    new Set(['known 1']),
  );
  await reopen();
  expect(await opened.journal.append([sighting])).toMatchObject([{ outcome: 'known', sighting: { id: 1 } }]);
  expect(await latestIds()).toEqual([1]);
  expect(await opened.database.read('evidence').count('* as n')).toEqual([{ n: 1 }]);
});

test('sightings that arrive together share one commit and one sync', async () => {
  await opened.journal.append([aNewSighting()]); // opens the day's pack
  const before = { commits: opened.database.commits(), syncs: opened.storage.evidence.syncs };
  await Promise.all(
    Array.from({ length: 200 }, () =>
      opened.journal.append([aNewSighting({ pictures: [{ role: 'face', bytes: aPicture() }] })]),
    ),
  );
  expect(opened.database.commits() - before.commits).toBe(1);
  expect(opened.storage.evidence.syncs - before.syncs).toBe(1);
  expect(opened.database.syncedCommits()).toBe(0);
});

test('numbers go on rising when the newest sightings are gone', async () => {
  await opened.journal.append([aNewSighting(), aNewSighting()]);
  await opened.database.write(async (trx) => await trx('sightings').delete());
  await reopen();
  expect((await opened.journal.append([aNewSighting()]))[0]?.sighting.id).toBe(3);
});

test('the newest are found by kind, camera, plate and hit, page by page', async () => {
  // 1–6 at the east gate, 7–12 at the west gate, 13–18 at none.
  const kinds: SightingKind[] = ['face', 'person', 'cycle', 'behaviour', 'crowd'];
  for (const cameraId of ['east', 'west', null]) {
    await opened.journal.append([
      aNewSighting({ cameraId }),
      aNewSighting({ cameraId, facts: { kind: 'person' } }),
      aVehicle('鲁P12345', { cameraId }),
      aVehicle('京A00001', { cameraId }),
      aNewSighting({ cameraId, facts: { kind: 'cycle', plate: '鲁P12345' } }),
      aNewSighting({ cameraId, facts: { kind: 'crowd', people: 9 } }),
    ]);
  }
  await opened.database.write(async (trx) => await trx('sightings').whereIn('id', [3, 6, 9]).update({ alarm_id: 5 }));
  expect(await latestIds({ limit: 4 })).toEqual([18, 17, 16, 15]);
  expect(await latestIds({ limit: 4, before: 15 })).toEqual([14, 13, 12, 11]);
  expect(await latestIds({ kinds: ['face'] })).toEqual([13, 7, 1]);
  expect(await latestIds({ kinds: ['crowd', 'face'], before: 13, limit: 3 })).toEqual([12, 7, 6]);
  expect(await latestIds({ kinds: [], limit: 1 })).toEqual([18]);
  expect(await latestIds({ cameraIds: ['west'] })).toEqual([12, 11, 10, 9, 8, 7]);
  expect(await latestIds({ cameraIds: ['west'], kinds, before: 12 })).toEqual([11, 8, 7]);
  expect(await latestIds({ plate: '鲁P12345' })).toEqual([17, 15, 11, 9, 5, 3]);
  expect(await latestIds({ plate: '鲁P12345', kinds: ['vehicle'], cameraIds: ['east'] })).toEqual([3]);
  expect(await latestIds({ plate: '鲁P12345', hitsOnly: true, before: 9 })).toEqual([3]);
  expect(await latestIds({ hitsOnly: true })).toEqual([9, 6, 3]);
  expect(await latestIds({ hitsOnly: true, cameraIds: ['east'], kinds: ['crowd'] })).toEqual([6]);
  expect((await opened.journal.find(9))?.alarmId).toBe(5);
});

test('what came after a sighting is told in order', async () => {
  await opened.journal.append(Array.from({ length: 10 }, () => aNewSighting()));
  expect((await opened.journal.after(4, 3)).map(({ id }) => id)).toEqual([5, 6, 7]);
  expect(await opened.journal.after(10, 3)).toEqual([]);
});

test('sightings are counted by kind and by our clock, the end left out', async () => {
  const at = (receivedAtMs: number) => ({ receivedAtMs, seenAtMs: 5 });
  await opened.journal.append([
    aNewSighting(at(999)),
    aNewSighting(at(1000)),
    aNewSighting(at(1999)),
    aVehicle('鲁P12345', at(1500)),
    aVehicle('鲁P12345', at(2000)),
  ]);
  expect(await opened.journal.counts(1000, 2000)).toEqual({
    face: 2,
    person: 0,
    vehicle: 1,
    cycle: 0,
    behaviour: 0,
    crowd: 0,
  });
});

test('each device is known by how much it sent, when last, and how far its clock is off', async () => {
  await opened.journal.append([
    aNewSighting({ deviceId: 'a', seenAtMs: 1000, receivedAtMs: 2000 }),
    aNewSighting({ deviceId: 'b', seenAtMs: 5000, receivedAtMs: 2000 }),
    aNewSighting({ deviceId: 'a', seenAtMs: 1100, receivedAtMs: 2200 }),
  ]);
  await opened.journal.append([aNewSighting({ deviceId: 'a', seenAtMs: 2990, receivedAtMs: 3000 })]);
  expect(await opened.journal.deviceFacts()).toEqual([
    { deviceId: 'a', sightings: 3, lastReceivedAtMs: 3000, lastDriftMs: -10 },
    { deviceId: 'b', sightings: 1, lastReceivedAtMs: 2000, lastDriftMs: 3000 },
  ]);
});

test('whatever text a camera sends is kept as text', async () => {
  const nasty = `'); DROP TABLE sightings; -- \u0000 <script>\u{1F693} ? :name`;
  await opened.journal.append([
    aNewSighting({ deviceId: nasty, objectId: nasty, facts: { kind: 'face', name: nasty } }),
  ]);
  expect(await opened.journal.append([aNewSighting({ deviceId: nasty, objectId: nasty })])).toMatchObject([
    { outcome: 'known', sighting: { deviceId: nasty, objectId: nasty, facts: { name: nasty } } },
  ]);
});
