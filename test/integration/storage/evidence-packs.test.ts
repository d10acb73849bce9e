import { appendFile, cp, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseFileName } from '../../../main/storage/database.ts';
import type { OpenPack } from '../../../main/storage/evidence-packs.ts';
import { localDay } from '../../../main/storage/evidence-packs.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewSighting, aPicture, digestOf, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';

const clock = (): FakeClock => new FakeClock(new Date(2026, 6, 14, 12).getTime());
const day = '2026-07-14';

let directory: string;
let pack: string;
let opened: OpenedJournal;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  pack = join(directory, 'evidence', `${day}.pack`);
  opened = await openJournal(directory, { clock: clock() });
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

const withPicture = (bytes: Buffer) => aNewSighting({ pictures: [{ role: 'scene', bytes }] });

/** A group of its own; each test's clock stands still, so the next group needs the period to pass. */
async function keep(...pictures: Buffer[]): Promise<void> {
  const period = clock();
  await opened.close();
  opened = await openJournal(directory, { clock: period });
  await opened.journal.append(pictures.map(withPicture));
}

async function reopen(openPack?: OpenPack): Promise<void> {
  await opened.close();
  opened = await openJournal(directory, { clock: clock(), ...(openPack && { openPack }) });
}

const packNames = () => readdir(join(directory, 'evidence'));
const ids = async (): Promise<number[]> => (await opened.journal.after(0, 100)).map(({ id }) => id);

async function flip(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 0xff;
  await file.write(byte, 0, 1, at);
  await file.close();
}

test('a pack is named by the local day, and neither picture nor facts lie readable in it', async () => {
  const picture = aPicture();
  await opened.journal.append([{ ...withPicture(picture), facts: { kind: 'face', name: 'Readable Name' } }]);
  expect(await packNames()).toEqual([`${localDay(clock().nowMs())}.pack`]);
  const bytes = await readFile(pack);
  expect(bytes.includes(picture.subarray(0, 32))).toBe(false);
  expect(bytes.includes('Readable Name')).toBe(false);
  expect((await stat(pack)).mode & 0o077).toBe(0);
});

test('a picture that comes again the same day is stored once, and on another day moves there', async () => {
  const picture = aPicture(50_000);
  await keep(picture);
  await keep(picture);
  expect((await stat(pack)).size).toBeLessThan(60_000);
  await opened.close();
  const nextDay = new FakeClock(new Date(2026, 6, 15, 12).getTime());
  opened = await openJournal(directory, { clock: nextDay });
  await opened.journal.append([withPicture(picture)]);
  await rm(pack);
  expect((await opened.journal.picture(digestOf(picture)))?.bytes).toEqual(picture);
});

test('a changed byte of a stored picture is noticed when it is read', async () => {
  const [first, second] = [aPicture(5000), aPicture(5000)];
  await opened.journal.append([withPicture(first), withPicture(second)]);
  await flip(pack, 72 + 100);
  await expect(opened.journal.picture(digestOf(first))).rejects.toMatchObject({ code: 'internal' });
  expect((await opened.journal.picture(digestOf(second)))?.bytes).toEqual(second);
});

test('a pack that is gone is a damaged picture, not a crash', async () => {
  const picture = aPicture();
  await opened.journal.append([withPicture(picture)]);
  await rm(pack);
  await expect(opened.journal.picture(digestOf(picture))).rejects.toMatchObject({ code: 'internal' });
});

test('what a write cut short left at the end is swept at the next start', async () => {
  const picture = aPicture();
  await opened.journal.append([withPicture(picture)]);
  const whole = await readFile(pack);
  for (const tail of [whole.subarray(0, 30), whole.subarray(0, 2000), Buffer.alloc(9000)]) {
    await opened.close();
    await appendFile(pack, tail);
    opened = await openJournal(directory, { clock: clock() });
    expect(await readFile(pack)).toEqual(whole);
    expect(await packNames()).toEqual([`${day}.pack`]);
  }
  expect((await opened.journal.picture(digestOf(picture)))?.bytes).toEqual(picture);
});

test('pictures without the group that completes them are swept, with the file when nothing else is in it', async () => {
  const picture = aPicture(3000);
  await opened.journal.append([withPicture(picture)]);
  const pictureRecord = (await readFile(pack)).subarray(0, 72 + 3000);
  await opened.close();
  // Another day's name means another key: take the same day on a fresh directory's database instead.
  for (const name of await readdir(directory)) {
    if (name.startsWith(databaseFileName)) await rm(join(directory, name));
  }
  await writeFile(pack, pictureRecord);
  opened = await openJournal(directory, { clock: clock() });
  expect(await packNames()).toEqual([]);
  expect(await ids()).toEqual([]);
});

test('rows that a power cut took from the database come back from the pack, once', async () => {
  const pictures = [aPicture(), aPicture(), aPicture()] as const;
  await keep(pictures[0]);
  await opened.close();
  const before = join(directory, 'before');
  await cp(join(directory, databaseFileName), before);
  opened = await openJournal(directory, { clock: clock() });
  await keep(pictures[1]);
  await keep(pictures[2], pictures[0]);
  const all = await opened.journal.after(0, 100);
  const devices = await opened.journal.deviceFacts();
  await opened.close();

  await cp(before, join(directory, databaseFileName));
  opened = await openJournal(directory, { clock: clock() });
  expect(await opened.journal.after(0, 100)).toEqual(all);
  expect(await opened.journal.deviceFacts()).toEqual(devices);
  for (const picture of pictures) {
    expect((await opened.journal.picture(digestOf(picture)))?.bytes).toEqual(picture);
  }
  const [next] = await opened.journal.append([aNewSighting()]);
  expect(next?.sighting.id).toBe(all.length + 1);
});

test('records nobody can vouch for are set aside, never deleted', async () => {
  await keep(aPicture());
  const known = (await stat(pack)).size;
  await opened.close();
  await cp(join(directory, databaseFileName), join(directory, 'before'));
  opened = await openJournal(directory, { clock: clock() });
  await keep(aPicture());
  await opened.close();
  const whole = await readFile(pack);
  await cp(join(directory, 'before'), join(directory, databaseFileName));
  await flip(pack, known + 80);
  opened = await openJournal(directory, { clock: clock() });
  expect(await ids()).toEqual([1]);
  expect((await stat(pack)).size).toBe(known);
  expect((await stat(join(directory, 'evidence', `${day}.pack.damaged-${known}`))).size).toBe(whole.length);
});

test('a full disk refuses the sighting whole, and nothing of it remains', async () => {
  await keep(aPicture());
  const whole = await readFile(pack);
  let full = true;
  await reopen(async (path, purpose) => {
    const file = await open(path, purpose === 'append' ? 'r+' : 'r');
    return {
      writev: (buffers, position) => {
        if (!full) return file.writev(buffers, position);
        // As a disk does when it fills up: a part is taken, then no more.
        if (position === whole.length) return file.writev(buffers.slice(0, 1), position);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
      read: (...where) => file.read(...where),
      truncate: (length) => file.truncate(length),
      datasync: () => file.datasync(),
      stat: () => file.stat(),
      close: () => file.close(),
    };
  });
  const sighting = withPicture(aPicture());
  await expect(opened.journal.append([sighting])).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readFile(pack)).toEqual(whole);
  expect(await ids()).toEqual([1]);

  full = false;
  await reopen();
  expect(await opened.journal.append([sighting])).toMatchObject([{ outcome: 'new', sighting: { id: 2 } }]);
});

test('a refused commit takes the group out of the pack again', async () => {
  await keep(aPicture());
  const whole = await readFile(pack);
  await reopen();
  await opened.database.write(async (trx) => {
    await trx.raw(`CREATE TRIGGER refuse BEFORE INSERT ON sightings BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  });
  await expect(opened.journal.append([withPicture(aPicture())])).rejects.toThrow('refused');
  expect(await readFile(pack)).toEqual(whole);
  expect(await opened.database.read('evidence').count('* as n')).toEqual([{ n: 1 }]);
});
