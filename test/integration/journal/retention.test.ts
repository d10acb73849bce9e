import { mkdtemp, rm, stat, utimes, writeFile, mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RetentionOptions } from '../../../main/journal/retention.ts';
import { defaultPeriods } from '../../../main/journal/retention-policy.ts';
import { RetrievalTable } from '../../../main/storage/access-retrieval-table.ts';
import { ClipTable } from '../../../main/storage/clip-table.ts';
import { rowsInStep } from '../../../main/storage/retention-walks.ts';
import { days, hours } from '../../../main/system/clock.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewSighting } from '../../builders/journal.ts';
import { localDay, openKeeping, raiseAlarm, resolveAlarm } from '../../builders/keeping.ts';
import type { OpenedKeeping } from '../../builders/keeping.ts';

/** Today at noon: the files that are written are from before whatever the clock of a test says. */
const noonMs = new Date(new Date().setHours(12, 0, 0, 0)).getTime();

let directory: string;
let clock: FakeClock;
let site: OpenedKeeping;
let asked = { ...defaultPeriods };
let keyTarget = false;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-retention-'));
  clock = new FakeClock(noonMs);
  asked = { ...defaultPeriods };
  keyTarget = false;
  await open();
});
afterEach(async () => {
  await site.close();
  await rm(directory, { recursive: true });
});

async function open(over: Partial<RetentionOptions> & Parameters<typeof openKeeping>[2] = {}): Promise<void> {
  site = await openKeeping(directory, clock, { policy: () => Promise.resolve({ asked, keyTarget }), ...over });
}
async function reopen(over: Parameters<typeof open>[0] = {}): Promise<void> {
  await site.close();
  await open(over);
}

const dayOf = (n: number): string => localDay(noonMs + days(n));
/** `each(n)` on day n at noon; then it is noon of day `count`. */
async function live(count: number, each: (day: number) => Promise<unknown>): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    await each(day);
    clock.advance(days(1) - (clock.nowMs() - noonMs - days(day)));
  }
}
const there = async (id: number): Promise<boolean> => (await site.journal.find(id)) !== null;
const picture = async (sighting: { pictures: readonly { digest: string }[] } | undefined) =>
  (await site.journal.picture(sighting?.pictures[0]?.digest ?? ''))?.bytes ?? null;

test('of 40 days, what is older than 30 goes with its pictures, and the rest is as it was', async () => {
  const firsts: Awaited<ReturnType<typeof site.receive>> = [];
  await live(40, async () => firsts.push((await site.receive(5))[0]!));
  const bytes = await Promise.all(Array.from({ length: 10 }, (_, n) => stat(packOf(n)).then(({ size }) => size)));
  await site.run();
  expect(await site.packs()).toEqual(Array.from({ length: 30 }, (_, n) => `${dayOf(n + 10)}.pack`));
  for (const [day, first] of firsts.entries()) {
    expect(await there(first.id), `day ${day}`).toBe(day >= 10);
    expect((await picture(first)) !== null, `picture of day ${day}`).toBe(day >= 10);
  }
  expect(await site.retention.deletions(null, 10)).toEqual([
    {
      ...{ id: 1, kind: 'sightings', reason: 'period-over', atMs: expect.any(Number) as number },
      beforeMs: new Date(noonMs + days(10)).setHours(0, 0, 0, 0),
      ...{ records: 50, files: 10, bytes: bytes.reduce((sum, size) => sum + size, 0) },
    },
  ]);
  const [told] = await site.auditRows();
  expect(told).toMatchObject({ actor: 'station', action: 'retention.delete', subject: 'deletion:1' });
  expect(told?.facts).toMatchObject({ kind: 'sightings', records: 50, files: 10, reason: 'period-over' });
  expect(await site.audit.verify()).toMatchObject({ outcome: 'intact', rows: 1 });
});

const packOf = (day: number): string => join(directory, 'evidence', `${dayOf(day)}.pack`);

test('a run that finds nothing to do writes nothing down', async () => {
  await site.receive(3);
  const before = site.database.commits();
  await site.run();
  await site.run();
  expect(await site.retention.deletions(null, 10)).toEqual([]);
  expect(await site.auditRows()).toEqual([]);
  expect(site.database.commits()).toBe(before);
});

test('the log of deletions stands: no row is changed once it is told, none is taken out', async () => {
  await live(33, () => site.receive(1));
  await site.run();
  const change = site.database.write(async (trx) => await trx('deletions').update({ records: 0 }));
  await expect(change).rejects.toThrow('append-only');
  await expect(site.database.write(async (trx) => await trx('deletions').delete())).rejects.toThrow('append-only');
});

test('numbers, devices and the copies in alarms outlive what was deleted', async () => {
  const [seen] = await site.receive(1);
  const alarm = await raiseAlarm(site.alarms, 1, [seen!]);
  await resolveAlarm(site.alarms, alarm, clock.nowMs());
  clock.advance(days(40));
  await site.run();
  expect(await there(1)).toBe(false);
  expect((await site.alarms.find(1))?.sightings[0]).toMatchObject({ id: 1, objectId: seen?.objectId });
  expect(await site.journal.deviceFacts()).toMatchObject([{ sightings: 1 }]);
  expect((await site.receive(1))[0]?.id).toBe(2);
});

test('a case holds its sighting, and its picture is there after the day is gone; closed, it lets go', async () => {
  const [held, other] = await site.receive(2);
  const { id: caseId } = await site.cases.open({ title: '北门翻墙', reason: '派出所调取，案号 2026-31' }, 'chief1');
  const added = await site.cases.add(caseId, { kind: 'sighting', id: held!.id }, 'guard1');
  expect(added).toMatchObject({ changed: true, case: { copiedPictures: 1 } });
  const bytes = await picture(held);
  clock.advance(days(40));
  await site.run();
  expect(await site.packs()).toEqual([]);
  expect([await there(held!.id), await there(other!.id)]).toEqual([true, false]);
  expect(await picture(held)).toEqual(bytes);
  expect(await picture(other)).toBeNull();
  const facts = await site.retention.facts();
  expect(facts.outlooks.find(({ kind }) => kind === 'sightings')?.heldBack).toEqual({
    ...{ cases: 1, county: 0, unresolved: 0 },
  });
  // Neither readable on the disk.
  const kept = join(directory, 'evidence', 'kept');
  expect(await readdir(kept)).toEqual([held!.pictures[0]!.digest]);

  await reopen();
  expect(await picture(held)).toEqual(bytes);
  await site.cases.close(caseId, 'chief1');
  await site.run();
  expect(await there(held!.id)).toBe(false);
  expect(await picture(held)).toBeNull();
  expect(await readdir(kept)).toEqual([]);
});

test('a picture that a case holds and that comes again later is read from where it is', async () => {
  const [held] = await site.receive(1);
  const { id } = await site.cases.open({ title: '甲', reason: '调查' }, 'chief1');
  await site.cases.add(id, { kind: 'sighting', id: held!.id }, 'guard1');
  const bytes = (await picture(held))!;
  clock.advance(days(40));
  await site.run();
  const [again] = await site.receive(1, { pictures: [{ role: 'face', bytes }] });
  expect(await picture(again)).toEqual(bytes);
  clock.advance(days(40));
  await site.run();
  expect(await there(again!.id)).toBe(false);
  expect(await picture(held)).toEqual(bytes);
});

test('an alarm that is not resolved keeps its sightings, with their pictures, whatever their age', async () => {
  const seen = await site.receive(8);
  const alarm = await raiseAlarm(site.alarms, 1, seen.slice(0, 7));
  clock.advance(days(200));
  await site.run();
  expect(await Promise.all(seen.map(({ id }) => there(id)))).toEqual([...Array<boolean>(7).fill(true), false]);
  for (const each of seen.slice(0, 7)) expect(await picture(each)).not.toBeNull();
  expect(await site.packs()).toEqual([]);
  expect(await site.alarms.find(1)).not.toBeNull();

  await resolveAlarm(site.alarms, alarm, clock.nowMs());
  await site.run();
  expect(await there(1), 'on the day it is resolved').toBe(true);
  clock.advance(days(2));
  await site.run();
  expect(await there(1)).toBe(false);
  expect(await site.alarms.find(1), 'the alarm itself has its period from here on').not.toBeNull();
  clock.advance(days(182));
  await site.run();
  expect(await site.alarms.find(1)).toBeNull();
  expect(await site.alarms.history(1)).toEqual([]);
});

test('what the county has not acknowledged stays, with its sightings and clips', async () => {
  const seen = await site.receive(2);
  const clips = new ClipTable(site.database);
  for (const [n, sighting] of seen.entries()) {
    await resolveAlarm(site.alarms, await raiseAlarm(site.alarms, n + 1, [sighting]), clock.nowMs());
    await aClip(clips, n + 1);
  }
  const key = (n: number) => `alarm:37152500005030000001:${n}-${noonMs}:raised`;
  for (const n of [1, 2]) {
    const body = Buffer.from('{}');
    await site.outbox.append([
      { destination: 'viid', kind: 'alarm', route: null, key: key(n), body, createdAtMs: noonMs },
    ]);
  }
  // The first is taken; the second is refused and set aside.
  await site.outbox.acknowledge('viid', [1], noonMs, '200');
  await site.outbox.recordFailure('viid', {
    ...{ reason: 'rejected', detail: 'no', atMs: noonMs },
    messages: { ids: [2], rejected: true, setAside: true },
  });
  clock.advance(days(400));
  const gone: number[] = [];
  await reopen({ alarmsGone: (ids) => gone.push(...ids) });
  await site.run();
  expect(gone).toEqual([1]);
  expect([await there(1), await there(2)]).toEqual([false, true]);
  expect(await picture(seen[1])).not.toBeNull();
  expect([await site.alarms.find(1), (await site.alarms.find(2))?.id]).toEqual([null, 2]);
  const left = new ClipTable(site.database);
  expect((await left.list({ limit: 10 })).map(({ id }) => id)).toEqual([2]);
  expect(await readdir(join(directory, 'clips'))).toEqual(['2.mp4']);
  const heldBack = (await site.retention.facts()).outlooks.map((each) => each.heldBack.county);
  expect(heldBack).toEqual([1, 1, 1, 0]);

  await site.outbox.acknowledge('viid', [2], clock.nowMs(), '200');
  await site.run();
  expect([await there(2), await site.alarms.find(2), await left.find(2)]).toEqual([false, null, null]);
  expect(await readdir(join(directory, 'clips'))).toEqual([]);
});

async function aClip(clips: ClipTable, alarmId: number | null, atMs = clock.nowMs()): Promise<number> {
  const { id } = await clips.add({
    ...{ cameraId: 'east', cameraName: '东门', stream: 'main', reason: 'alarm', by: 'station' },
    ...{ alarmId, cutAtMs: atMs, untilMs: atMs + 20_000 },
  });
  await clips.describe(id, {
    ...{ fromMs: atMs, toMs: atMs + 20_000, frames: 300, bytes: 1000, digest: 'ab'.repeat(32), codec: 'avc1.4d401f' },
    ...{ width: 640, height: 360, missingMs: 0, shortened: null },
  });
  await clips.finish(id);
  await mkdir(join(directory, 'clips'), { recursive: true });
  await writeFile(join(directory, 'clips', `${id}.mp4`), Buffer.alloc(1000));
  return id;
}

test('sightings that were not judged yet, and periods not yet summed up, stay', async () => {
  await live(3, () => site.receive(2));
  clock.advance(days(30));
  await reopen({ judgedUpTo: () => Promise.resolve(3) });
  await site.run();
  expect((await site.journal.after(0, 10)).map(({ id }) => id)).toEqual([4, 5, 6]);
  expect(await site.packs(), 'what is not judged has its picture copied out').toEqual([]);
  expect(await picture(await site.journal.find(4).then((found) => found!))).not.toBeNull();

  await reopen({ summariesFromMs: () => Promise.resolve(noonMs + days(2)) });
  await site.run();
  expect(
    (await site.journal.after(0, 10)).map(({ id }) => id),
    'received at the instant it begins',
  ).toEqual([5, 6]);
});

test('footage is kept as long as the law asks, whatever was asked for: longer for a key target', async () => {
  asked = { ...defaultPeriods, footage: days(1), sightings: days(1) };
  const clips = new ClipTable(site.database);
  await aClip(clips, null);
  await site.receive(1);
  const clipsThere = async (): Promise<number> => (await clips.list({ limit: 10 })).length;
  clock.advance(days(29));
  await site.run();
  expect([await clipsThere(), await there(1)]).toEqual([1, false]);
  keyTarget = true;
  clock.advance(days(60));
  await site.run();
  expect(await clipsThere()).toBe(1);
  clock.advance(days(3));
  await site.run();
  expect(await clipsThere()).toBe(0);
  const [last] = await site.retention.deletions(null, 1);
  expect(last).toMatchObject({ kind: 'footage', records: 1, files: 1, bytes: 1000 });
  await expect(stat(join(directory, 'clips', '1.mp4'))).rejects.toThrow('ENOENT');
});

test('a full disk takes the oldest that no law keeps, a day at a time, and says why', async () => {
  asked = { ...defaultPeriods, footage: days(60), sightings: days(60) };
  const clips = new ClipTable(site.database);
  await live(40, async () => {
    await site.receive(2);
    await aClip(clips, null);
  });
  site.files.freeBytes = 1e9; // of 1000e9, where clips stop at 1 GiB free
  let sweeps = 0;
  const makeRoom = site.files.dropDay.bind(site.files);
  site.files.dropDay = async (day) => {
    await makeRoom(day);
    sweeps += 1;
    if (sweeps === 4) site.files.freeBytes = 50e9;
  };
  await site.run();
  expect(await site.packs()).toHaveLength(36);
  const log = await site.retention.deletions(null, 100);
  expect(new Set(log.map(({ reason }) => reason))).toEqual(new Set(['disk-full']));
  expect((await site.auditRows()).map(({ facts }) => facts['reason'])).toEqual(log.map(() => 'disk-full'));
});

test('a disk that stays full costs no record that the law keeps, nor the newest week', async () => {
  asked = { ...defaultPeriods, footage: days(60), sightings: days(60) };
  const clips = new ClipTable(site.database);
  await live(40, async () => {
    await site.receive(1);
    await aClip(clips, null);
  });
  site.files.freeBytes = 0;
  await site.run();
  await site.run();
  const [oldestClip] = (await clips.list({ limit: 100 })).slice(-1);
  expect(oldestClip?.cutAtMs).toBe(noonMs + days(10));
  expect(await site.packs()).toEqual(Array.from({ length: 7 }, (_, n) => `${dayOf(n + 33)}.pack`));
});

test('no commit deletes more than a few rows, and captures go between any two', async () => {
  const day = await site.receive(900);
  clock.advance(days(35));
  const steps: number[] = [];
  await reopen({
    wrap: (table) => ({
      ...bound(table),
      async step(walk, step) {
        const done = await table.step(walk, step);
        if (walk === 'sightings' && done.removed.length > 0) {
          steps.push(done.removed.length);
          const before = site.database.commits();
          await site.journal.append([aNewSighting({ receivedAtMs: clock.nowMs(), objectId: `new-${steps.length}` })]);
          expect(site.database.commits()).toBe(before + 1);
        }
        return done;
      },
    }),
  });
  await site.run();
  expect(Math.max(...steps)).toBeLessThanOrEqual(rowsInStep);
  expect(steps.reduce((sum, n) => sum + n, 0)).toBe(day.length);
  expect((await site.journal.after(0, 2000)).map(({ objectId }) => objectId)).toEqual(
    steps.map((_, n) => `new-${n + 1}`),
  );
  // Deleting rows waits for no sync: only the day's mark and the audit row do.
  expect(site.database.syncedCommits()).toBeLessThanOrEqual(4);
});

/** The table's methods as an object of its own. */
function bound(table: OpenedKeeping['table']) {
  return {
    holds: table.holds.bind(table),
    packsBefore: table.packsBefore.bind(table),
    stillShown: table.stillShown.bind(table),
    noteCopy: table.noteCopy.bind(table),
    forgetSome: table.forgetSome.bind(table),
    markDropped: table.markDropped.bind(table),
    forgetCopies: table.forgetCopies.bind(table),
    tell: table.tell.bind(table),
    deletions: table.deletions.bind(table),
    figures: table.figures.bind(table),
  };
}

test('looks are forgotten after their period, but for those at what a case keeps', async () => {
  const [held, other] = await site.receive(2);
  const { id } = await site.cases.open({ title: '甲', reason: '调查' }, 'chief1');
  await site.cases.add(id, { kind: 'sighting', id: held!.id }, 'guard1');
  const register = new RetrievalTable(site.database);
  const look = { account: 'guard1', purpose: 'journal', atMs: noonMs } as const;
  await register.add([held, other].map((of) => ({ ...look, digest: of!.pictures[0]!.digest })));
  clock.advance(days(364));
  await site.run();
  expect(await register.latest(10)).toHaveLength(2);
  clock.advance(days(3));
  await site.run();
  expect((await register.latest(10)).map(({ digest }) => digest)).toEqual([held!.pictures[0]!.digest]);
});

test('after the clock jumped, nothing is deleted for a day', async () => {
  await site.receive(2);
  await site.run();
  clock.advance(hours(1));
  clock.jump(days(400));
  await site.run();
  expect(await there(1)).toBe(true);
  clock.jump(-days(400));
  await site.run();
  clock.advance(hours(30));
  await site.run();
  expect(await there(1), 'the clock was put right in time').toBe(true);
  clock.advance(days(35));
  await site.run();
  expect(await there(1)).toBe(false);
});

test('files nobody knows are removed once they are old, and others are let be', async () => {
  const orphans = ['clips/77.mp4', `snapshots/${'cd'.repeat(32)}.jpg`, `evidence/kept/${'ef'.repeat(32)}`];
  const others = ['clips/notes.txt', 'evidence/2026-01-01.pack.damaged-7', 'clips/78.mp4'];
  for (const name of [...orphans, ...others]) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), 'x');
  }
  const justNow = new Date(clock.nowMs());
  await utimes(join(directory, 'clips/78.mp4'), justNow, justNow);
  for (const name of orphans)
    await utimes(join(directory, name), new Date(noonMs - hours(2)), new Date(noonMs - hours(2)));
  await site.run();
  const left = await Promise.all([...orphans, ...others].map((name) => stat(join(directory, name)).catch(() => null)));
  expect(left.map((facts) => facts !== null)).toEqual([false, false, false, true, true, true]);
});

test('thumbnails go with their day', async () => {
  const [seen] = await site.receive(1);
  const digest = seen!.pictures[0]!.digest;
  const place = (await site.storage.evidence.placeOf(digest))!;
  expect(place).toBe(dayOf(0));
  await site.thumbnails.write(place, digest, Buffer.from('small'));
  expect(await site.thumbnails.read(place, digest)).toEqual(Buffer.from('small'));
  clock.advance(days(35));
  await site.run();
  expect(await readdir(site.thumbnails.directory)).toEqual([]);
});

test('the forecast says for how long the disk holds at the pace of the last days, and faces are counted', async () => {
  await live(6, () => site.receive(20));
  const { outlooks } = await site.retention.facts();
  const sightings = outlooks.find(({ kind }) => kind === 'sightings')!;
  expect(sightings).toMatchObject({ askedDays: 30, lawful: null, oldestAtMs: noonMs, outlook: 'fine' });
  expect(sightings.bytesPerDay).toBeGreaterThan(20 * 1500);
  expect(outlooks.find(({ kind }) => kind === 'footage')?.lawful).toEqual({ days: 30, source: 'decree-799-17' });

  // Room for two weeks more at this pace, beside what clips leave free.
  site.files.freeBytes = 1024 ** 3 + 14 * sightings.bytesPerDay!;
  clock.advance(61_000);
  const short = (await site.retention.facts()).outlooks.find(({ kind }) => kind === 'sightings')!;
  expect(short.outlook).toBe('short');
  expect(short.forecastDays).toBeGreaterThan(15);
  expect(short.forecastDays).toBeLessThan(21);
  expect(site.retention.outlook()).toBe('short');
  expect((await site.retention.facts()).faces).toEqual({ stored: 120, filingAt: 100_000, warning: false });
});
