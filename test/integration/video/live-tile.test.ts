/** The way of a video frame, from a frame source through the media socket to a <video> in a real Chromium. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { StreamState } from '#contract/camera.ts';
import type { AccessUnit } from '../../../main/cameras/frames.ts';
import { browserPath, buildTestPage, launchBrowser } from './browser.ts';
import { encodeTestPicture } from './footage.ts';
import type { Footage } from './footage.ts';
import { MediaServer } from './media-server.ts';
import type { TestPage } from './page/page.ts';
import { ReplaySource } from './replay-source.ts';

const offline: StreamState = {
  state: 'offline',
  sinceMs: 0,
  reason: 'refused',
  detail: 'ECONNREFUSED',
  lastFrameAtMs: null,
  attempt: 1,
  retryAtMs: null,
};

describe.skipIf(browserPath === undefined)('a live tile in Chromium', () => {
  let directory: string;
  let browser: Browser;
  let plain: Footage;
  let reordered: Footage;
  let source: ReplaySource;
  let server: MediaServer;
  let page: Page;

  beforeAll(async () => {
    [directory, browser, plain, reordered] = await Promise.all([
      buildTestPage(),
      launchBrowser(),
      encodeTestPicture({ size: '320x180', seconds: 2, keyEvery: 15, bitRate: '200k' }),
      encodeTestPicture({ size: '320x180', seconds: 2, keyEvery: 15, bitRate: '200k', bFrames: 2 }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });
  beforeEach(async () => {
    source = new ReplaySource();
    server = new MediaServer(directory, source);
    await server.start();
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await server.kill();
    source.stop();
  });

  const open = (...cameras: string[]) => page.goto(`http://127.0.0.1:${server.port}/?cameras=${cameras.join(',')}`);
  const read = <Result>(look: (page: TestPage, tile: number) => Result, tile = 0): Promise<Result> =>
    page.evaluate(
      ([text, number]) => {
        const { testPage } = globalThis as unknown as { testPage: TestPage };
        // The function crosses into the page as its source.
        const look = (0, eval)(`(${text})`) as (page: TestPage, tile: number) => Result;
        return look(testPage, number);
      },
      [look.toString(), tile] as const,
    );
  const view = (tile = 0) => read((testPage, number) => testPage.client.view(number), tile);
  const state = (tile = 0) => view(tile).then((seen) => seen.state);
  const framesPresented = (tile = 0) =>
    read((testPage, number) => testPage.videos[number]!.getVideoPlaybackQuality().totalVideoFrames, tile);
  const eventually = (look: () => Promise<unknown>, timeout = 15_000) => expect.poll(look, { timeout, interval: 50 });
  const presentsMore = async (frames: number, tile = 0): Promise<void> => {
    const before = await framesPresented(tile);
    await eventually(() => framesPresented(tile)).toBeGreaterThanOrEqual(before + frames);
  };

  test('goes live, shows every frame, and says how long they took', async () => {
    source.add('gate', plain).start();
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(30);
    expect(await view()).toMatchObject({ width: 320, height: 180, framesLost: 0, decoderResets: 0 });
    const stats = await read((testPage) => testPage.client.stats());
    expect(stats.latencySamples).toBeGreaterThan(10);
    expect(stats.latencyP50Ms).toBeGreaterThan(0);
  });

  test('plays B-frames in the order they were filmed, and loses none', async () => {
    expect(
      reordered.pictures.some(
        (picture, n) => picture.presentationUs < (reordered.pictures[n - 1]?.presentationUs ?? 0),
      ),
    ).toBe(true);
    source.add('gate', reordered).start();
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(45);
    const times = await read((testPage) => testPage.mediaTimes[0]!);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
    expect(await view()).toMatchObject({ framesLost: 0, decoderResets: 0 });
  });

  test('a camera that falls silent is stale, keeps its picture, and is live again when it returns', async () => {
    const camera = source.add('gate', plain);
    camera.start();
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(5);
    camera.stop();
    await eventually(() => state()).toBe('stale');
    const last = await view();
    expect(Date.now() - last.lastFrameAtMs!).toBeLessThan(60_000);
    expect(await read((testPage) => testPage.videos[0]!.videoWidth)).toBe(320);
    camera.start();
    await eventually(() => state()).toBe('live');
    await presentsMore(10);
    const times = await read((testPage) => testPage.mediaTimes[0]!);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('a camera that says why it is away is offline with the reason', async () => {
    source.add('gate', plain).become(offline);
    await open('gate');
    await eventually(() => state()).toBe('offline');
    expect(await view()).toMatchObject({ detail: { from: 'station', state: { reason: 'refused' } } });
  });

  test('a station that restarts gets all tiles back without anyone doing anything', async () => {
    source.add('gate', plain).start();
    source.add('yard', reordered).start();
    await open('gate', 'yard');
    for (const tile of [0, 1]) await eventually(() => state(tile)).toBe('live');
    await server.kill();
    for (const tile of [0, 1]) await eventually(() => state(tile)).toBe('stale');
    expect(await view()).toMatchObject({ detail: { from: 'console', reason: 'link-lost' } });
    await server.start();
    for (const tile of [0, 1]) await eventually(() => state(tile)).toBe('live');
    for (const tile of [0, 1]) await presentsMore(10, tile);
    expect(await read((testPage) => testPage.states[0])).toEqual(['connecting', 'live', 'stale', 'live']);
  });

  test('a codec the browser cannot decode makes its tile unplayable, and no other', async () => {
    source.add('gate', { ...plain, codec: 'hev1.1.6.L93.B0' }).start();
    source.add('yard', plain).start();
    await open('gate', 'yard');
    await eventually(() => state(0)).toBe('unplayable');
    expect(await view()).toMatchObject({
      codec: 'hev1.1.6.L93.B0',
      detail: { from: 'console', reason: 'codec-unsupported' },
    });
    await presentsMore(10, 1);
    expect(await view(1)).toMatchObject({ state: 'live', framesLost: 0 });
  });

  test('a camera that sends garbage harms no other tile, and is live again when it sends pictures', async () => {
    const gate = source.add('gate', plain);
    gate.alter = garbled;
    gate.start();
    source.add('yard', plain).start();
    await open('gate', 'yard');
    await eventually(() => state(1)).toBe('live');
    await presentsMore(45, 1);
    expect(await view(1)).toMatchObject({ state: 'live', framesLost: 0, decoderResets: 0 });
    expect(await state(0)).not.toBe('live');
    gate.alter = (frame) => frame;
    await eventually(() => state(0), 30_000).toBe('live');
    await presentsMore(10, 0);
  });

  test('a camera that repeats its times is shown', async () => {
    const gate = source.add('gate', plain);
    gate.alter = (frame) => ({ ...frame, presentationUs: 0 });
    gate.start();
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(30);
  });

  test('a camera whose times run backwards is shown', async () => {
    const gate = source.add('gate', plain);
    gate.alter = (frame) => ({ ...frame, presentationUs: 1e9 - frame.presentationUs });
    gate.start();
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(60);
    const times = await read((testPage) => testPage.mediaTimes[0]!);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('another camera in a tile never shows under the picture of the first', async () => {
    source.add('gate', plain).start();
    source.add('yard', plain);
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(5);
    await read((testPage) => testPage.client.watch(0, 'yard', 'sub'));
    await eventually(() => read((testPage) => testPage.videos[0]!.videoWidth)).toBe(0);
    expect(await state()).toBe('connecting');
  });

  test('a tile that cannot be seen is not watched: scrolled away, or in a hidden page', async () => {
    const near = source.add('near', plain);
    const far = source.add('far', plain);
    near.start();
    far.start();
    await page.goto(`http://127.0.0.1:${server.port}/hook.html?cameras=near,far`);
    const stateOf = (camera: string) => page.locator(`[data-camera=${camera}]`).getAttribute('data-state');
    await eventually(() => stateOf('near')).toBe('live');
    expect(far.viewers).toBe(0);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.locator('video').last().scrollIntoViewIfNeeded();
    await eventually(() => stateOf('far')).toBe('live');
    await eventually(async () => near.viewers).toBe(0);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually(async () => far.viewers).toBe(0);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually(async () => far.viewers).toBe(1);
  });

  test('a camera that floods is held to what a screen can show, and harms no other tile', async () => {
    const flood = source.add('gate', { ...plain, framesPerSecond: 1500 });
    flood.start();
    source.add('yard', plain).start();
    await open('gate', 'yard');
    await eventually(() => state(1)).toBe('live');
    await presentsMore(45, 1);
    expect(await view(1)).toMatchObject({ state: 'live', framesLost: 0 });
    expect((await view(0)).framesShown).toBeLessThan(flood.framesSent / 2);
  });

  test('a viewer that stops reading costs the others nothing', async () => {
    source.add('gate', await encodeTestPicture({ size: '320x180', seconds: 1, bitRate: '200k', keyEvery: 15 })).start();
    const large = source.add('yard', plain);
    // 60 MB a second, so that the sockets' buffers are full at once.
    const bytes = new Uint8Array(4_000_000);
    large.alter = (frame) => ({ ...frame, bytes });
    large.start();
    const silent = new WebSocket(`ws://127.0.0.1:${server.port}/media`);
    await once(silent, 'open');
    for (const tile of [0, 1]) {
      const watch = { type: 'watch', tile, watchId: 1, cameraId: ['gate', 'yard'][tile], stream: 'sub', credit: 64 };
      silent.send(JSON.stringify(watch));
    }
    silent.pause();
    await open('gate');
    await eventually(() => state()).toBe('live');
    // Only what is copied for a socket takes memory: unbounded, 64 credits would be 256 MB.
    const memoryBefore = process.memoryUsage().rss;
    await presentsMore(45);
    expect(await view()).toMatchObject({ framesLost: 0 });
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(150 * 1024 * 1024);
    silent.terminate();
  });

  test('an unwatched tile costs the station nothing and keeps its picture', async () => {
    const camera = source.add('gate', plain);
    camera.start();
    await open('gate');
    await eventually(() => state()).toBe('live');
    await presentsMore(5);
    await read((testPage) => testPage.client.unwatch(0));
    await eventually(async () => camera.viewers).toBe(0);
    expect(await read((testPage) => testPage.videos[0]!.videoWidth)).toBe(320);
    await read((testPage) => testPage.client.watch(0, 'gate', 'sub'));
    await eventually(() => state()).toBe('live');
    await presentsMore(5);
  });
});

/** Keeps the size and the start code; what follows is noise. */
function garbled(frame: AccessUnit): AccessUnit {
  const bytes = frame.bytes.map((byte, at) => (at < 4 ? byte : (byte * 31 + at * 17) & 0xff));
  return { ...frame, bytes };
}
