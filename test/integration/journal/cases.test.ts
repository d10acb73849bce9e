import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { days } from '../../../main/system/clock.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { openKeeping, raiseAlarm, resolveAlarm } from '../../builders/keeping.ts';
import type { OpenedKeeping } from '../../builders/keeping.ts';

let directory: string;
let clock: FakeClock;
let site: OpenedKeeping;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-cases-'));
  clock = new FakeClock(Date.now());
  site = await openKeeping(directory, clock);
});
afterEach(async () => {
  await site.close();
  await rm(directory, { recursive: true });
});

const given = { title: '北门翻墙', reason: '派出所调取，案号 2026-31' };

test('a case remembers who opened it, what was added by whom, and who closed it', async () => {
  const [sighting] = await site.receive(1);
  const { id } = await site.cases.open(given, 'chief1');
  const item = { kind: 'sighting', id: sighting!.id } as const;
  const atMs = clock.nowMs();
  await site.cases.add(id, item, 'guard1');
  clock.advance(1000);
  expect(await site.cases.add(id, item, 'guard2'), 'a second time changes nothing').toMatchObject({ changed: false });
  const closed = await site.cases.close(id, 'chief2');
  expect(closed).toEqual({
    ...{ ...given, id, openedBy: 'chief1', openedAtMs: atMs, copiedPictures: 1 },
    closed: { by: 'chief2', atMs: atMs + 1000 },
    items: [{ item, addedBy: 'guard1', addedAtMs: atMs }],
  });
  const { id: next } = await site.cases.open({ ...given, title: '乙' }, 'chief1');
  const { id: third } = await site.cases.open({ ...given, title: '丙' }, 'chief1');
  await site.cases.close(next, 'chief1');
  expect((await site.cases.list()).map((each) => each.id)).toEqual([third, next, id]);
});

test('what is not there cannot be added, and a closed case takes and gives nothing', async () => {
  const { id } = await site.cases.open(given, 'chief1');
  for (const kind of ['sighting', 'alarm', 'clip'] as const) {
    await expect(site.cases.add(id, { kind, id: 1 }, 'guard1')).rejects.toMatchObject({ code: 'not-found' });
  }
  const item = { kind: 'sighting', id: (await site.receive(1))[0]!.id } as const;
  await expect(site.cases.add(id + 1, item, 'guard1')).rejects.toMatchObject({ code: 'not-found' });
  await expect(site.cases.remove(id, item)).rejects.toMatchObject({ code: 'not-found' });
  await site.cases.add(id, item, 'guard1');
  await site.cases.close(id, 'chief1');
  const closed = { code: 'conflict', facts: { problem: 'closed' } };
  await expect(site.cases.add(id, item, 'guard1')).rejects.toMatchObject(closed);
  await expect(site.cases.remove(id, item)).rejects.toMatchObject(closed);
  await expect(site.cases.close(id, 'chief1')).rejects.toMatchObject(closed);
});

test('a case has its limit', async () => {
  const { id } = await site.cases.open(given, 'chief1');
  const sightings = await site.receive(1001, { pictures: [] });
  await site.database.write(async (trx) => {
    for (const { id: item_id } of sightings.slice(0, 1000)) {
      await trx('case_items').insert({ case_id: id, kind: 'sighting', item_id, added_by: 'guard1', added_at_ms: 1 });
    }
  });
  await expect(site.cases.add(id, { kind: 'sighting', id: sightings[1000]!.id }, 'guard1')).rejects.toMatchObject({
    ...{ code: 'conflict', facts: { problem: 'too-many' } },
  });
});

test('an alarm holds all its sightings; the pictures it shows are copied out at once, the others before their day goes', async () => {
  const sightings = await site.receive(8);
  const alarm = await raiseAlarm(site.alarms, 1, sightings);
  await resolveAlarm(site.alarms, alarm, clock.nowMs());
  const { id } = await site.cases.open(given, 'chief1');
  const added = await site.cases.add(id, { kind: 'alarm', id: 1 }, 'guard1');
  expect(added.case.copiedPictures).toBe(5);
  clock.advance(days(400));
  await site.run();
  expect(await site.packs()).toEqual([]);
  expect((await site.cases.list())[0]?.copiedPictures).toBe(8);
  for (const { id: sightingId, pictures } of sightings) {
    expect(await site.journal.find(sightingId)).not.toBeNull();
    expect((await site.journal.picture(pictures[0]!.digest))?.bytes.byteLength).toBe(1500);
  }
  await site.cases.remove(id, { kind: 'alarm', id: 1 });
  await site.run();
  expect(await site.alarms.find(1)).toBeNull();
  expect(await site.journal.after(0, 10)).toEqual([]);
});

test('what two cases hold stays until both let go', async () => {
  const [sighting] = await site.receive(1);
  const item = { kind: 'sighting', id: sighting!.id } as const;
  const ids = [await site.cases.open(given, 'chief1'), await site.cases.open(given, 'chief1')].map((each) => each.id);
  for (const id of ids) await site.cases.add(id, item, 'guard1');
  clock.advance(days(40));
  await site.cases.close(ids[0]!, 'chief1');
  await site.run();
  expect(await site.journal.find(item.id)).not.toBeNull();
  await site.cases.close(ids[1]!, 'chief1');
  await site.run();
  expect(await site.journal.find(item.id)).toBeNull();
});
