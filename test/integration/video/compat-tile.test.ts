/** What Chromium cannot decode, from GStreamer's cameras through ffmpeg to a <video> in a real Chromium. */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missingForGStreamer, startGStreamer } from '../../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../../peers/gstreamer/gstreamer-peer.ts';
import { openCompatRoom } from '../cameras/compat/compat-cameras.ts';
import type { CompatRoom } from '../cameras/compat/compat-cameras.ts';
import { until } from '../cameras/watching.ts';
import { browserPath, buildTestPage, launchBrowser } from './browser.ts';
import { MediaServer } from './media-server.ts';
import type { TestPage } from './page/page.ts';

const missing = missingForGStreamer();
if (spawnSync('ffmpeg', ['-version']).status !== 0) missing.push('ffmpeg');
if (browserPath === undefined) missing.push('chromium');
const small = { width: 320, height: 184, fps: 10, kbps: 300, seconds: 2, pattern: 'smpte' };
const paths = { hevc: '/hevc', mpeg4: '/mpeg4', jpeg: '/jpeg' };

describe.skipIf(missing.length > 0)(`a tile of what Chromium cannot decode (lacking: ${missing.join(', ')})`, () => {
  let directory: string;
  let browser: Browser;
  let peer: GStreamerPeer;
  let room: CompatRoom;
  let server: MediaServer;
  const pages: Page[] = [];

  beforeAll(async () => {
    [directory, browser, peer] = await Promise.all([
      buildTestPage(),
      launchBrowser(),
      startGStreamer({
        mounts: [
          { path: '/hevc', ...small, codec: 'h265' },
          { path: '/mpeg4', ...small, codec: 'mpeg4' },
          { path: '/jpeg', ...small, codec: 'jpeg' },
        ],
      }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), peer.stop()]);
    await rm(directory, { recursive: true });
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
    await server.kill();
    await room.stop();
  });

  async function open(names: readonly (keyof typeof paths)[], ffmpegPath = 'ffmpeg'): Promise<Page> {
    const addresses = Object.fromEntries(names.map((name) => [name, peer.url(paths[name])]));
    room = await openCompatRoom(addresses, { ffmpegPath });
    server = new MediaServer(directory, room.cameras, room.compat);
    await server.start();
    return openPage();
  }
  async function openPage(): Promise<Page> {
    const page = await browser.newPage();
    pages.push(page);
    await page.goto(`http://127.0.0.1:${server.port}/?cameras=${Object.values(room.ids).join(',')}`);
    return page;
  }
  const view = (page: Page, tile = 0) =>
    page.evaluate((number) => (globalThis as unknown as { testPage: TestPage }).testPage.client.view(number), tile);
  const framesPresented = (page: Page, tile = 0) =>
    page.evaluate(
      (number) =>
        (globalThis as unknown as { testPage: TestPage }).testPage.videos[number]!.getVideoPlaybackQuality()
          .totalVideoFrames,
      tile,
    );
  const eventually = (look: () => Promise<unknown>, timeout = 20_000) => expect.poll(look, { timeout, interval: 50 });
  const goesLive = (page: Page, tile = 0) => eventually(() => view(page, tile).then(({ state }) => state)).toBe('live');
  const presentsMore = async (page: Page, frames: number, tile = 0): Promise<void> => {
    const before = await framesPresented(page, tile);
    await eventually(() => framesPresented(page, tile)).toBeGreaterThanOrEqual(before + frames);
  };
  /** Red, green and blue in the middle of the seven SMPTE bars. */
  const colours = (page: Page, tile = 0): Promise<number[][]> =>
    page.evaluate((number) => {
      const video = (globalThis as unknown as { testPage: TestPage }).testPage.videos[number]!;
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext('2d')!;
      context.drawImage(video, 0, 0);
      return [0, 1, 2, 3, 4, 5, 6].map((bar) => {
        const x = Math.round((canvas.width * (bar + 0.5)) / 7);
        return [...context.getImageData(x, Math.round(canvas.height / 3), 1, 1).data.slice(0, 3)];
      });
    }, tile);
  const white = [255, 255, 255];
  const bars = [white, [255, 255, 0], [0, 255, 255], [0, 255, 0], [255, 0, 255], [255, 0, 0], [0, 0, 255]];
  const differences = (seen: number[][]): number[] =>
    seen.flatMap((colour, bar) => colour.map((value, n) => Math.abs(value - bars[bar]![n]!)));

  test('H.265 goes live in the same <video>, in its own colours, and every frame is counted', async () => {
    const page = await open(['hevc']);
    await goesLive(page);
    await presentsMore(page, 20);
    const seen = await view(page);
    expect(seen).toMatchObject({ width: 320, height: 184, decoderResets: 0, codec: expect.stringMatching(/^hev1\./) });
    expect(seen.latencyMs).toBeGreaterThan(0);
    expect(Math.max(...differences(await colours(page)))).toBeLessThan(16);
    expect(await page.evaluate(() => (globalThis as unknown as { testPage: TestPage }).testPage.states[0])).toEqual([
      'connecting',
      'live',
    ]);
  });

  test('MPEG-4 is transcoded, Motion JPEG is decoded where it is shown', async () => {
    const page = await open(['mpeg4', 'jpeg']);
    await goesLive(page, 0);
    await goesLive(page, 1);
    await presentsMore(page, 20, 0);
    await presentsMore(page, 10, 1);
    expect(await view(page, 0)).toMatchObject({ width: 320, height: 184, codec: 'mp4v.20.1' });
    const jpeg = await view(page, 1);
    expect(jpeg).toMatchObject({ width: 320, height: 184, codec: 'mjpeg', framesLost: 0 });
    expect(jpeg.latencyMs).toBeGreaterThan(0);
    // GStreamer's encoder leaves the range of video (16 to 235) in its images.
    expect(Math.max(...differences(await colours(page, 1)))).toBeLessThan(24);
    expect(room.compat.statistics().map(({ cameraId }) => cameraId)).toEqual([room.ids.mpeg4]);
  });

  test('two consoles share one ffmpeg, and it ends some seconds after both have left', async () => {
    const one = await open(['hevc']);
    const other = await openPage();
    await goesLive(one);
    await goesLive(other);
    await eventually(() => Promise.resolve(room.compat.statistics())).toMatchObject([{ viewers: 2, restarts: 0 }]);
    await Promise.all(pages.splice(0).map((page) => page.close()));
    await until(() => room.compat.statistics().length === 0);
  });

  test('an ffmpeg that is killed leaves the tile live again by itself', async () => {
    const page = await open(['hevc']);
    await goesLive(page);
    await presentsMore(page, 5);
    process.kill(room.compat.statistics()[0]!.pid!, 'SIGKILL');
    await until(() => room.compat.statistics()[0]!.restarts === 1);
    await presentsMore(page, 20);
    expect(await view(page)).toMatchObject({ state: 'live' });
  });

  test('without ffmpeg the tile says so, and what needs none is shown', async () => {
    const page = await open(['hevc', 'jpeg'], '/nowhere/ffmpeg');
    await eventually(() => view(page)).toMatchObject({
      state: 'unplayable',
      detail: { from: 'station', state: { trouble: 'no-ffmpeg' } },
    });
    await goesLive(page, 1);
  });
});
