import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listExportPath, listTemplatePath, maxPhotoBytes, photoPath, photoUploadPath } from '#contract/watchlist.ts';
import type { ImportSource } from '#contract/watchlist.ts';
import type { ListFiles } from '../../../main/gateway/list-files-route.ts';
import { ReferencePhotos } from '../../../main/storage/reference-photos.ts';
import { hours } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { secretsFrom } from '../../../main/system/secrets.ts';
import { Photos } from '../../../main/watchlist/photos.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aJpeg } from '../../unit/cameras/clips/pictures.ts';
import { Browser, startSite } from './site.ts';
import type { Site } from './site.ts';

let directory: string;
let site: Site;
let browser: Browser;
let photos: Photos;
let asked: Parameters<ListFiles['export']>[];
let sources: ImportSource[];
const inUse = new Set<string>();
const photoClock = new FakeClock(Date.now());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-photos-'));
  [asked, sources] = [[], []];
  inUse.clear();
  const secrets = secretsFrom(Buffer.alloc(32, 7));
  const store = new ReferencePhotos({
    directory,
    keyFor: (purpose) => secrets.keyFor(purpose),
    inUse: async (digests) => new Set(digests.filter((digest) => inUse.has(digest))),
  });
  photos = new Photos({ store, clock: photoClock, log: silentLog });
  site = await startSite(
    {
      watchlist: {
        async previewImport(source) {
          sources.push(source);
          return { previewId: 'p', counts: { new: 0, changed: 0, same: 0, wrong: 0 }, rows: [], unknownColumns: [] };
        },
      },
    },
    {
      listFiles: {
        template: async () => Readable.from([Buffer.from('a template')]),
        async export(...given) {
          asked.push(given);
          return { sheet: Readable.from([Buffer.from('a sheet')]), entries: 12, name: `名单_2026-11-27.${given[0]}` };
        },
        keepPhoto: (bytes) => photos.keep(bytes),
        photo: (digest) => photos.picture(digest),
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

const post = (bytes: Buffer, type = 'image/jpeg'): RequestInit => ({
  ...{ method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(bytes) },
});
const aPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the list as a sheet', () => {
  test('is for chief and admin; a guard is refused, and nobody without a session gets anything', async () => {
    const paths = [listTemplatePath, listExportPath('csv', '交接')];
    for (const path of paths) expect((await browser.fetch(path)).status).toBe(401);
    await browser.signIn('guard1');
    for (const path of paths) expect((await browser.fetch(path)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('leaves with a reason only, which is in the audit chain before', async () => {
    await browser.signIn('admin1');
    expect((await browser.fetch('/list-files/export.xlsx')).status).toBe(400);
    expect((await browser.fetch('/list-files/export.xlsx?reason=x')).status).toBe(400);
    expect((await browser.fetch(`${listExportPath('xlsx', '交接')}&category=secret`)).status).toBe(400);
    expect((await browser.fetch(listExportPath('xlsx', '交接'), { method: 'HEAD' })).status).toBe(404);
    expect(asked).toEqual([]);
    const taken = await browser.fetch(
      listExportPath('xlsx', '派出所核对 2026-11', { kind: 'vehicle', doubtful: true }),
    );
    expect(await taken.text()).toBe('a sheet');
    expect(Object.fromEntries(taken.headers)).toMatchObject({
      'cache-control': 'private, no-store',
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="list.xlsx"; filename*=UTF-8''%E5%90%8D%E5%8D%95_2026-11-27.xlsx`,
    });
    expect(asked).toEqual([['xlsx', { kind: 'vehicle', doubtful: true }]]);
    expect((await site.auditRows()).at(-1)).toMatchObject({
      ...{ actor: 'admin1', action: 'watchlist.take-out', subject: 'watchlist' },
      facts: { reason: '派出所核对 2026-11', format: 'xlsx', entries: 12 },
    });
  });

  test('has a template, which is nobody’s secret', async () => {
    await browser.signIn('admin1');
    expect(await (await browser.fetch(listTemplatePath)).text()).toBe('a template');
    expect(await site.auditRows().then((rows) => rows.filter(({ action }) => action.startsWith('watchlist')))).toEqual(
      [],
    );
  });
});

describe('a sheet that is brought', () => {
  test('may be as large as the contract lets it be', async () => {
    await browser.signIn('admin1');
    const base64 = 'A'.repeat(16 * 1024 * 1024);
    await browser.station.api.watchlist.previewImport.mutate({ format: 'xlsx', base64 });
    expect(sources).toEqual([{ format: 'xlsx', base64 }]);
    await expect(
      browser.station.api.watchlist.previewImport.mutate({ format: 'text', text: `${base64}A` }),
    ).rejects.toMatchObject({ data: { appCode: 'bad-input' } });
  });

  test('larger than that is not read, nor anything large of who may not import, nor of another call', async () => {
    await browser.signIn('admin1');
    const call = (path: string, bytes: number) =>
      browser.fetch(`/api/${path}`, post(Buffer.alloc(bytes, 0x20), 'application/json'));
    expect((await call('watchlist.previewImport', 21 * 1024 * 1024)).status).toBe(413);
    expect((await call('watchlist.previewImport,watchlist.page?batch=1', 2 * 1024 * 1024)).status).toBe(413);
    expect((await call('watchlist.add', 2 * 1024 * 1024)).status).toBe(413);
    await browser.signIn('guard1');
    expect((await call('watchlist.previewImport', 100)).status).toBe(403);
    browser.cookie = null;
    expect((await call('watchlist.previewImport', 100)).status).toBe(401);
    expect(sources).toEqual([]);
  });
});

describe('a reference photo', () => {
  const bytes = aJpeg(300, 400, 50_000);
  const keep = async (photo: Buffer, type?: string) => {
    const kept = await browser.fetch(photoUploadPath, post(photo, type));
    return { status: kept.status, ...((await kept.json()) as { digest?: string; facts?: object }) };
  };
  const looks = async () =>
    (await site.retrievals.latest(10)).map(({ account, digest, purpose }) => [account, digest, purpose]);

  test('is kept sealed, shown to who is signed in, and each look is registered', async () => {
    await browser.signIn('admin1');
    const { digest = '' } = await keep(bytes);
    expect((await site.auditRows()).at(-1)).toMatchObject({
      action: 'watchlist.keep-photo',
      subject: `photo:${digest}`,
    });
    const [file] = await readdir(directory);
    expect(file).toBe(digest);
    expect((await readFile(join(directory, digest))).includes(bytes.subarray(0, 32))).toBe(false);

    await browser.signIn('guard1');
    const shown = await browser.fetch(photoPath(digest, 'alarm'));
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({ 'content-type': 'image/jpeg', vary: 'cookie' });
    expect(await looks()).toEqual([['guard1', digest, 'alarm']]);
    browser.cookie = null;
    expect((await browser.fetch(photoPath(digest, 'alarm'))).status).toBe(401);
  });

  test('is what it is by its content; a guard keeps none', async () => {
    await browser.signIn('admin1');
    const { digest = '' } = await keep(aPng, 'image/jpeg');
    expect((await browser.fetch(photoPath(digest, 'review'))).headers.get('content-type')).toBe('image/png');
    expect(await keep(Buffer.from('<script>alert(1)</script>'))).toMatchObject({
      status: 400,
      facts: { problem: 'no-picture' },
    });
    expect((await keep(aPng, 'text/html')).status).toBe(415);
    expect((await keep(aJpeg(300, 400, maxPhotoBytes + 1))).status).toBe(413);
    await browser.signIn('guard1');
    expect((await keep(bytes)).status).toBe(403);
    for (const wrong of ['..%2f..%2fstation.key', 'AB'.repeat(32), 'ab']) {
      expect((await browser.fetch(`${photoUploadPath}/${wrong}`)).status).toBe(400);
    }
    expect((await browser.fetch(photoPath('ab'.repeat(32), 'review'))).status).toBe(404);
  });

  test('goes an hour after nobody needs it, and not before; an altered one is not shown', async () => {
    await browser.signIn('admin1');
    const [needed, free] = [await keep(bytes), await keep(aPng, 'image/png')];
    inUse.add(needed.digest ?? '');
    await photos.sweep();
    expect(await readdir(directory)).toHaveLength(2);
    photoClock.jump(hours(2));
    await photos.sweep();
    expect(await readdir(directory)).toEqual([needed.digest]);
    expect(await photos.has(free.digest ?? '')).toBe(false);
    const path = join(directory, needed.digest ?? '');
    const record = await readFile(path);
    record[100] = (record[100] ?? 0) ^ 1;
    await (await import('node:fs/promises')).writeFile(path, record);
    expect((await browser.fetch(photoPath(needed.digest ?? '', 'review'))).status).toBe(404);
  });
});
