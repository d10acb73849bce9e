/** Cameras whose pictures the browser cannot decode: shown all the same, or with words that say what to do. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
let gstreamer: GStreamerPeer;
let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;

test.beforeAll(async () => {
  const size = { width: 640, height: 360, fps: 15, seconds: 2 };
  gstreamer = await startGStreamer({
    mounts: [
      { path: '/h265', ...size, codec: 'h265' },
      { path: '/mpeg-4', ...size, codec: 'mpeg4' },
      { path: '/motion-jpeg', ...size, codec: 'jpeg' },
      { path: '/h264', ...size },
    ],
    user: 'viewer',
    password: 'right',
  });
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: [
      { name: '东门', main: gstreamer.url('/h265', 'viewer', 'right') },
      { name: '操场', main: gstreamer.url('/mpeg-4', 'viewer', 'right') },
      { name: '食堂', main: gstreamer.url('/motion-jpeg', 'viewer', 'right') },
      { name: '大厅', main: gstreamer.url('/h264', 'viewer', 'right') },
    ],
  });
});

test.afterEach(() => station.stop());

test.afterAll(async () => {
  await gstreamer.stop();
  await site.remove();
});

const tile = (page: Page, camera: string): Locator => page.locator(`[data-tile][data-camera="${camera}"]`);
const framesOf = (page: Page, camera: string): Promise<number> =>
  tile(page, camera)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);

test('every codec moves on the wall, in the same <video>', async ({ page }) => {
  station = await startStationProcess(site);
  await signIn(page, station.console, guard);
  for (const camera of ['东门', '操场', '食堂', '大厅']) {
    await expect(tile(page, camera)).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
    const before = await framesOf(page, camera);
    await expect.poll(() => framesOf(page, camera)).toBeGreaterThan(before + 10);
  }
  expect(station.log()).not.toMatch(/:right@/);
});

test('without ffmpeg the tile says what to install and where, and the others live', async ({ page }) => {
  station = await startStationProcess({ ...site, env: { GUARDROOM_FFMPEG: '/nowhere/ffmpeg' } });
  await signIn(page, station.console, guard);
  for (const [camera, codec] of [
    ['东门', 'H.265'],
    ['操场', 'MPEG-4'],
  ] as const) {
    await expect(tile(page, camera)).toHaveAttribute('data-state', 'unplayable', { timeout: 30_000 });
    await expect(tile(page, camera)).toContainText(codec);
    await expect(tile(page, camera)).toContainText(/安装 ffmpeg/);
  }
  for (const camera of ['食堂', '大厅']) {
    await expect(tile(page, camera)).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
  }
});
