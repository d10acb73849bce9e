/** What becomes of packages: receipts for them, their end, and what is missing when they are made. */
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PackageRequest } from '#contract/package.ts';
import type { PackageSources } from '../../../main/county/packages/package-sources.ts';
import type { Packages, PackagesOptions } from '../../../main/county/packages/packages.ts';
import { signReceipt } from '../../../main/county/packages/receipts.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import type { Database } from '../../../main/storage/database.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import { days, hours } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aPicture } from '../../builders/journal.ts';
import { aRequest, makeOn, manyMessages, openPackageDesk } from '../../builders/package-desk.ts';
import { chief, demoPicture, secret } from '../../builders/package-site.ts';
import { aSighting } from '../../builders/sighting.ts';

let directory: string;
let database: Database;
let clock: FakeClock;
let outbox: CountyOutboxTable;
let packages: Packages;
let keys: { pem: string | null };
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-package-keeping-'));
  database = await openDatabase(directory, silentLog);
  clock = new FakeClock(Date.UTC(2026, 10, 27, 6, 30));
  outbox = new CountyOutboxTable(database);
  keys = { pem: null };
  pictures = {};
  await begin();
});
afterEach(async () => {
  await packages.stop();
  await database.close();
  await rm(directory, { recursive: true });
});

let pictures: Record<string, Buffer>;
const clipPath = (): string => join(directory, 'clip.mp4');

/** With nothing in the records but what the test lays there. */
async function begin(over: Partial<PackagesOptions> = {}, sources: Partial<PackageSources> = {}): Promise<void> {
  packages = await openPackageDesk({ directory, database, clock, keys }, over, {
    alarm: async (id) => anAlarm({ id, raisedAtMs: clock.nowMs() - hours(1), sightings: [aSighting()] }),
    async picture(digest) {
      const bytes = pictures[digest];
      return bytes === undefined ? null : { bytes, contentType: 'image/jpeg' };
    },
    ...sources,
  });
}
async function restart(over: Partial<PackagesOptions> = {}, sources: Partial<PackageSources> = {}): Promise<void> {
  await packages.stop();
  await begin(over, sources);
}
const make = (over: Partial<PackageRequest> = {}) => makeOn(packages, aRequest(clock, over));
async function message(key: string): Promise<void> {
  const body = Buffer.from(JSON.stringify({ key }));
  await outbox.append([{ destination: 'summaries', kind: 'summary', route: null, key, body, createdAtMs: 1 }]);
}
const receiptFor = (manifest: string | null, over: object = {}): Record<string, unknown> => ({
  ...{ schema: 'guardroom/receipt', version: 1, number: '2026-0007', manifest },
  ...{ receivedAt: '2026-11-27T15:00:00+08:00', by: '冠县公安局', acknowledged: ['one', 'two', 'unknown'], ...over },
});
const signedText = (receipt: Record<string, unknown>): string =>
  JSON.stringify({ ...receipt, signature: signReceipt(secret, receipt) });
const stateOf = async (key: string) => (await outbox.page(null, 10)).find((item) => item.key === key)?.state;

test('only a signed receipt acknowledges, once, and no more than it names', async () => {
  for (const key of ['one', 'two', 'three']) await message(key);
  const made = await make({ withOutbox: true });
  const receipt = receiptFor(made.manifestDigest);
  const unsigned = await packages.importReceipt(JSON.stringify(receipt), chief);
  expect(unsigned.receipt).toMatchObject({ signed: false, acknowledged: 0, number: '2026-0007', by: '冠县公安局' });
  expect(await stateOf('one')).toBe('waiting');
  const text = signedText(receipt);
  const signed = await packages.importReceipt(text, chief);
  expect(signed.receipt).toMatchObject({ signed: true, acknowledged: 2, importedBy: 'chief1' });
  expect(await Promise.all(['one', 'two', 'three'].map(stateOf))).toEqual(['acknowledged', 'acknowledged', 'waiting']);
  clock.advance(hours(1));
  expect((await packages.importReceipt(text, chief)).receipt).toEqual(signed.receipt);
  await expect(packages.importReceipt(JSON.stringify(receipt), chief)).rejects.toMatchObject({ code: 'conflict' });
  await restart();
  expect((await packages.find(made.id)).receipt).toEqual(signed.receipt);
});

test('a receipt for another package, or signed with another secret, changes nothing', async () => {
  await message('one');
  const made = await make({ withOutbox: true });
  await expect(packages.importReceipt(signedText(receiptFor('ab'.repeat(32))), chief)).rejects.toMatchObject({
    code: 'not-found',
  });
  const forged = receiptFor(made.manifestDigest);
  const signature = signReceipt('another', forged);
  await expect(packages.importReceipt(JSON.stringify({ ...forged, signature }), chief)).rejects.toMatchObject({
    ...{ code: 'bad-input', facts: { paths: 'signature' } },
  });
  expect(await stateOf('one')).toBe('waiting');
  expect((await packages.find(made.id)).receipt).toBeNull();
});

test('a package of an earlier key and station still takes its receipt, also when its file is gone', async () => {
  const made = await make();
  await packages.stop();
  await rm(join(directory, 'packages', `${made.id}.zip`));
  await begin();
  expect(await packages.find(made.id)).toMatchObject({ state: 'gone', digest: made.digest });
  expect(await packages.fileOf(made.id)).toBeNull();
  const receipt = await packages.importReceipt(signedText(receiptFor(made.manifestDigest)), chief);
  expect(receipt.receipt?.signed).toBe(true);
});

test('files stay for thirty days, or while they are the newest twenty; the rows stay', async () => {
  for (let n = 0; n < 22; n += 1) expect((await make()).state).toBe('ready');
  clock.advance(days(29));
  await restart();
  const states = async () => (await packages.list(null, 100)).map(({ state }) => state);
  await packages.stop();
  expect(new Set(await states())).toEqual(new Set(['ready']));
  clock.advance(days(2));
  await restart();
  await packages.stop();
  expect(await states()).toEqual([...Array<string>(20).fill('ready'), 'gone', 'gone']);
  expect((await readdir(join(directory, 'packages'))).sort()).toEqual(
    Array.from({ length: 20 }, (_, n) => `${n + 3}.zip`).sort(),
  );
});

test('what is damaged, no JPEG, or gone is left out and said; the rest is there', async () => {
  const names = { good: 'a1'.repeat(32), damaged: 'b2'.repeat(32), gone: 'c3'.repeat(32) };
  pictures[names.good] = await demoPicture('face-0.jpg');
  pictures[names.damaged] = aPicture(3000);
  const sighting = aSighting({
    pictures: Object.values(names).map((digest) => ({ role: 'face', contentType: 'image/jpeg', bytes: 1, digest })),
  });
  const taken: string[] = [];
  await restart(
    { takeOut: async (_by, _reason, digests) => void taken.push(...digests) },
    {
      alarm: async (id) => anAlarm({ id, raisedAtMs: clock.nowMs() - hours(1), sightings: [sighting] }),
      clipsOf: async () => [
        { id: 1, state: 'ready', path: clipPath(), digest: 'dd'.repeat(32), width: 640, height: 360 },
        { id: 2, state: 'ready', path: join(directory, 'gone.mp4'), digest: 'ee'.repeat(32), width: 640, height: 360 },
      ],
    },
  );
  await writeFile(clipPath(), 'no mp4');
  const made = await make({ alarmIds: [7] });
  expect(made.state).toBe('ready');
  expect([...made.remarks].sort()).toEqual([
    ...['clips-gone', 'clips-not-watermarked', 'pictures-gone', 'pictures-not-drawn'],
  ]);
  expect(taken).toEqual([names.good, 'dd'.repeat(32)]);
});

test('without ffmpeg the clips are as recorded, and it is said', async () => {
  await restart(
    { ffmpegPath: join(directory, 'no-such-program') },
    {
      clipsOf: async () => [
        { id: 1, state: 'ready', path: clipPath(), digest: 'dd'.repeat(32), width: 640, height: 360 },
      ],
    },
  );
  await writeFile(clipPath(), 'as recorded');
  const made = await make({ alarmIds: [7] });
  expect(made).toMatchObject({ state: 'ready', remarks: ['clips-not-watermarked'] });
  const zip = await readFile(join(directory, 'packages', `${made.id}.zip`));
  expect(zip.includes('as recorded')).toBe(true);
});

test('a disk without room refuses one before it is begun, and ends one that is under way', async () => {
  let asked = 0;
  await restart({ hasRoom: async () => ++asked === 1 }, { messages: manyMessages });
  const failed = await make({ withOutbox: true });
  expect(failed).toMatchObject({ state: 'failed', failure: 'disk-full', digest: null, bytes: null });
  await expect(make()).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(join(directory, 'packages'))).toEqual([]);
});

test('stopped in the middle of one, the station gives it up and says so', async () => {
  let began: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => (began = resolve));
  async function* endless(): AsyncGenerator<{ key: string; body: Uint8Array }> {
    for await (const each of manyMessages()) {
      began();
      yield each;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  await restart({}, { messages: endless });
  const asked = aRequest(clock, { withOutbox: true });
  const [first, second] = [await packages.make(asked, chief), await packages.make(asked, chief)];
  await beginning;
  expect(await packages.find(first.id)).toMatchObject({ state: 'making' });
  await packages.stop();
  for (const { id } of [first, second]) {
    expect(await packages.find(id)).toMatchObject({ state: 'failed', failure: 'interrupted' });
  }
  await expect(packages.make(asked, chief)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await readdir(join(directory, 'packages'))).toEqual([]);
  await expect(access(join(directory, 'packages', `${first.id}.zip`))).rejects.toThrow();
});

test('every alarm of a period can be chosen, however long ago it was resolved: the end not in it, newest first', async () => {
  const untilMs = clock.nowMs() - days(20);
  await layAlarms([untilMs, untilMs - 1, untilMs - 1, untilMs - days(2), untilMs - days(2) - 1]);
  const found = await packages.alarmsIn({ fromMs: untilMs - days(2), toMs: untilMs });
  expect(found.of).toBe(3);
  expect(found.alarms.map(({ id }) => id)).toEqual([3, 2, 4]);
});

test('of a busy period the last 500 are offered, and how many there were is told', async () => {
  await layAlarms(Array.from({ length: 503 }, (_, place) => clock.nowMs() - days(1) + place));
  const { alarms, of } = await packages.alarmsIn({ fromMs: clock.nowMs() - days(2), toMs: clock.nowMs() });
  expect([of, alarms.length, alarms[0]?.id, alarms.at(-1)?.id]).toEqual([503, 500, 503, 4]);
});

test('alarms of a period that no package can have are refused, not listed', async () => {
  const nowMs = clock.nowMs();
  for (const [fromMs, toMs] of [
    [nowMs - days(40), nowMs],
    [nowMs, nowMs - days(1)],
    [nowMs + days(1), nowMs + days(2)],
  ] as const) {
    await expect(packages.alarmsIn({ fromMs, toMs })).rejects.toMatchObject({
      ...{ code: 'bad-input', facts: { paths: 'fromMs, toMs' } },
    });
  }
});

/** Resolved ones, numbered from 1. */
async function layAlarms(raisedAtMs: readonly number[]): Promise<void> {
  const alarms = raisedAtMs.map((atMs, place) =>
    anAlarm({
      ...{ id: place + 1, revision: place + 1, raisedAtMs: atMs, sightings: [], state: 'resolved' },
      resolved: { by: 'guard1', atMs: atMs + hours(1), outcome: 'true-hit', note: '' },
    }),
  );
  const last = alarms.length;
  await new AlarmTable(database).commit({ alarms, events: [], links: [], lastAlarmId: last, lastRevision: last });
}
