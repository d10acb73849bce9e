import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerDrawer } from '../../../main/journal/thumbnail-drawer.ts';
import { Thumbnails } from '../../../main/journal/thumbnails.ts';
import { ThumbnailFiles } from '../../../main/storage/thumbnail-files.ts';
import { jpegSize } from '../../../main/system/jpeg.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewSighting, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const workerFile = join(root, 'main', 'journal', 'thumbnail-worker.ts');
const scene = await readFile(join(root, 'resources', 'demo', 'hall-0.jpg'));

let directory: string;
let opened: OpenedJournal;
let clock: FakeClock;
let drawer: WorkerDrawer;
let cache: ThumbnailFiles;
let thumbnails: Thumbnails;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-thumbnails-'));
  opened = await openJournal(directory);
  clock = new FakeClock();
  cache = new ThumbnailFiles({ directory: join(directory, 'thumbnails'), keyFor: keyOfPurpose });
  open();
});
afterEach(async () => {
  await drawer.stop();
  await opened.close();
  await rm(directory, { recursive: true });
});

function keyOfPurpose(purpose: string): Buffer {
  return Buffer.from(purpose.padEnd(32, '.')).subarray(-32);
}
function open(file = workerFile): void {
  drawer = new WorkerDrawer({ workerFile: file, clock, log: silentLog });
  thumbnails = new Thumbnails({ evidence: opened.storage.evidence, cache, drawer, log: silentLog });
}
async function keep(bytes: Buffer): Promise<string> {
  const [kept] = await opened.journal.append([aNewSighting({ pictures: [{ role: 'scene', bytes }] })]);
  return kept!.sighting.pictures[0]!.digest;
}

test('a scene becomes a small JPEG of the same shape, sealed on the disk and found again', async () => {
  const digest = await keep(scene);
  const small = (await thumbnails.of(digest))!;
  expect(jpegSize(small.bytes)).toEqual({ width: 320, height: 180 });
  expect(small.bytes.byteLength).toBeLessThan(scene.byteLength / 2);
  const place = (await opened.storage.evidence.placeOf(digest))!;
  const file = join(directory, 'thumbnails', place, digest);
  expect((await readFile(file)).includes(small.bytes.subarray(0, 64))).toBe(false);
  await drawer.stop();
  open();
  expect((await thumbnails.of(digest))?.bytes).toEqual(small.bytes);
  expect(thumbnails.counters).toMatchObject({ found: 1, drawn: 0 });
});

test('a thumbnail put in the place of another, or torn, is not shown: it is drawn again', async () => {
  const [one, other] = [await keep(scene), await keep(await readFile(join(root, 'resources', 'demo', 'hall-1.jpg')))];
  const [, right] = [await thumbnails.of(one), (await thumbnails.of(other))!.bytes];
  const folder = join(directory, 'thumbnails', (await opened.storage.evidence.placeOf(one))!);
  expect((await readdir(folder)).sort()).toEqual([one, other].sort());
  await writeFile(join(folder, other), await readFile(join(folder, one)));
  expect((await thumbnails.of(other))?.bytes).toEqual(right);
  await writeFile(join(folder, other), (await readFile(join(folder, other))).subarray(0, 500));
  expect((await thumbnails.of(other))?.bytes).toEqual(right);
  expect(thumbnails.counters.drawn).toBe(4);
});

/** Bytes of the scene with some turned over, its beginning and its end left alone. */
function spoiled(every: number): Buffer {
  const bytes = Buffer.from(scene);
  for (let at = 700; at < bytes.length - 10; at += every) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
  return bytes;
}

test('pictures meant to harm cost their thumbnail at most', async () => {
  const hostile = [1, 2, 7, 101].map(spoiled);
  // The header claims to be as large as we would still decode, and there is nothing in it.
  const claims = Buffer.from(scene.subarray(0, 17_000));
  const sof = claims.indexOf(Buffer.from([0xff, 0xc0]));
  claims.writeUInt16BE(3000, sof + 5);
  claims.writeUInt16BE(4000, sof + 7);
  claims.writeUInt16BE(0xffd9, claims.length - 2);
  for (const bytes of [...hostile, claims]) {
    const shown = await thumbnails.of(await keep(bytes));
    expect(shown?.contentType).toBe('image/jpeg');
    expect(shown?.bytes.equals(bytes) || jpegSize(shown!.bytes) !== null).toBe(true);
  }
  expect(jpegSize((await thumbnails.of(await keep(scene)))!.bytes)).toEqual({ width: 320, height: 180 });
});

/** A worker of another kind, for what no picture at hand does to ours: it fails at the scene and draws all else. */
async function workerThat(does: string): Promise<string> {
  const file = join(directory, 'worker.mjs');
  const code = `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, jpeg }) => {
      if (jpeg.length !== ${scene.length}) parentPort.postMessage({ id, drawn: Uint8Array.from([1, 2, 3]) });
      else { ${does} }
    });`;
  await writeFile(file, code);
  return file;
}

test.each([
  ['dies', 'process.exit(3)'],
  ['throws', "throw new Error('no')"],
  ['never ends', 'for (;;);'],
  ['runs out of memory', 'const all = []; for (;;) all.push(new Array(1e6).fill({ id }))'],
])('a worker that %s takes nothing with it, and the next picture gets a new one', async (_what, does) => {
  open(await workerThat(does));
  const digest = await keep(scene);
  const other = await keep(await readFile(join(root, 'resources', 'demo', 'hall-1.jpg')));
  const draws = vi.spyOn(drawer, 'draw');
  const look = thumbnails.of(digest);
  // The two are read from the disk at the same time: whichever came first would be drawn first.
  await vi.waitFor(() => expect(draws).toHaveBeenCalledTimes(1));
  const looks = [look, thumbnails.of(other)];
  // Time passes only until the worker is given up: the next one has all of its own.
  while (does.startsWith('for') && drawer.lost === 0) {
    clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [shown, next] = await Promise.all(looks);
  expect(shown?.bytes).toEqual(scene);
  expect([...(next?.bytes ?? [])]).toEqual([1, 2, 3]);
  expect(drawer.lost).toBe(1);
  expect((await thumbnails.of(digest))?.bytes, 'and it is not tried again').toEqual(scene);
  expect(drawer.lost).toBe(1);
});

test('where no worker can be had, pictures are shown as they are', async () => {
  open(join(directory, 'there-is-none.mjs'));
  expect((await thumbnails.of(await keep(scene)))?.bytes).toEqual(scene);
});
