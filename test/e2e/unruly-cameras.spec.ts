/** Cameras that do wrong while they are looked at: each tile copes or says why, and the good ones beside lose nothing. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { readFootage } from '../peers/camera/footage.ts';
import { UnrulyCamera } from '../peers/camera/unruly-camera.ts';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { makeSite, root, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const footage = (name: string) => readFootage(join(root, 'resources', 'demo', `${name}.h264`), 12);
const small = await footage('hall-sub');
const large = await footage('hall-main');

const unruly = {
  规矩: new UnrulyCamera(small),
  乱码: new UnrulyCamera(small),
  换画面: new UnrulyCamera(small),
  换编码: new UnrulyCamera(small),
  时间重复: new UnrulyCamera(small),
  无关键帧: new UnrulyCamera(small),
  断线: new UnrulyCamera(small),
  洪水: new UnrulyCamera(small),
};
const good = ['东门', '规矩'] as const;

let gstreamer: GStreamerPeer;
let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;

test.beforeAll(async () => {
  gstreamer = await startGStreamer({ mounts: [{ path: '/good', width: 640, height: 360, fps: 12 }] });
  for (const camera of Object.values(unruly)) await camera.start();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: [
      { name: '东门', main: gstreamer.url('/good') },
      ...Object.entries(unruly).map(([name, camera]) => ({ name, main: camera.url() })),
    ],
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await gstreamer.stop();
  for (const camera of Object.values(unruly)) await camera.stop();
  await site.remove();
});

const tile = (page: Page, camera: string): Locator => page.locator(`[data-tile][data-camera="${camera}"]`);
const isLive = (page: Page, camera: string) =>
  expect(tile(page, camera)).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
const framesOf = (page: Page, camera: string): Promise<number> =>
  tile(page, camera)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
async function moves(page: Page, camera: string): Promise<void> {
  await isLive(page, camera);
  const before = await framesOf(page, camera);
  await expect.poll(() => framesOf(page, camera), { timeout: 15_000 }).toBeGreaterThan(before + 12);
}

/** Keeps the header and that it is the picture's first slice; the rest is noise. */
const noise = (nals: readonly Buffer[]): Buffer[] =>
  nals.map((nal) => (nal[0] === undefined || (nal[0] & 0x1f) > 5 ? nal : Buffer.from(nal.map(noiseAt))));
const noiseAt = (byte: number, at: number): number => (at < 2 ? byte : (byte * 31 + at * 17) & 0xff);

test('seven cameras do wrong at once, and the two beside them do not lose a frame', async ({ page }) => {
  await signIn(page, station.console, guard);
  for (const camera of ['东门', ...Object.keys(unruly)]) await isLive(page, camera);
  // From here on: every state of the good ones, and every frame they lose.
  await page.evaluate((names) => {
    const seen: string[] = [];
    Object.assign(window, { seenOfGood: seen });
    for (const name of names) {
      const good = document.querySelector<HTMLElement>(`[data-tile][data-camera="${name}"]`);
      if (good === null) throw new Error(`no tile shows ${name}`);
      new MutationObserver(() => seen.push(`${name} ${good.dataset.state ?? ''}`)).observe(good, {
        attributeFilter: ['data-state'],
      });
    }
  }, good);
  const lostBefore = await Promise.all(good.map((camera) => tile(page, camera).getAttribute('data-lost')));
  const framesBefore = await Promise.all(good.map((camera) => framesOf(page, camera)));

  unruly.乱码.sending = { alter: noise };
  unruly.换画面.footage = large;
  unruly.换编码.sdp = 'v=0\r\ns=x\r\nm=video 0 RTP/AVP 31\r\na=control:track1\r\n';
  unruly.换编码.breakOff();
  unruly.时间重复.sending = { timestamp: () => 90_000 };
  unruly.无关键帧.sending = { alter: (nals, key) => (key ? null : nals) };
  unruly.断线.breakOff();
  unruly.洪水.haste = 20;

  await test.step('another size in the middle of the stream is shown in that size', async () => {
    await expect
      .poll(() =>
        tile(page, '换画面')
          .locator('video')
          .evaluate((video: HTMLVideoElement) => video.videoWidth),
      )
      .toBe(1280);
    await moves(page, '换画面');
  });
  await test.step('another codec, which nothing here shows, is named', async () => {
    await expect(tile(page, '换编码')).toHaveAttribute('data-state', 'unplayable', { timeout: 20_000 });
    await expect(tile(page, '换编码')).toContainText('H.261');
  });
  await test.step('a picture that rests on none is not shown: the tile says since when it stands still', async () => {
    await expect(tile(page, '无关键帧')).toHaveAttribute('data-state', 'stale', { timeout: 10_000 });
    await expect(tile(page, '无关键帧')).toContainText('画面停滞');
    await expect(tile(page, '无关键帧')).toContainText(/最后画面 \d\d:\d\d:\d\d/);
  });
  await test.step('noise is not taken for the present', async () => {
    await expect(tile(page, '乱码')).toHaveAttribute('data-state', /stale|unplayable/, { timeout: 20_000 });
  });
  await test.step('times that stand still, and a flood, are shown all the same', async () => {
    await moves(page, '时间重复');
    await moves(page, '洪水');
  });
  await test.step('a connection that breaks off in a packet is made again, as often as it takes', async () => {
    for (let connections = 2; connections < 5; connections += 1) {
      await expect
        .poll(() => unruly.断线.methods().filter((method) => method === 'PLAY').length, { timeout: 15_000 })
        .toBeGreaterThanOrEqual(connections);
      await moves(page, '断线');
      unruly.断线.write(Buffer.from('\u0000junk between packets\r\n'));
      await moves(page, '断线');
      unruly.断线.breakOff();
    }
  });
  await test.step('in the end the camera without key frames is asked anew, and the tile says why', async () => {
    await expect(tile(page, '无关键帧')).toHaveAttribute('data-state', 'offline', { timeout: 45_000 });
    await expect(tile(page, '无关键帧')).toContainText(/画面中断|没有画面/);
    await expect(tile(page, '无关键帧')).toContainText(/重连/);
  });
  await test.step('those that come to their senses are live again', async () => {
    unruly.乱码.sending = {};
    unruly.无关键帧.sending = {};
    unruly.洪水.haste = 1;
    for (const camera of ['乱码', '无关键帧', '洪水']) await moves(page, camera);
  });

  expect(await page.evaluate(() => (window as unknown as { seenOfGood: string[] }).seenOfGood)).toEqual([]);
  const lost = await Promise.all(good.map((camera) => tile(page, camera).getAttribute('data-lost')));
  expect(lost).toEqual(lostBefore);
  const frames = await Promise.all(good.map((camera) => framesOf(page, camera)));
  for (const [n, before] of framesBefore.entries()) expect(frames[n]).toBeGreaterThan(before + 120);
  expect(station.process.exitCode).toBeNull();
});
