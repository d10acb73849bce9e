/** A package made, carried away and checked by whoever gets it; a summary on demand read as a page. On the built station. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { BlobReader, BlobWriter, TextReader, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { freePort, makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const chief = { account: 'chief1', password: 'a chief at a desk' };
const guard = { account: 'guard1', password: 'a guard at the gate' };
const reason = '县局案件 2026-118 调取';

let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.beforeAll(async () => {
  const nowhere = await freePort();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    accounts: [
      { ...chief, name: '李芳', role: 'chief' },
      { ...guard, name: '王强', role: 'guard' },
    ],
    cameras: [{ name: '东门', main: `rtsp://127.0.0.1:${String(nowhere)}/main`, point: 'gate' }],
    // Away: what is written waits.
    county: { summaries: { url: `http://127.0.0.1:${String(nowhere)}/summaries`, secret: 'shared', every: '1h' } },
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await site.remove();
});

const verdict = (page: Page) => page.locator('[data-verdict]');

async function check(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[name="package"]').setInputFiles({ name, mimeType: 'application/zip', buffer });
}

/** The same package, but one of its files says something else. */
async function tampered(bytes: Buffer, path: string): Promise<Buffer> {
  const reader = new ZipReader(new BlobReader(new Blob([new Uint8Array(bytes)])));
  const zip = new ZipWriter(new BlobWriter('application/zip'));
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    if (entry.filename === path) await zip.add(path, new TextReader('{}'));
    else await zip.add(entry.filename, new BlobReader(await entry.getData(new BlobWriter())));
  }
  await reader.close();
  return Buffer.from(await (await zip.close()).arrayBuffer());
}

test('whoever received a package checks it without an account, and nothing leaves the page', async ({ page }) => {
  await page.goto(station.console);
  await page.locator('[data-verify-link]').click();
  await expect(page.locator('[data-verify="waiting"]')).toBeVisible();
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') posted.push(request.url());
  });
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  await check(page, 'holiday.zip', Buffer.from('not a zip at all'));
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'unreadable');
  const zip = new ZipWriter(new BlobWriter('application/zip'));
  await zip.add('notes.txt', new TextReader('a zip, but no package '.repeat(100)));
  await check(page, 'notes.zip', Buffer.from(await (await zip.close()).arrayBuffer()));
  await expect(page.locator('[data-problem-path="manifest.json"]')).toHaveAttribute('data-problem', 'missing');
  await page.locator('input[name="fingerprint"]').fill('abc');
  await expect(page.getByText('指纹应是 64 位十六进制数')).toBeVisible();
  expect([posted, refused]).toEqual([[], []]);
});

test('a guard makes no packages and is told who does', async ({ page }) => {
  await signIn(page, station.console, guard);
  await page.goto(`${station.console}/#/county/packages`);
  await expect(page.locator('[data-make-package]')).toHaveCount(0);
  await page.goto(`${station.console}/#/verify`);
  await expect(page).toHaveURL(/#\/county\/verify$/);
  await expect(page.locator('[data-verify="waiting"]')).toBeVisible();
});

test('a chief writes a summary on demand and reads it as a page', async ({ page }) => {
  await signIn(page, station.console, chief);
  await page.goto(`${station.console}/#/county/summaries/new`);
  await page.locator('[data-chip="period-yesterday"]').click();
  await expect(page.locator('[data-summary-preview] [data-preview]')).toBeVisible();
  await expect(page.locator('[data-summary-preview]')).toContainText('冠县第一中学');
  await page.locator('[data-write-summary]').click();
  await expect(page).toHaveURL(/#\/county\/summaries\/\d+$/);
  const sheet = page.locator('[data-sheet]').first();
  for (const words of ['临时汇总', '识别', '接警用时', '完好率 = 完好数 ÷ 摄像机总数', '保存预期']) {
    await expect(sheet).toContainText(words);
  }
  await expect(page.locator('[data-sent-to]')).toHaveAttribute('data-state', 'waiting');
  await page.locator('[data-raw]').click();
  await expect(page.locator('[data-raw-report]')).toContainText('"schema": "guardroom/summary"');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('[data-printed]')).toBeVisible();
  await expect(page.locator('[data-printed]')).toContainText('值班负责人签字');
  await expect(page.locator('#root')).toBeHidden();
});

test('a package is made, downloaded, found good, spoiled, and the spoiled file is named', async ({ page }) => {
  await signIn(page, station.console, chief);
  await page.goto(`${station.console}/#/county/packages`);
  const fingerprint = await page.locator('[data-package-key]').getAttribute('data-package-key');
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  await page.locator('[data-make-package]').click();
  await page.locator('[data-submit-package]').click();
  await expect(page.getByText('请写明事由')).toBeVisible();
  await page.locator('[data-chip="period-yesterday"]').click();
  await page.locator('[name="package-reason"]').fill(reason);
  await page.locator('[data-submit-package]').click();
  const made = page.locator('[data-package-details]');
  await expect(made).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await expect(made).toContainText(reason);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-download]').click()]);
  const bytes = await readFile(await download.path());

  await page.goto(`${station.console}/#/county/verify`);
  await check(page, 'package.zip', bytes);
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'good-unknown-key');
  await page.locator('input[name="fingerprint"]').fill(fingerprint ?? '');
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'good');
  await expect(verdict(page)).toContainText(reason);
  await page.locator('input[name="fingerprint"]').fill('0'.repeat(64));
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'changed');
  // Whatever is chosen while another check runs takes its place.
  const spoiled = await tampered(bytes, 'summary.json');
  await page.locator('input[name="fingerprint"]').fill('');
  await check(page, 'package.zip', spoiled);
  await expect(page.locator('[data-problem-path="summary.json"]')).toHaveAttribute('data-problem', 'changed');
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'changed');
});
