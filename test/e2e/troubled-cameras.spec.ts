/** Cameras that give no picture: each tile says which it is, in words, and the good one beside them is not disturbed. */
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { expect, test } from '@playwright/test';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { freePort, makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const admin = { account: 'admin1', password: 'an admin at a desk' };
let gstreamer: GStreamerPeer;
let notRtsp: Server;
let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;

test.beforeAll(async () => {
  gstreamer = await startGStreamer({
    mounts: [
      { path: '/good', width: 640, height: 360, fps: 15 },
      { path: '/mpeg-2', width: 320, height: 240, fps: 25, codec: 'mpeg2' },
    ],
    user: 'viewer',
    password: 'right',
    auth: 'digest',
  });
  notRtsp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
  });
  await new Promise<void>((done) => notRtsp.listen(0, '127.0.0.1', done));
  const { port } = notRtsp.address() as AddressInfo;
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...admin, name: '赵敏', role: 'admin' }],
    cameras: [
      { name: '正常', main: gstreamer.url('/good', 'viewer', 'right') },
      { name: '端口关闭', main: `rtsp://127.0.0.1:${await freePort()}/x` },
      { name: '密码错误', main: gstreamer.url('/good', 'viewer', 'wrong') },
      { name: '没有码流', main: gstreamer.url('/nowhere', 'viewer', 'right') },
      { name: '不是摄像机', main: `rtsp://127.0.0.1:${port}/x` },
      { name: '不支持的编码', main: gstreamer.url('/mpeg-2', 'viewer', 'right') },
    ],
  });
  // A machine without ffmpeg: what the browser cannot decode cannot be shown at all.
  station = await startStationProcess({ ...site, env: { GUARDROOM_FFMPEG: '/no/ffmpeg/here' } });
});

test.afterAll(async () => {
  await station.stop();
  await gstreamer.stop();
  notRtsp.close();
  await site.remove();
});

test('each tile says what is wrong with its camera, and keeps trying where that helps', async ({ page }) => {
  await signIn(page, station.console, admin);
  const tile = (camera: string) => page.locator(`[data-tile][data-camera="${camera}"]`);
  await expect(tile('正常')).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
  for (const [camera, words] of [
    ['端口关闭', /拒绝|未开|端口/],
    ['密码错误', /密码/],
    ['没有码流', /码流|地址/],
    ['不是摄像机', /不是|RTSP/],
  ] as const) {
    await expect(tile(camera)).toHaveAttribute('data-state', 'offline', { timeout: 20_000 });
    await expect(tile(camera)).toContainText(words);
    await expect(tile(camera)).toContainText(/重连|重试|再试/);
  }
  await expect(tile('不支持的编码')).toHaveAttribute('data-state', 'unplayable');
  await expect(tile('不支持的编码')).toContainText(/JPEG|编码|ffmpeg/i);
  // No credential reaches the page.
  expect(await page.content()).not.toContain('viewer:');
  const devices = await page.request.get(`${station.console}/api/cameras.list?batch=1`);
  expect(await devices.text()).not.toMatch(/right|wrong@/);
  expect(station.log()).not.toMatch(/:right@|:wrong@/);
});
