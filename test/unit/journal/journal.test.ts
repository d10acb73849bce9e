import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { Sighting } from '#contract/sighting.ts';
import type { EvidenceStore, PackedGroup } from '../../../main/journal/evidence.ts';
import { Journal } from '../../../main/journal/journal.ts';
import type { JournalStore } from '../../../main/journal/journal-store.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewSighting, aPicture } from '../../builders/journal.ts';

/** Keeps groups in memory, and says in which order things were done. */
class FakeStorage implements EvidenceStore, JournalStore {
  readonly apart = {
    came: () => Promise.resolve([]),
    awaiting: () => Promise.resolve([]),
    forget: () => Promise.resolve({ awaited: 0, unclaimed: 0 }),
    facts: () => Promise.resolve([]),
  };
  done: string[] = [];
  kept: Sighting[] = [];
  failNext: { on: 'append' | 'commit'; error: AppError } | null = null;

  append(sightings: readonly Sighting[]): Promise<PackedGroup> {
    this.done.push(`pack ${sightings.length}`);
    this.#fail('append');
    return Promise.resolve({ day: '2026-11-23', sightings: [...sightings], pictures: [], packBytes: 1 });
  }
  commit(group: PackedGroup): Promise<void> {
    this.done.push(`commit ${group.sightings.length}`);
    this.#fail('commit');
    this.kept.push(...group.sightings);
    return Promise.resolve();
  }
  takeBack(group: PackedGroup): Promise<void> {
    this.done.push(`take back ${group.sightings.length}`);
    return Promise.resolve();
  }
  known(keys: readonly { objectId: string }[]): Promise<Sighting[]> {
    return Promise.resolve(this.kept.filter((sighting) => keys.some(({ objectId }) => objectId === sighting.objectId)));
  }
  lastId = (): Promise<number> => Promise.resolve(100);
  read = (): Promise<null> => Promise.resolve(null);
  placeOf = (): Promise<null> => Promise.resolve(null);
  find = (): Promise<null> => Promise.resolve(null);
  after = (): Promise<Sighting[]> => Promise.resolve([]);
  counts = (): Promise<never> => Promise.reject(new Error('not asked here'));
  devices = (): Promise<never[]> => Promise.resolve([]);

  #fail(on: 'append' | 'commit'): void {
    if (this.failNext?.on !== on) return;
    const { error } = this.failNext;
    this.failNext = null;
    throw error;
  }
}

let storage: FakeStorage;
let clock: FakeClock;
let journal: Journal;
beforeEach(() => {
  storage = new FakeStorage();
  clock = new FakeClock();
  const { apart } = storage;
  journal = new Journal({ store: storage, apart, evidence: storage, cameraName: () => null, clock, log: silentLog });
});

async function turns(count = 10): Promise<void> {
  for (let n = 0; n < count; n += 1) await setImmediate();
}

test('an idle journal keeps a sighting at once', async () => {
  const [appended] = await journal.append([aNewSighting()]);
  expect(appended).toMatchObject({ outcome: 'new', sighting: { id: 101, alarmId: null } });
  expect(storage.done).toEqual(['pack 1', 'commit 1']);
});

test('what comes while the journal is busy goes together, in the next period', async () => {
  const first = journal.append([aNewSighting()]);
  await first;
  const rest = [1, 2, 3].map(() => journal.append([aNewSighting(), aNewSighting()]));
  await turns();
  expect(storage.done).toEqual(['pack 1', 'commit 1']);
  clock.advance(25);
  const answers = await Promise.all(rest);
  expect(storage.done.slice(2)).toEqual(['pack 6', 'commit 6']);
  expect(answers.map((batch) => batch.map(({ sighting }) => sighting.id))).toEqual([
    [102, 103],
    [104, 105],
    [106, 107],
  ]);
});

test('a repeat stores nothing', async () => {
  const sighting = aNewSighting();
  await journal.append([sighting]);
  const again = journal.append([sighting]);
  await turns();
  clock.advance(25);
  expect(await again).toMatchObject([{ outcome: 'known', sighting: { id: 101 } }]);
  expect(storage.done).toEqual(['pack 1', 'commit 1']);
});

test('a group whose rows are refused is taken back, and its numbers are given again', async () => {
  storage.failNext = { on: 'commit', error: new AppError('disk-full', 'full') };
  await expect(journal.append([aNewSighting()])).rejects.toMatchObject({ code: 'disk-full' });
  expect(storage.done).toEqual(['pack 1', 'commit 1', 'take back 1']);
  const next = journal.append([aNewSighting()]);
  await turns();
  clock.advance(25);
  expect((await next)[0]?.sighting.id).toBe(101);
});

test('a failed group fails its own requests only', async () => {
  storage.failNext = { on: 'append', error: new AppError('disk-full', 'full') };
  const lost = journal.append([aNewSighting()]);
  await expect(lost).rejects.toMatchObject({ code: 'disk-full' });
  const kept = journal.append([aNewSighting()]);
  await turns();
  clock.advance(25);
  await expect(kept).resolves.toHaveLength(1);
  expect(journal.pressure()).toMatchObject({ waitingSightings: 0, waitingBytes: 0, groups: 1 });
});

test('what is no sighting is refused before it can spoil the group of others', async () => {
  const good = journal.append([aNewSighting()]);
  await expect(journal.append([aNewSighting({ seenAtMs: Number.NaN })])).rejects.toMatchObject({ code: 'bad-input' });
  await expect(journal.append([aNewSighting({ facts: { kind: 'face', similarity: 4 } })])).rejects.toMatchObject({
    code: 'bad-input',
  });
  await expect(good).resolves.toHaveLength(1);
});

test('a picture that is none is left out and counted, and its sighting kept', async () => {
  const [appended] = await journal.append([
    aNewSighting({
      pictures: [
        { role: 'scene', bytes: Buffer.from('<html>') },
        { role: 'face', bytes: aPicture(100) },
      ],
    }),
  ]);
  expect(appended?.sighting.pictures).toMatchObject([{ role: 'face', contentType: 'image/jpeg', bytes: 100 }]);
  expect(journal.pressure().picturesLeftOut).toBe(1);
});

test('when too much waits, more is refused and counted, and what waits is still kept', async () => {
  await journal.append([aNewSighting()]);
  const waiting = journal.append(Array.from({ length: 10_000 }, () => aNewSighting()));
  await expect(journal.append([aNewSighting()])).rejects.toMatchObject({ code: 'unavailable' });
  expect(journal.pressure()).toMatchObject({ waitingSightings: 10_000, refused: 1 });
  await turns();
  clock.advance(25);
  await expect(waiting).resolves.toHaveLength(10_000);
});

test('listeners hear of new sightings once, after they are durable, and one that throws harms nobody', async () => {
  const heard: number[] = [];
  journal.watch(() => {
    throw new Error('careless');
  });
  const stop = journal.watch((sighting) => {
    expect(storage.done.at(-1)).toBe('commit 2');
    heard.push(sighting.id);
  });
  const twice = aNewSighting();
  await journal.append([twice, twice, aNewSighting()]);
  expect(heard).toEqual([101, 102]);
  stop();
  const later = journal.append([aNewSighting()]);
  await turns();
  clock.advance(25);
  await later;
  expect(heard).toEqual([101, 102]);
});

test('closing finishes what waits and takes nothing more', async () => {
  const last = journal.append([aNewSighting()]);
  const closing = journal.close();
  await expect(last).resolves.toHaveLength(1);
  await closing;
  await expect(journal.append([aNewSighting()])).rejects.toMatchObject({ code: 'unavailable' });
});
