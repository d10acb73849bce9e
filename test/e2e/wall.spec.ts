/** The wall on real parts: GStreamer's cameras, curl as the recognising device, Chromium as the guard's eyes and hands. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { curlPost } from '../peers/curl/viid-curl.ts';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { freePort, makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const device = { id: '37152500001190000001', user: 'cam', password: 'a camera' };
const steady = ['东门', '西门', '南门', '北门', '大厅', '食堂', '操场', '车棚'] as const;
/** On a server of its own, which the tests stop. */
const shaky = '围墙';
const shakyMounts = [{ path: '/sub', width: 640, height: 360, fps: 10 }];

let cameras: GStreamerPeer;
let shakyCamera: GStreamerPeer;
let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.beforeAll(async () => {
  [cameras, shakyCamera] = await Promise.all([
    startGStreamer({
      mounts: [
        { path: '/main', width: 1280, height: 720, fps: 10 },
        { path: '/sub', width: 640, height: 360, fps: 10 },
      ],
    }),
    startGStreamer({ mounts: shakyMounts }),
  ]);
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: [
      ...steady.map((name) => ({ name, main: cameras.url('/main'), sub: cameras.url('/sub') })),
      { name: shaky, main: shakyCamera.url('/sub') },
    ],
    recognition: {
      viid: {
        listen: `127.0.0.1:${await freePort()}`,
        devices: [{ id: device.id, camera: '东门', user: device.user, password: device.password }],
      },
    },
    watchlist: [
      {
        ...{ kind: 'vehicle', plate: '鲁P12345', category: 'barred', basis: '单位禁入决定 2026-014' },
        ...{ expires: '2099-01-01', approvedBy: 'chief1', priority: 1 },
      },
    ],
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await cameras.stop();
  await shakyCamera.stop('SIGKILL');
  await site.remove();
});

const tile = (page: Page, camera: string): Locator => page.locator(`[data-tile][data-camera="${camera}"]`);
const slot = (page: Page, n: number): Locator => page.locator(`[data-slot="${n}"]`);
const grid = (page: Page): Locator => page.locator('[data-wall]');
const isLive = (page: Page, camera: string) =>
  expect(tile(page, camera)).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
const camerasShown = (page: Page) =>
  page.locator('[data-tile]').evaluateAll((tiles) => tiles.map((each) => (each as HTMLElement).dataset.camera));
const videoWidth = (page: Page, camera: string) =>
  tile(page, camera)
    .locator('video')
    .evaluate((video) => (video as HTMLVideoElement).videoWidth);

async function chooseLayout(page: Page, size: number): Promise<void> {
  await page.locator(`[aria-label="${size} 分屏"]`).click();
  await expect(grid(page)).toHaveAttribute('data-layout', String(size));
}

async function saveView(page: Page, name: string): Promise<void> {
  await page.keyboard.press('v');
  await page.locator('input[name="view-name"]').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-view]')).toContainText(name);
  await expect(page.locator('[data-view]')).toHaveAttribute('data-changed', 'false');
}

test('each split shows as many tiles as it says, and tells what to do with those left over', async ({ page }) => {
  await signIn(page, station.console, guard);
  for (const size of [1, 4, 6, 8, 9, 13, 16, 25, 36, 64]) {
    await chooseLayout(page, size);
    await expect(page.locator('[data-slot]')).toHaveCount(size);
    await expect(page.locator('[data-tile]')).toHaveCount(Math.min(size, 9));
  }
  await chooseLayout(page, 16);
  await expect(page.locator('[data-vacant]').first()).toContainText('选择摄像机');
  for (const name of [...steady, shaky]) await isLive(page, name);
});

test('tiles are swapped, given cameras and kept as a view without a mouse, and come back after a reload', async ({
  page,
}) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 9);
  await isLive(page, '东门');
  await isLive(page, '南门');
  await slot(page, 0).focus();
  await page.keyboard.press('g');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('g');
  await expect(slot(page, 0)).toHaveAttribute('data-camera', '南门');
  await expect(slot(page, 2)).toHaveAttribute('data-camera', '东门');
  await expect(slot(page, 2)).toBeFocused();
  // What was playing goes on playing where it is now.
  await expect(tile(page, '东门')).toHaveAttribute('data-state', 'live');
  const shown = async () => Number(await tile(page, '东门').getAttribute('data-frames'));
  const before = await shown();
  await expect.poll(shown).toBeGreaterThan(before + 5);

  await page.keyboard.press('ArrowDown');
  await expect(slot(page, 5)).toBeFocused();
  await page.keyboard.press('a');
  await page.locator('input[name="pick-camera"]').fill('车棚');
  await page.keyboard.press('Enter');
  await expect(slot(page, 5)).toHaveAttribute('data-camera', '车棚');
  await expect(slot(page, 7)).toHaveAttribute('data-camera', '食堂');

  await expect(page.locator('[data-view]')).toHaveAttribute('data-changed', 'true');
  await saveView(page, '白天');
  const arranged = await camerasShown(page);
  await page.reload();
  await expect(page.locator('[data-view]')).toContainText('白天');
  expect(await camerasShown(page)).toEqual(arranged);

  await page.keyboard.press('[');
  await expect(page.locator('[data-view]')).toHaveAttribute('data-view', 'all');
  await expect(slot(page, 0)).toHaveAttribute('data-camera', '东门');
});

test('a tile dragged onto another one changes places with it', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 4);
  await isLive(page, '东门');
  await slot(page, 0).dragTo(slot(page, 3));
  await expect(slot(page, 3)).toHaveAttribute('data-camera', '东门');
  await expect(slot(page, 0)).toHaveAttribute('data-camera', '北门');
});

test('an enlarged tile shows the main stream, zooms by keys and wheel, and survives a reload', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 9);
  await isLive(page, '西门');
  await expect(tile(page, '西门')).toHaveAttribute('data-stream', 'sub');
  expect(await videoWidth(page, '西门')).toBe(640);
  await slot(page, 0).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(grid(page)).toHaveAttribute('data-layout', '1');
  await expect(tile(page, '西门')).toHaveAttribute('data-stream', 'main');
  await expect.poll(() => videoWidth(page, '西门')).toBe(1280);
  await isLive(page, '西门');

  for (let n = 0; n < 4; n++) await page.keyboard.press('+');
  await expect(tile(page, '西门')).toHaveAttribute('data-zoom', '2.44');
  const transform = () =>
    tile(page, '西门')
      .locator('video')
      .evaluate((video) => video.parentElement?.style.transform);
  const centred = await transform();
  await page.keyboard.press('ArrowRight');
  expect(await transform()).not.toBe(centred);
  const kept = await transform();
  await page.reload();
  await isLive(page, '西门');
  await expect(grid(page)).toHaveAttribute('data-layout', '1');
  expect(await transform()).toBe(kept);

  await page.keyboard.press('0');
  await expect(tile(page, '西门')).not.toHaveAttribute('data-zoom');
  await page.keyboard.press('ArrowRight');
  await expect(slot(page, 0)).toHaveAttribute('data-camera', '南门');
  await page.keyboard.press('Escape');
  await expect(grid(page)).toHaveAttribute('data-layout', '9');
  await expect(tile(page, '西门')).toHaveAttribute('data-stream', 'sub');

  await slot(page, 4).hover();
  await page.mouse.wheel(0, -200);
  await expect(slot(page, 4)).toHaveAttribute('data-zoom', '1.20');
  await expect(slot(page, 3)).not.toHaveAttribute('data-zoom');
});

test('a large tile of a split has the main stream, the small ones beside it the sub stream', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 6);
  await expect(slot(page, 0)).toHaveAttribute('data-stream', 'main');
  await expect(slot(page, 1)).toHaveAttribute('data-stream', 'sub');
  await expect.poll(() => videoWidth(page, '东门')).toBe(1280);
});

test('a patrol turns the pages, says how long each stays, and waits when the wall is touched', async ({ page }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 4);
  await page.locator('[aria-label="轮巡设置"]').click();
  await page.locator('.ant-input-number input').fill('5');
  await page.keyboard.press('Escape');
  await page.locator('[data-view]').focus();
  await page.keyboard.press('p');
  const patrol = page.locator('[data-patrol]');
  await expect(patrol).toHaveAttribute('data-patrol', 'running');
  await expect(patrol).toContainText(/轮巡 [1-5] 秒/);
  await expect(grid(page)).toHaveAttribute('data-page', '2', { timeout: 8000 });
  await expect(grid(page)).toHaveAttribute('data-page', '3', { timeout: 8000 });
  await expect(grid(page)).toHaveAttribute('data-page', '1', { timeout: 8000 });
  await slot(page, 0).click();
  await expect(patrol).toHaveAttribute('data-paused', 'touched');
  await page.keyboard.press('p');
  await expect(patrol).toHaveAttribute('data-patrol', 'off');
});

test('two windows show two views, each its own after a reload', async ({ page, context }) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 4);
  await saveView(page, '四门');
  const wall = await context.newPage();
  await wall.goto(`${station.console}/?wall=2`);
  await expect(wall.locator('nav')).toHaveCount(0);
  await chooseLayout(wall, 1);
  // There are no pages to turn before the cameras are known.
  await expect(slot(wall, 0)).toHaveAttribute('data-camera', '东门');
  await wall.keyboard.press('PageDown');
  await expect(slot(wall, 0)).toHaveAttribute('data-camera', '西门');
  await wall.keyboard.press('v');
  await wall.getByRole('button', { name: /四门/ }).first().click();
  await expect(wall.locator('[data-tile]')).toHaveCount(4);
  await page.keyboard.press('[');
  await chooseLayout(page, 9);
  await Promise.all([wall.reload(), page.reload()]);
  await expect(wall.locator('[data-view]')).toContainText('四门');
  await expect(wall.locator('[data-tile]')).toHaveCount(4);
  await expect(page.locator('[data-tile]')).toHaveCount(9);
  await isLive(wall, '北门');
});

test('a camera that stalls is marked within seconds, keeps its last picture, and comes back by itself', async ({
  page,
}) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 9);
  await isLive(page, shaky);
  process.kill(shakyCamera.pid, 'SIGSTOP');
  await expect(tile(page, shaky)).toHaveAttribute('data-state', 'stale', { timeout: 4000 });
  await expect(tile(page, shaky)).toContainText('画面停滞');
  await expect(tile(page, shaky)).toContainText(/最后画面 \d\d:\d\d:\d\d/);
  await expect(tile(page, shaky).locator('video')).toBeVisible();
  await expect(tile(page, '东门')).toHaveAttribute('data-state', 'live');
  process.kill(shakyCamera.pid, 'SIGCONT');
  await isLive(page, shaky);

  const { port } = shakyCamera;
  await shakyCamera.stop('SIGKILL');
  await expect(tile(page, shaky)).toHaveAttribute('data-state', 'offline', { timeout: 20_000 });
  await expect(tile(page, shaky)).toHaveAttribute('data-kept', '');
  await expect(tile(page, shaky)).toContainText(/最后画面 \d\d:\d\d:\d\d/);
  await expect(tile(page, shaky)).toContainText(/重连/);
  shakyCamera = await startGStreamer({ mounts: shakyMounts, port });
  await isLive(page, shaky);
});

/** Last, for its alarm would hold the others' patrols. */
test('an alarm brings its camera up, holds the patrol, and gives the place back once it is resolved', async ({
  page,
}) => {
  await signIn(page, station.console, guard);
  await chooseLayout(page, 4);
  await page.keyboard.press('PageDown');
  await expect(slot(page, 0)).toHaveAttribute('data-camera', '大厅');
  await page.keyboard.press('p');
  await expect(page.locator('[data-patrol]')).toHaveAttribute('data-patrol', /running|paused/);

  const now = new Date().toLocaleString('sv').replaceAll(/\D/g, '').slice(0, 14);
  const digest = { user: device.user, password: device.password };
  await curlPost(
    `${station.viid}/VIID/System/Register`,
    { RegisterObject: { DeviceID: device.id } },
    {
      deviceId: device.id,
      digest,
    },
  );
  const vehicle = {
    ...{ MotorVehicleID: 'V1', InfoKind: 1, SourceID: 'V1', DeviceID: device.id, PassTime: now, HasPlate: true },
    ...{ PlateNo: '鲁P12345', PlateColor: '5', PlateClass: '02' },
  };
  await curlPost(
    `${station.viid}/VIID/MotorVehicles`,
    { MotorVehicleListObject: { MotorVehicleObject: [vehicle] } },
    { deviceId: device.id },
  );
  await expect(tile(page, '东门')).toHaveAttribute('data-guest', 'alarm', { timeout: 2000 });
  await expect(tile(page, '东门')).toContainText('报警调出');
  await expect(tile(page, '东门')).toContainText('原为');
  await isLive(page, '东门');
  await expect(page.locator('[data-patrol]')).toHaveAttribute('data-paused', 'alarm');
  const before = await grid(page).getAttribute('data-page');

  const card = page.locator('[data-alarm]').first();
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(card).toHaveAttribute('data-state', 'acknowledged', { timeout: 300 });
  }).toPass({ timeout: 5000 });
  // Taken, and still to be seen.
  await expect(tile(page, '东门')).toHaveAttribute('data-guest', 'alarm');
  await page.keyboard.press('1');
  await page.keyboard.type('已劝离');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-guest]')).toHaveCount(0);
  expect(await grid(page).getAttribute('data-page')).toBe(before);
  await expect(page.locator('[data-tile]')).toHaveCount(4);
  await expect(page.locator('[data-patrol]')).not.toHaveAttribute('data-paused', 'alarm');
});
