import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packagePath } from '#contract/package.ts';
import { Browser, startSite } from './site.ts';
import type { Site } from './site.ts';

const zip = Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7) % 256));
const digest = 'cd'.repeat(32);
let directory: string;
let site: Site;
let browser: Browser;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-package-route-'));
  const path = join(directory, '3.zip');
  await writeFile(path, zip);
  const file = { path, bytes: zip.length, digest, name: '数据包_冠县第一中学_3.zip', reason: '公安机关调取' };
  site = await startSite(
    {},
    {
      packageFiles: {
        async fileOf(id) {
          if (id === 4) return { ...file, path: join(directory, 'gone.zip') };
          return id === 3 ? file : null;
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
const takings = async () => (await site.auditRows()).filter(({ action }) => action === 'package.take-out');

test('a package is taken out whole, under its name, once it is in the register and the audit chain', async () => {
  await browser.signIn('admin1');
  const response = await browser.fetch(`${packagePath}3`);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(zip)).toBe(true);
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({
    ...{ 'content-type': 'application/zip', 'cache-control': 'private, no-store', 'content-length': '100000' },
    'content-disposition': expect.stringContaining(encodeURIComponent('数据包_冠县第一中学_3.zip')) as string,
  });
  expect(await takings()).toMatchObject([
    { actor: 'admin1', subject: 'package:3', facts: { reason: '公安机关调取', digest, bytes: zip.length } },
  ]);
  expect(await site.retrievals.latest(5)).toMatchObject([{ account: 'admin1', digest, reason: '公安机关调取' }]);
  await browser.fetch(`${packagePath}3`);
  expect(await takings()).toHaveLength(2);
});

test('nobody without a session, no guard, no page from elsewhere', async () => {
  expect((await browser.fetch(`${packagePath}3`)).status).toBe(401);
  await browser.signIn('guard1');
  expect((await browser.fetch(`${packagePath}3`)).status).toBe(403);
  await browser.signIn('admin1');
  const foreign = await browser.fetch(`${packagePath}3`, { headers: { 'sec-fetch-site': 'cross-site' } });
  expect(foreign.status).toBe(403);
  expect(await takings()).toEqual([]);
});

test('what is not there is not found, and nothing is said to have been taken', async () => {
  await browser.signIn('admin1');
  for (const id of ['2', '4', '03', '3.zip', '-3', '9999999999999999']) {
    expect((await browser.fetch(`${packagePath}${id}`)).status, id).toBe(404);
  }
  expect((await browser.fetch(`${packagePath}3`, { method: 'HEAD' })).status).not.toBe(200);
  expect(await takings()).toEqual([]);
});
