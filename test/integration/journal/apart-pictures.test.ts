import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { databaseFileName } from '../../../main/storage/database.ts';
import { hours, minutes } from '../../../main/system/clock.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewSighting, aPicture, digestOf, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';

const deviceId = '37152500001190000001';
const awaiting = (name: string, over: Parameters<typeof aNewSighting>[0] = {}) =>
  aNewSighting({ deviceId, awaits: [{ deviceId, name, role: 'face' }], ...over });

let directory: string;
let opened: OpenedJournal;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  opened = await openJournal(directory);
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

const attach = (name: string, bytes: Uint8Array) => opened.journal.attach({ deviceId, name }, { bytes, role: null });
const picturesOf = async (id: number) => (await opened.journal.find(id))?.pictures.map(({ digest }) => digest);

test('a picture finds its sighting in either order, and is kept like any other', async () => {
  const [late, early] = [aPicture(), aPicture()];
  await opened.journal.append([awaiting('late')]);
  expect(await attach('late', late)).toEqual({ outcome: 'joined' });
  expect(await attach('early', early)).toEqual({ outcome: 'waiting' });
  const [answer] = await opened.journal.append([awaiting('early')]);
  expect(answer?.sighting.pictures).toEqual([
    { digest: digestOf(early), role: 'face', contentType: 'image/jpeg', bytes: early.byteLength },
  ]);
  expect(await picturesOf(1)).toEqual([digestOf(late)]);
  expect((await opened.journal.picture(digestOf(late)))?.bytes).toEqual(late);
  expect(await opened.journal.apartFacts()).toEqual([]);
  expect(await attach('late', aPicture())).toEqual({ outcome: 'known' });
  expect((await opened.journal.findNamed({ deviceId, name: 'late' }))?.digest).toBe(digestOf(late));
});

test('whoever watches is told of a sighting again when a picture joins it later, and only then', async () => {
  const told: [number, number][] = [];
  const stop = opened.journal.watchPictures(({ id, pictures }) => told.push([id, pictures.length]));
  await opened.journal.append([awaiting('one'), awaiting('one'), aNewSighting()]);
  await attach('nobody names this', aPicture());
  expect(told).toEqual([]);
  await attach('one', aPicture());
  await vi.waitFor(() =>
    expect(told).toEqual([
      [1, 1],
      [2, 1],
    ]),
  );
  stop();
  await opened.journal.append([awaiting('two')]);
  await attach('two', aPicture());
  expect(told).toHaveLength(2);
});

test('many at once, some before and some after their sightings, end up joined', async () => {
  const pictures = Array.from({ length: 60 }, () => aPicture(500));
  await Promise.all(
    pictures.flatMap((bytes, n) => {
      const put = () => opened.journal.append([awaiting(`p${n}`, { objectId: `o${n}` })]);
      const come = () => attach(`p${n}`, bytes);
      return n % 2 === 0 ? [put(), come()] : [come(), put()];
    }),
  );
  const kept = await opened.journal.findByKeys(pictures.map((_, n) => ({ deviceId, objectId: `o${n}` })));
  for (const { objectId, pictures: has } of kept) {
    expect(has.map(({ digest }) => digest)).toEqual([digestOf(pictures[Number(objectId.slice(1))]!)]);
  }
  expect(kept).toHaveLength(60);
});

test('what is no picture is not kept, and its sighting goes on waiting', async () => {
  await opened.journal.append([awaiting('x')]);
  expect(await attach('x', Buffer.from('<html>not a picture</html>'))).toEqual({ outcome: 'no-picture' });
  expect(await opened.journal.apartFacts()).toEqual([{ deviceId, awaited: 1, unclaimed: 0 }]);
});

test('joined and waiting pictures that a power cut took from the database come back from the pack', async () => {
  const [late, early] = [aPicture(), aPicture()];
  await opened.journal.append([aNewSighting()]);
  await opened.close();
  await cp(join(directory, databaseFileName), join(directory, 'before'));
  opened = await openJournal(directory);
  await opened.journal.append([awaiting('late')]);
  await attach('late', late);
  await attach('early', early);
  await opened.journal.append([awaiting('never')]);
  await opened.close();
  await cp(join(directory, 'before'), join(directory, databaseFileName));
  opened = await openJournal(directory);
  expect(await picturesOf(2)).toEqual([digestOf(late)]);
  expect(await opened.journal.apartFacts()).toEqual([{ deviceId, awaited: 1, unclaimed: 1 }]);
  await opened.journal.append([awaiting('early')]);
  expect(await picturesOf(4)).toEqual([digestOf(early)]);
  expect((await opened.journal.picture(digestOf(early)))?.bytes).toEqual(early);
});

test('what waits in vain is forgotten after six hours, and counted', async () => {
  const clock = new FakeClock();
  await opened.close();
  opened = await openJournal(directory, { clock });
  await opened.journal.append([awaiting('a', { receivedAtMs: clock.nowMs() })]);
  clock.advance(minutes(1));
  await attach('b', aPicture());
  clock.advance(hours(7));
  await attach('c', aPicture());
  expect(await opened.journal.apartFacts()).toEqual([{ deviceId, awaited: 0, unclaimed: 1 }]);
  expect(opened.journal.pressure().apartForgotten).toEqual({ awaited: 1, unclaimed: 1 });
});

test('of one device so many are remembered, the newest', async () => {
  const { apart } = opened.storage;
  const at = (n: number) => ({ deviceId, receivedAtMs: 1_000 + n });
  await opened.journal.append(Array.from({ length: 30 }, (_, n) => awaiting(`n${n}`, at(n))));
  await opened.journal.append([
    awaiting('other', { deviceId: '5', awaits: [{ deviceId: '5', name: 'o', role: 'face' }] }),
  ]);
  expect(await apart.forget(0, 10)).toEqual({ awaited: 20, unclaimed: 0 });
  expect(
    (
      await apart.awaiting([
        { deviceId, name: 'n19' },
        { deviceId, name: 'n20' },
      ])
    ).map(({ name }) => name),
  ).toEqual(['n20']);
  expect(await opened.journal.apartFacts()).toContainEqual({ deviceId: '5', awaited: 1, unclaimed: 0 });
});
