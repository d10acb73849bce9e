/** What cameras hear, heard in the console: one tile at a time, and only when asked for. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
let cameras: GStreamerPeer;
let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.beforeAll(async () => {
  const size = { width: 640, height: 360, fps: 10, seconds: 2 };
  cameras = await startGStreamer({
    mounts: [
      { path: '/alaw', ...size, audio: 'pcma' },
      { path: '/mulaw', ...size, audio: 'pcmu' },
      { path: '/aac', ...size, audio: 'aac' },
      { path: '/latm', ...size, audio: 'latm' },
      { path: '/opus', ...size, audio: 'opus' },
      { path: '/mute', ...size },
    ],
  });
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: [
      { name: '东门', main: cameras.url('/alaw') },
      { name: '西门', main: cameras.url('/aac') },
      { name: '南门', main: cameras.url('/mulaw') },
      { name: '北门', main: cameras.url('/latm') },
      { name: '大厅', main: cameras.url('/opus') },
      { name: '食堂', main: cameras.url('/aac'), sub: cameras.url('/mute') },
    ],
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await cameras.stop();
  await site.remove();
});

const tile = (page: Page, camera: string): Locator => page.locator(`[data-tile][data-camera="${camera}"]`);
const soundOf = (page: Page, camera: string): Locator => tile(page, camera).locator('[data-sound]');
const levelOf = async (page: Page, camera: string): Promise<number> =>
  Number(await tile(page, camera).locator('[data-level]').getAttribute('data-level'));
const isLive = (page: Page, camera: string) =>
  expect(tile(page, camera)).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
const framesOf = (page: Page, camera: string): Promise<number> =>
  tile(page, camera)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
/** A sine of half the full scale has a root mean square of 0.35; codecs change it a little. */
const isTheTone = async (page: Page, camera: string): Promise<void> => {
  await expect(soundOf(page, camera)).toHaveAttribute('data-sound', 'playing', { timeout: 10_000 });
  await expect.poll(() => levelOf(page, camera)).toBeGreaterThan(0.25);
  expect(await levelOf(page, camera)).toBeLessThan(0.45);
};

test('off at first; one key sounds the selected tile, the next tile takes it over, the key ends it', async ({
  page,
}) => {
  await signIn(page, station.console, guard);
  await isLive(page, '东门');
  await expect(page.locator('[data-tile] [data-sound]')).toHaveCount(0);
  await page.locator('[data-slot="0"]').focus();
  await page.keyboard.press('l');
  await isTheTone(page, '东门');
  const before = await framesOf(page, '东门');
  await expect.poll(() => framesOf(page, '东门')).toBeGreaterThan(before + 20);
  expect(Number(await tile(page, '东门').locator('[data-level]').getAttribute('data-buffered-ms'))).toBeLessThan(700);

  for (const camera of ['西门', '南门', '北门']) {
    const at = await tile(page, camera).getAttribute('data-slot');
    await page.locator(`[data-slot="${at ?? ''}"]`).click();
    await isTheTone(page, camera);
    await expect(page.locator('[data-tile] [data-sound]')).toHaveCount(1);
    const seen = await framesOf(page, camera);
    await expect.poll(() => framesOf(page, camera)).toBeGreaterThan(seen + 10);
  }

  await page.keyboard.press('l');
  await expect(page.locator('[data-tile] [data-sound]')).toHaveCount(0);
  await page.reload();
  await isLive(page, '东门');
  await expect(page.locator('[data-tile] [data-sound]')).toHaveCount(0);
});

test('where nothing can be heard the tile says why', async ({ page }) => {
  await signIn(page, station.console, guard);
  await isLive(page, '大厅');
  await tile(page, '大厅').click();
  await page.getByRole('button', { name: '现场声音' }).click();
  await expect(soundOf(page, '大厅')).toHaveAttribute('data-sound', 'unknown-codec');
  await expect(soundOf(page, '大厅')).toContainText('Opus');

  await page.locator('[aria-label="16 分屏"]').click();
  await expect(tile(page, '食堂')).toHaveAttribute('data-stream', 'sub');
  await tile(page, '食堂').click();
  await expect(soundOf(page, '食堂')).toContainText('放大后再听');
  await tile(page, '食堂').dblclick();
  await expect(tile(page, '食堂')).toHaveAttribute('data-stream', 'main');
  await isTheTone(page, '食堂');
});

test('a tile that is no longer seen is no longer heard, and is heard again when it is', async ({ page }) => {
  await signIn(page, station.console, guard);
  await isLive(page, '东门');
  await page.locator('[data-slot="0"]').focus();
  await page.keyboard.press('l');
  await isTheTone(page, '东门');
  const hide = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  await expect(soundOf(page, '东门')).toHaveAttribute('data-sound', 'waiting');
  await hide(false);
  await isTheTone(page, '东门');
  await page.locator('nav a, nav button').nth(2).click();
  await expect(page.locator('[data-tile] [data-sound]')).toHaveCount(0);
});
