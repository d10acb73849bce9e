/** Summaries, packages and the check of one, as `look.ts` shows them. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Page } from '@playwright/test';
import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import type { Shot } from './look.ts';

const hash = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** `spoil`: one file is changed after it was signed, one taken out and one put in. */
async function signedPackage(spoil: boolean): Promise<{ bytes: Buffer; fingerprint: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const fingerprint = hash(publicKey.export({ format: 'der', type: 'spki' }));
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const files = new Map([
    ['summary.json', '{"schema":"guardroom/summary"}'],
    ['alarms.xlsx', 'a sheet'],
    ['pictures/alarm-12/1.jpg', 'a picture'],
    ['public-key.pem', pem],
  ]);
  const manifest = JSON.stringify({
    ...{ schema: 'guardroom/package', version: 1 },
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    period: { from: '2026-11-26T00:00:00+08:00', to: '2026-11-27T00:00:00+08:00' },
    ...{ madeAt: '2026-11-27T09:12:40+08:00', madeBy: { account: 'chief1', name: '李芳' } },
    ...{ reason: '县局案件 2026-118 调取', remarks: ['clips-not-watermarked'] },
    key: { algorithm: 'Ed25519', fingerprint },
    files: [...files].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text), sha256: hash(text) })),
  });
  const zip = new ZipWriter(new BlobWriter('application/zip'));
  await zip.add('manifest.json', new TextReader(manifest));
  await zip.add('manifest.sig', new Uint8ArrayReader(sign(null, Buffer.from(manifest), privateKey)));
  if (spoil) {
    files.set('alarms.xlsx', 'a shelf');
    files.delete('pictures/alarm-12/1.jpg');
    files.set('pictures/alarm-12/附加的一张图片，名字很长很长很长很长很长很长很长很长很长很长很长.jpg', 'another');
  }
  for (const [path, text] of files) await zip.add(path, new TextReader(text));
  return { bytes: Buffer.from(await (await zip.close()).arrayBuffer()), fingerprint };
}

async function check(page: Page, { spoil, known }: { spoil: boolean; known: boolean }): Promise<void> {
  const { bytes, fingerprint } = await signedPackage(spoil);
  if (known) await page.locator('[name="fingerprint"]').fill(fingerprint);
  await page
    .locator('input[name="package"]')
    .setInputFiles({ name: 'guardroom-20261126-4.zip', mimeType: 'application/zip', buffer: bytes });
  await page.locator('[data-verdict]').waitFor();
}

async function chooseToday(page: Page): Promise<void> {
  await page.locator('[data-chip="period-yesterday"]').click();
}

const asPrinted = async (page: Page): Promise<void> => {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
};

export const summaryShots: readonly Shot[] = [
  { name: 'summaries', address: '?calm&role=chief#/county/summaries/3' },
  { name: 'summaries-quiet', address: '?calm#/county/summaries/1' },
  { name: 'summaries-alarms', address: '?role=chief#/county/summaries/4' },
  { name: 'summaries-large', address: '?calm&role=chief#/county/summaries/3', preferences: { largeText: true } },
  { name: 'summaries-none', address: '?calm&role=chief&records=none#/county/summaries' },
  {
    name: 'summaries-raw',
    address: '?calm&role=chief#/county/summaries/3',
    act: async (page) => {
      await page.locator('[data-raw]').click();
      await page.locator('[data-raw-report]').scrollIntoViewIfNeeded();
    },
  },
  { name: 'summaries-print', address: '?calm&role=chief#/county/summaries/3', act: asPrinted },
  { name: 'summaries-new', address: '?calm&role=chief#/county/summaries/new', act: chooseToday },
  {
    name: 'summaries-new-custom',
    address: '?calm&role=guard#/county/summaries/new',
    act: async (page) => {
      await page.locator('[data-chip="period-custom"]').click();
      await page.locator('[name="period-from"]').fill('2026-09-01T08:00');
    },
  },
  { name: 'summaries-settings', address: '?calm&role=chief#/county/summaries/settings' },
  { name: 'summaries-settings-guard', address: '?calm#/county/summaries/settings' },
  {
    name: 'summaries-settings-many',
    address: '?calm&role=chief&records=dense#/county/summaries/settings',
    act: async (page) => {
      await page.locator('[name="shift-name"]').nth(1).fill('早班');
      await page.locator('[name="shift-name"]').nth(3).fill('');
      await page.locator('[data-save-summaries]').click();
    },
  },
  { name: 'packages', address: '?calm&role=chief#/county/packages/4' },
  { name: 'packages-making', address: '?calm&role=chief#/county/packages/5' },
  { name: 'packages-failed', address: '?calm&role=chief#/county/packages/2' },
  { name: 'packages-gone', address: '?role=chief#/county/packages/1' },
  { name: 'packages-none', address: '?calm&role=chief&records=none#/county/packages' },
  { name: 'packages-guard', address: '?calm#/county/packages' },
  {
    name: 'packages-new',
    address: '?calm&role=chief#/county/packages/new',
    act: async (page) => {
      await page.locator('[data-chip="period-today"]').click();
      await page.locator('[data-choose="all"]').click();
      await page.locator('[name="with-outbox"]').check();
    },
  },
  {
    name: 'packages-new-wrong',
    address: '?calm&role=chief#/county/packages/new',
    act: (page) => page.locator('[data-submit-package]').click(),
  },
  {
    name: 'packages-receipt',
    address: '?calm&role=chief#/county/packages/3',
    act: async (page) => {
      await page.locator('[data-import-receipt]').click();
      await page.locator('[name="receipt-text"]').fill('{"schema":"guardroom/package"}');
      await page.locator('.ant-modal [type="submit"]').click();
    },
  },
  { name: 'verify', address: '?calm#/county/verify' },
  { name: 'verify-door', address: '?nobody#/verify' },
  {
    name: 'verify-good',
    address: '?nobody#/verify',
    act: (page) => check(page, { spoil: false, known: true }),
  },
  {
    name: 'verify-unknown',
    address: '?calm#/county/verify',
    act: (page) => check(page, { spoil: false, known: false }),
  },
  {
    name: 'verify-changed',
    address: '?calm#/county/verify',
    act: (page) => check(page, { spoil: true, known: false }),
  },
  {
    name: 'verify-unreadable',
    address: '?nobody#/verify',
    act: async (page) => {
      await page
        .locator('input[name="package"]')
        .setInputFiles({ name: 'holiday.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') });
      await page.locator('[data-verdict]').waitFor();
    },
  },
];
