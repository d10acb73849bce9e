/** What a guard's hands do with the wall beside looking: double click, keys, rounds, full screen; and what a crash leaves. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const places = { 东门: 'gate', 西门: 'gate', 南门: 'gate', 北墙: 'perimeter', 西墙: 'perimeter', 大厅: 'public' };

let cameras: GStreamerPeer;
let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.beforeAll(async () => {
  cameras = await startGStreamer({
    mounts: [
      { path: '/main', width: 1280, height: 720, fps: 10 },
      { path: '/sub', width: 640, height: 360, fps: 10 },
    ],
  });
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: Object.entries(places).map(([name, point]) => ({
      ...{ name, point, main: cameras.url('/main'), sub: cameras.url('/sub') },
    })),
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await cameras.stop();
  await site.remove();
});

const tile = (page: Page, camera: string): Locator => page.locator(`[data-tile][data-camera="${camera}"]`);
const slot = (page: Page, n: number): Locator => page.locator(`[data-slot="${n}"]`);
const grid = (page: Page): Locator => page.locator('[data-wall]');
const shownView = (page: Page): Locator => page.locator('[data-view]');
const isLive = (page: Page, camera: string) =>
  expect(tile(page, camera)).toHaveAttribute('data-state', 'live', { timeout: 20_000 });

async function chooseLayout(page: Page, size: number): Promise<void> {
  await page.locator(`[aria-label="${size} 分屏"]`).click();
  await expect(grid(page)).toHaveAttribute('data-layout', String(size));
}
async function saveView(page: Page, name: string): Promise<void> {
  await page.keyboard.press('v');
  await page.locator('input[name="view-name"]').fill(name);
  await page.keyboard.press('Enter');
  await expect(shownView(page)).toContainText(name);
}
async function patrolBy(page: Page, way: string, tiles: number): Promise<void> {
  await page.locator('[aria-label="轮巡设置"]').click();
  await page.getByText(way, { exact: true }).click();
  const seconds = page.locator('.ant-input-number input');
  await expect(seconds).toHaveCount(tiles);
  for (const field of await seconds.all()) {
    await field.fill('5');
    await field.blur();
  }
  await page.keyboard.press('Escape');
  await shownView(page).focus();
  await page.keyboard.press('p');
  await expect(page.locator('[data-patrol]')).toHaveAttribute('data-patrol', 'running');
}

test('a double click enlarges a tile to its main stream, and Escape brings the grid back', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 9);
  await isLive(page, '南门');
  await tile(page, '南门').dblclick();
  await expect(grid(page)).toHaveAttribute('data-layout', '1');
  await expect(tile(page, '南门')).toHaveAttribute('data-stream', 'main');
  await isLive(page, '南门');
  await page.keyboard.press('Escape');
  await expect(grid(page)).toHaveAttribute('data-layout', '9');
  await expect(tile(page, '南门')).toHaveAttribute('data-stream', 'sub');
  await tile(page, '南门').dblclick();
  await tile(page, '南门').dblclick();
  await expect(grid(page)).toHaveAttribute('data-layout', '9');
});

test('a tile of the grid is zoomed and moved by keys alone, and no other with it', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 9);
  await isLive(page, '西门');
  await slot(page, 0).focus();
  await page.keyboard.press('ArrowRight');
  await expect(slot(page, 1)).toBeFocused();
  for (let n = 0; n < 4; n++) await page.keyboard.press('.');
  await expect(slot(page, 1)).toHaveAttribute('data-zoom', '2.44');
  await expect(slot(page, 0)).not.toHaveAttribute('data-zoom');
  const transform = () =>
    slot(page, 1)
      .locator('video')
      .evaluate((video) => video.parentElement?.style.transform);
  const centred = await transform();
  await page.keyboard.press('Shift+ArrowDown');
  expect(await transform()).not.toBe(centred);
  await expect(slot(page, 1)).toBeFocused();
  await page.keyboard.press(',');
  await expect(slot(page, 1)).toHaveAttribute('data-zoom', '1.95');
  await page.keyboard.press('0');
  await expect(slot(page, 1)).not.toHaveAttribute('data-zoom');
});

test('F fills the screen and gives it back, ? shows every key', async ({ page }) => {
  await signIn(page, station.console, guard);
  await slot(page, 0).focus();
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
  await page.keyboard.press('f');
  await expect.poll(isFull).toBe(true);
  await isLive(page, '东门');
  await page.keyboard.press('f');
  await expect.poll(isFull).toBe(false);
  await page.keyboard.press('?');
  await expect(page.locator('.ant-modal')).toContainText('按键一览');
  await expect(page.locator('.ant-modal')).toContainText('全屏');
  await page.keyboard.press('Escape');
  await expect(page.locator('.ant-modal')).toBeHidden();
});

test('a minimised window of the shell decodes nothing, and shows the present when it is back', async ({ page }) => {
  // What the shell gives a page; its windows count as visible for ever.
  await page.addInitScript(() => {
    Object.assign(window, {
      desktop: {
        displays: () => Promise.resolve([]),
        onSeen: (listener: (seen: boolean) => void) => void Object.assign(window, { tellSeen: listener }),
      },
    });
  });
  const tellSeen = (seen: boolean) =>
    page.evaluate((is) => (window as unknown as { tellSeen: (seen: boolean) => void }).tellSeen(is), seen);
  const viewers = async (): Promise<number> => {
    const answer = await page.request.get(`${station.console}/api/health.list`);
    const { result } = (await answer.json()) as { result: { data: { streams: { viewers: number }[] }[] } };
    return result.data.flatMap(({ streams }) => streams).reduce((sum, stream) => sum + stream.viewers, 0);
  };
  await signIn(page, station.console, guard);
  for (const name of Object.keys(places)) await isLive(page, name);
  expect(await viewers()).toBe(6);
  await tellSeen(false);
  await expect.poll(viewers).toBe(0);
  await tellSeen(true);
  await expect.poll(viewers).toBe(6);
  await isLive(page, '东门');
});

test('the status bar counts the cameras up, and tells the disk, the county and the time', async ({ page }) => {
  await signIn(page, station.console, guard);
  // Every picture says how old it is.
  for (const name of Object.keys(places)) {
    await isLive(page, name);
    await expect(tile(page, name).locator('[data-frame-age]')).toContainText(/^0\.\d s$/);
  }
  await expect(page.locator('[data-cameras-live="6"][data-cameras-total="6"]')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTitle(/磁盘/)).toContainText(/可存/);
  await expect(page.locator('[data-county-link]')).toHaveAttribute('data-county-link', 'off');
  await expect(page.locator('header time')).toContainText(/\d\d:\d\d:\d\d/);
});

test('a patrol by place goes through the groups of cameras, each in the split that fits it', async ({ page }) => {
  await signIn(page, station.console, guard);
  await patrolBy(page, '按位置', 1);
  for (const [group, size] of [
    ['gate', 4],
    ['perimeter', 4],
    ['public', 1],
    ['gate', 4],
  ] as const) {
    await expect(shownView(page)).toHaveAttribute('data-view', group, { timeout: 8000 });
    await expect(grid(page)).toHaveAttribute('data-layout', String(size));
    const shown = await page.locator('[data-tile]').evaluateAll((tiles) => tiles.map((each) => each.dataset.camera));
    expect(shown).toEqual(Object.keys(places).filter((name) => places[name as keyof typeof places] === group));
  }
  await page.keyboard.press('p');
  await expect(page.locator('[data-patrol]')).toHaveAttribute('data-patrol', 'off');
  await isLive(page, '东门');
});

test('a patrol through views shows every page of each, for as long as the view is to stay', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 6);
  await saveView(page, '六路');
  await chooseLayout(page, 4);
  await page.keyboard.press('v');
  await page.locator('.ant-popover .ant-btn-primary').click();
  await expect(shownView(page)).toHaveAttribute('data-changed', 'false');
  await page.keyboard.press('[');
  await expect(shownView(page)).toHaveAttribute('data-view', 'all');
  await chooseLayout(page, 1);
  await saveView(page, '东门单看');
  await patrolBy(page, '按视图', 2);
  for (const [name, pageNumber] of [
    ['六路', '1'],
    ['六路', '2'],
    ['东门单看', '1'],
    ['六路', '1'],
  ] as const) {
    await expect(shownView(page)).toContainText(name, { timeout: 8000 });
    await expect(grid(page)).toHaveAttribute('data-page', pageNumber, { timeout: 8000 });
  }
});

test('after a crash of the page the same wall is there: view, split, places, enlarged picture', async ({
  page,
  context,
}) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 9);
  await isLive(page, '东门');
  await slot(page, 0).dragTo(slot(page, 4));
  await expect(slot(page, 4)).toHaveAttribute('data-camera', '东门');
  await tile(page, '大厅').dblclick();
  await expect(grid(page)).toHaveAttribute('data-layout', '1');
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const again = await context.newPage();
  await again.goto(station.console);
  await isLive(again, '大厅');
  await expect(grid(again)).toHaveAttribute('data-layout', '1');
  await again.keyboard.press('Escape');
  await expect(grid(again)).toHaveAttribute('data-layout', '9');
  await expect(slot(again, 4)).toHaveAttribute('data-camera', '东门');
  await isLive(again, '东门');
});
