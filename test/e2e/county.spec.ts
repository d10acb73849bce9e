/** The truth about the county link, read and tested by keys alone, on a county that is away, comes, and goes. */
import { expect, test } from '@playwright/test';
import type { Browser, Locator, Page } from '@playwright/test';
import { CountyPeer } from '../peers/county/county-peer.ts';
import { freePort, makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const chief = { account: 'chief1', password: 'a chief at a desk' };
const secret = 'shared with the county';
const cascade = { user: 'unit', password: 'a password of the county' };

let county: CountyPeer;
let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  const port = await freePort();
  county = new CountyPeer({ port, secret, account: cascade });
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    accounts: [
      { ...guard, name: '王强', role: 'guard' },
      { ...chief, name: '李芳', role: 'chief' },
    ],
    county: {
      viid: { url: `http://127.0.0.1:${String(port)}`, id: '37152500005030000001', ...cascade },
      summaries: { url: `http://127.0.0.1:${String(port)}/guardroom/summaries`, secret, every: '1h' },
    },
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await county.down();
  await site.remove();
});

async function openConsole(browser: Browser, who: typeof guard): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await signIn(page, station.console, who);
  await page.keyboard.press('Alt+8');
  await expect(page.locator('main[data-screen="county"]')).toBeVisible();
  return page;
}

const bar = (page: Page): Locator => page.locator('[data-county-link]');
const card = (page: Page, name: 'summaries' | 'viid'): Locator => page.locator(`[data-destination="${name}"]`);
const waiting = async (of: Locator): Promise<number> => Number(await of.getAttribute('data-unacknowledged'));

/** T leads to the first test button and on to the next, Enter sends. */
async function sendTest(page: Page, name: 'summaries' | 'viid'): Promise<void> {
  const button = card(page, name).locator('[data-county-test]');
  for (let presses = 0; presses < 4; presses += 1) {
    await page.keyboard.press('t');
    if (await button.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
}

test('while the county is away, the meter says so: never acknowledged, why, what waits, when it is tried again', async ({
  browser,
}) => {
  const page = await openConsole(browser, chief);
  await expect(bar(page)).toHaveAttribute('data-county-link', 'down');
  for (const name of ['summaries', 'viid'] as const) {
    await expect(card(page, name)).toHaveAttribute('data-link', 'down');
    await expect(card(page, name).locator('[data-last-acknowledged]')).toHaveText('从未确认');
    await expect(card(page, name).locator('[data-failure="refused"]')).toContainText('对方拒绝连接');
    await expect(card(page, name)).toContainText('明文，不出本机');
  }
  // The summary of the period that has just ended is written at the first start.
  await expect(card(page, 'summaries').locator('[data-kind="summary"] dd')).toHaveText('1');
  await expect.poll(() => waiting(bar(page))).toBe(1);
  await expect(page.locator('[data-outbox-item][data-state="waiting"]')).toHaveCount(1);
  await expect(page.locator('[data-risk-bytes]')).toContainText('只存在本机磁盘上');
  await page.context().close();
});

test('what the county refuses is set aside with its reason; sent again by keys, it is acknowledged in words', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const page = await openConsole(browser, chief);
  const summaries = card(page, 'summaries');
  const no = { status: 422, body: '{"error":"汇总暂不接收"}', headers: { 'content-type': 'application/json' } };
  county.behave = ({ kind }) => (kind === 'summary' ? { do: 'answer', ...no } : { do: 'acknowledge' });
  await county.up();
  const refused = page.locator('[data-outbox-item][data-state="set-aside"]');
  await expect(async () => {
    // Each press is a try: nobody waits for the pauses between them.
    await page.keyboard.press('u');
    await expect(refused).toHaveCount(1, { timeout: 3_500 });
  }).toPass({ timeout: 150_000 });
  await expect(refused).toContainText('对方拒收');
  await expect(refused).toContainText('汇总暂不接收');
  await expect(summaries.locator('[data-set-aside="1"]')).toContainText('1 条被对方拒收');
  await expect(summaries.locator('[data-failure="rejected"]')).toBeVisible();
  await expect(card(page, 'viid')).toHaveAttribute('data-link', 'up', { timeout: 75_000 });
  expect(await waiting(bar(page))).toBe(1);

  county.behave = () => ({ do: 'acknowledge' });
  await page.keyboard.press('ArrowRight');
  await expect(refused).toBeFocused();
  await page.keyboard.press('u');
  await expect(page.locator('[data-outbox-item][data-state="acknowledged"]')).toHaveCount(1, { timeout: 75_000 });
  await expect(summaries).toHaveAttribute('data-link', 'up');
  await expect(summaries).toContainText('200 {"acknowledged":"summary:');
  await expect(summaries.locator('[data-last-acknowledged]')).toContainText('前确认');
  await expect(bar(page)).toHaveAttribute('data-county-link', 'up');
  await expect(bar(page)).toHaveAttribute('data-unacknowledged', '0');
  // Opened by keys, the row has the key that the county applied.
  await page.keyboard.press('Enter');
  const row = page.locator('[data-outbox-item][aria-expanded="true"]');
  await expect(row).toContainText(county.applied[0]?.key ?? 'nothing was applied');
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
  expect(county.complaints).toEqual([]);
  await page.context().close();
});

test('a guard reads all of it and presses none of it; the sides are turned by keys', async ({ browser }) => {
  const page = await openConsole(browser, guard);
  await expect(card(page, 'summaries').locator('[data-county-test]')).toBeDisabled();
  await expect(card(page, 'summaries').locator('[data-county-test]')).toHaveAttribute('title', /负责人或管理员/);
  await expect(page.locator('[data-try-now]')).toHaveCount(0);
  await expect(page.locator('[data-subscriptions="0"]')).toContainText('还没有平台来订阅');
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/#\/county\/summaries$/);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/#\/county\/verify$/);
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await expect(page).toHaveURL(/#\/county$/);
  await page.goto(`${station.console}/#/county/packages`);
  await expect(page.locator('main')).toContainText('当前账号没有这个权限');
  await page.context().close();
});

test('a marked test is acknowledged in the words of the county, on either way', async ({ browser }) => {
  const page = await openConsole(browser, chief);
  for (const name of ['summaries', 'viid'] as const) {
    await sendTest(page, name);
    const result = card(page, name).locator('[data-test-outcome="acknowledged"]');
    await expect(result).toContainText('对方确认了测试，用时', { timeout: 25_000 });
    await expect(result.locator('[data-test-words]')).toContainText('200');
  }
  await expect(card(page, 'summaries').locator('[data-test-words]')).toContainText('"acknowledged":"test:');
  await expect(page.locator('[data-outbox-item][data-kind="test"][data-state="acknowledged"]')).toHaveCount(2);
  // The cascade has no word for a test: it registers anew, which leaves nothing behind at the county.
  expect(county.applied.filter(({ kind }) => kind === 'test')).toHaveLength(1);
  await page.context().close();
});

test('a test of a county that is gone says why, and is taken back', async ({ browser }) => {
  const page = await openConsole(browser, chief);
  await county.down();
  await sendTest(page, 'summaries');
  const summaries = card(page, 'summaries');
  const result = summaries.locator('[data-test-outcome="failed"]');
  await expect(result).toContainText('测试没有成功：对方拒绝连接', { timeout: 25_000 });
  await expect(result.locator('[data-test-words]')).toContainText('ECONNREFUSED');
  await expect(summaries).toHaveAttribute('data-link', 'down');
  await expect(summaries).toHaveAttribute('data-unacknowledged', '0');
  await expect(bar(page)).toHaveAttribute('data-county-link', 'down');
  await county.up();
  await sendTest(page, 'summaries');
  await expect(summaries.locator('[data-test-outcome="acknowledged"]')).toBeVisible({ timeout: 25_000 });
  await expect(summaries).toHaveAttribute('data-link', 'up');
  await page.context().close();
});
