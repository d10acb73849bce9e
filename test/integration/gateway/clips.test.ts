import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clipPath, clipTakeOutPath, snapshot, snapshotPath, snapshotUploadPath } from '#contract/clip.ts';
import type { Snapshot } from '#contract/clip.ts';
import type { ClipFiles } from '../../../main/gateway/clip-route.ts';
import { aJpeg } from '../../unit/cameras/clips/pictures.ts';
import { Browser, startSite } from './site.ts';
import type { Site } from './site.ts';

const run = promisify(execFile);

const film = Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7) % 256));
const clipDigest = 'cd'.repeat(32);
let directory: string;
let site: Site;
let browser: Browser;
let uploads: Parameters<ClipFiles['keepSnapshot']>[0][];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-clip-route-'));
  const path = join(directory, '3.mp4');
  await writeFile(path, film);
  uploads = [];
  const file = { path, bytes: film.length, digest: clipDigest };
  site = await startSite(
    {},
    {
      clipFiles: {
        clip: async (id) => (id === 3 ? { ...file, name: "东门 '1'_2026-11-23_14-32-05.mp4" } : null),
        snapshot: async (id) => (id === 3 ? { ...file, name: '东门.jpg' } : null),
        async keepSnapshot(given) {
          uploads.push(given);
          return aSnapshot;
        },
      },
    },
  );
  browser = new Browser(site.origin);
});
afterEach(async () => {
  await browser.close();
  await site.stop();
  await rm(directory, { recursive: true });
});
const aSnapshot: Snapshot = {
  ...{ id: 12, cameraId: 'cam-1', cameraName: '东门', by: 'guard1', takenAtMs: 1, storedAtMs: 2 },
  ...{ width: 640, height: 360, bytes: 300, digest: 'ef'.repeat(32) },
};
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const looks = async () =>
  (await site.retrievals.latest(10)).map(({ account, purpose, reason }) => [account, purpose, reason]);

test('nobody sees a clip or keeps a picture without a session', async () => {
  for (const path of [clipPath(3), clipTakeOutPath(3, '派出所'), snapshotPath(3)]) {
    expect((await browser.fetch(path)).status).toBe(401);
  }
  const posted = await browser.fetch(snapshotUploadPath('cam-1', 1), post(aJpeg(640, 360)));
  expect(posted.status).toBe(401);
  expect([await looks(), uploads]).toEqual([[], []]);
});

test('a player gets the parts it asks for, and the look is registered once', async () => {
  await browser.signIn('guard1');
  const whole = await browser.fetch(clipPath(3, 'alarm'));
  expect(whole.status).toBe(200);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    ...{ 'content-type': 'video/mp4', 'content-length': '100000', 'accept-ranges': 'bytes', etag: `"${clipDigest}"` },
    ...{ vary: 'cookie', 'x-content-type-options': 'nosniff', 'cache-control': 'private, max-age=600' },
  });
  expect(whole.headers.get('content-disposition')).toMatch(/^inline; /);
  expect(await bytesOf(whole)).toEqual(film);
  for (const [range, first, last] of [
    ['bytes=0-', 0, 99_999],
    ['bytes=50000-50009', 50_000, 50_009],
    ['bytes=-5', 99_995, 99_999],
  ] as const) {
    const part = await browser.fetch(clipPath(3, 'alarm'), { headers: { range } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes ${first}-${last}/100000`);
    expect(await bytesOf(part)).toEqual(film.subarray(first, last + 1));
  }
  expect(await looks()).toEqual([['guard1', 'alarm', undefined]]);
});

test('a part beyond the end, or of a file that is another now, is not handed out', async () => {
  await browser.signIn('guard1');
  const beyond = await browser.fetch(clipPath(3), { headers: { range: 'bytes=100000-' } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */100000']);
  const other = await browser.fetch(clipPath(3), { headers: { range: 'bytes=5-9', 'if-range': '"another"' } });
  expect([other.status, (await bytesOf(other)).length]).toEqual([200, 100_000]);
  const head = await browser.fetch(clipPath(3), { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '100000']);
});

test('taking out asks for a reason, gives the file its name, and is registered and in the audit chain before', async () => {
  await browser.signIn('guard1');
  expect((await browser.fetch('/clips/3.mp4?reason=')).status).toBe(400);
  expect((await browser.fetch('/clips/3.mp4?purpose=curiosity')).status).toBe(400);
  await browser.fetch(clipPath(3));
  const taken = await browser.fetch(clipTakeOutPath(3, '派出所调取 2026-11'));
  expect(await bytesOf(taken)).toEqual(film);
  expect(taken.headers.get('cache-control')).toBe('private, no-store');
  expect(taken.headers.get('content-disposition')).toBe(
    `attachment; filename="3.mp4"; filename*=UTF-8''%E4%B8%9C%E9%97%A8%20%271%27_2026-11-23_14-32-05.mp4`,
  );
  expect(await looks()).toEqual([
    ['guard1', 'clip', '派出所调取 2026-11'],
    ['guard1', 'clip', undefined],
  ]);
  expect((await site.auditRows()).at(-1)).toMatchObject({
    ...{ actor: 'guard1', action: 'clip.take-out', subject: 'clip:3' },
    facts: { reason: '派出所调取 2026-11', digest: clipDigest },
  });
});

test('curl resumes a download where it broke off', async () => {
  await browser.signIn('guard1');
  const path = join(directory, 'taken.mp4');
  await writeFile(path, film.subarray(0, 60_000));
  const url = new URL(clipTakeOutPath(3, '取证'), site.origin).href;
  await run('curl', ['-sSf', '-C', '-', '-H', `cookie: ${browser.cookie}`, '-o', path, url]);
  const { stdout } = await run('cmp', [path, join(directory, '3.mp4')]);
  expect(stdout).toBe('');
});

test('what is not there, or is no number, is not found', async () => {
  await browser.signIn('guard1');
  for (const path of [
    '/clips/4.mp4',
    '/clips/3',
    '/clips/x.mp4',
    '/clips/..%2f3.mp4',
    '/clips/3.jpg',
    '/snapshots/4.jpg',
  ]) {
    expect([path, (await browser.fetch(path)).status]).toEqual([path, 404]);
  }
  await rm(join(directory, '3.mp4'));
  expect((await browser.fetch(clipPath(3))).status).toBe(404);
});

test('a picture is kept for the account that sends it; what is no picture, or too large, is refused', async () => {
  await browser.signIn('guard1');
  const bytes = aJpeg(640, 360, 2_000_000);
  const kept = await browser.fetch(snapshotUploadPath('cam-1', 1234.4), post(bytes));
  expect(kept.status).toBe(200);
  expect(snapshot.parse(await kept.json())).toEqual(aSnapshot);
  expect(uploads).toMatchObject([{ cameraId: 'cam-1', takenAtMs: 1234, by: 'guard1' }]);
  expect(Buffer.compare(uploads[0]!.bytes, bytes)).toBe(0);
  expect((await site.auditRows()).at(-1)).toMatchObject({ action: 'snapshot.keep', subject: 'snapshot:12' });

  const large = await browser.fetch(snapshotUploadPath('cam-1', 1), post(Buffer.alloc(9_000_000)));
  expect(large.status).toBe(413);
  const text = await browser.fetch(snapshotUploadPath('cam-1', 1), post(Buffer.from('x'), 'text/html'));
  expect(text.status).toBe(415);
  expect((await browser.fetch('/snapshots', post(bytes))).status).toBe(400);
  expect(uploads).toHaveLength(1);
});

test('a page that is not ours neither sees clips nor keeps pictures', async () => {
  await browser.signIn('guard1');
  const foreign = { cookie: browser.cookie ?? '', 'sec-fetch-site': 'same-site' };
  const { stdout } = await run('curl', [
    ...['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `cookie: ${foreign.cookie}`],
    ...['-H', 'sec-fetch-site: same-site', new URL(clipPath(3), site.origin).href],
  ]);
  expect(stdout).toBe('403');
  const headers = { ...foreign, origin: 'http://evil.example', 'content-type': 'image/jpeg' };
  const posted = await fetch(new URL(snapshotUploadPath('cam-1', 1), site.origin), {
    ...{ method: 'POST', headers, body: new Uint8Array(aJpeg(640, 360)) },
  });
  expect(posted.status).toBe(403);
});

const post = (bytes: Buffer, type = 'image/jpeg'): RequestInit => ({
  ...{ method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(bytes) },
});
