import { expect, test } from 'vitest';
import type { StreamState } from '#contract/camera.ts';
import { LatencyMeter } from '../../../renderer/video/latency-meter.ts';
import { describeTile } from '../../../renderer/video/tile-view.ts';
import type { TileFacts } from '../../../renderer/video/tile-view.ts';
import { liveState } from './fakes.ts';

const nowMs = 100_000;
const facts = (over: Partial<TileFacts> = {}): TileFacts => ({
  isBrowserAble: true,
  isLinkUp: true,
  watchedSinceMs: 50_000,
  refused: null,
  trouble: null,
  station: liveState,
  hasBeenLive: true,
  lastFrameAtMs: nowMs - 50,
  ...over,
});
const offline: StreamState = {
  state: 'offline',
  sinceMs: 0,
  reason: 'wrong-password',
  detail: '401',
  lastFrameAtMs: null,
  attempt: 1,
  retryAtMs: null,
};
const describe = (over: Partial<TileFacts>) => describeTile(facts(over), nowMs);

test('a tile with fresh frames is live', () => {
  expect(describe({})).toEqual({ state: 'live', detail: { from: 'station', state: liveState } });
});

test('a tile is stale within two seconds without a frame, whatever the station says', () => {
  expect(describe({ lastFrameAtMs: nowMs - 1700 }).state).toBe('live');
  expect(describe({ lastFrameAtMs: nowMs - 1800 }).state).toBe('stale');
});

test('a lost link is a blip at first, then the reason why the picture is old', () => {
  expect(describe({ isLinkUp: false }).state).toBe('live');
  expect(describe({ isLinkUp: false, lastFrameAtMs: nowMs - 60_000 })).toEqual({
    state: 'stale',
    detail: { from: 'console', reason: 'link-lost' },
  });
  expect(describe({ isLinkUp: false, lastFrameAtMs: null, station: null, hasBeenLive: false }).state).toBe(
    'connecting',
  );
});

test('a camera that leaves is stale first and down after ten seconds, with the reason from the start', () => {
  const detail = { from: 'station', state: offline };
  expect(describe({ station: offline, lastFrameAtMs: nowMs - 3000 })).toEqual({ state: 'stale', detail });
  expect(describe({ station: offline, lastFrameAtMs: nowMs - 10_000 })).toEqual({ state: 'offline', detail });
});

test('a camera that never came is offline at once, though its ring still gave an old frame', () => {
  expect(describe({ station: offline, lastFrameAtMs: null, hasBeenLive: false }).state).toBe('offline');
  expect(describe({ station: offline, hasBeenLive: false }).state).toBe('offline');
});

test('a tile that is opened again says so, and that its old picture is stale only if nothing comes', () => {
  const reopened = { station: null, hasBeenLive: false, lastFrameAtMs: 20_000 };
  expect(describe({ ...reopened, watchedSinceMs: nowMs - 500 }).state).toBe('connecting');
  expect(describe({ ...reopened, watchedSinceMs: nowMs - 2000 }).state).toBe('stale');
});

test('what cannot be played is told apart', () => {
  const unplayable: StreamState = { state: 'unplayable', sinceMs: 0, codec: 'mp4v' };
  expect(describe({ station: unplayable, lastFrameAtMs: null }).state).toBe('unplayable');
  expect(describe({ trouble: 'codec-unsupported', lastFrameAtMs: null })).toEqual({
    state: 'unplayable',
    detail: { from: 'console', reason: 'codec-unsupported' },
  });
  expect(describe({ isBrowserAble: false }).detail).toEqual({ from: 'console', reason: 'browser-unsupported' });
  expect(describe({ refused: 'no-such-camera' })).toEqual({
    state: 'offline',
    detail: { from: 'console', reason: 'no-such-camera' },
  });
});

test('latency joins arrival and presentation in whichever order they become known', () => {
  const meter = new LatencyMeter();
  meter.arrived(1, 1000);
  meter.presented(1, 1018);
  meter.presented(2, 1100);
  meter.arrived(2, 1070);
  meter.presented(3, 1200);
  expect(meter.samples()).toEqual([18, 30]);
  expect(meter.quantile(0.95)).toBe(30);
});

test('clocks that do not agree give no latency', () => {
  const meter = new LatencyMeter();
  meter.arrived(1, 5000);
  meter.presented(1, 1000);
  expect(meter.quantile(0.5)).toBeNull();
});
