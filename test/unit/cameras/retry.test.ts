import { describe, expect, test } from 'vitest';
import { offlineReason } from '#contract/camera.ts';
import { decideLiveness } from '../../../main/cameras/liveness.ts';
import type { Connection } from '../../../main/cameras/liveness.ts';
import { decideRetryMs } from '../../../main/cameras/retry.ts';

describe('when to try again', () => {
  test('a camera that restarts is tried often enough to be back within two seconds', () => {
    for (const reason of ['refused', 'unreachable'] as const) {
      for (let sameReason = 1; sameReason < 60; sameReason += 1) {
        expect(decideRetryMs(reason, { sameReason, forMs: 59_000 }, 0.999)).toBeLessThan(1500);
      }
      expect(decideRetryMs(reason, { sameReason: 100, forMs: 600_000 }, 0.999)).toBeLessThanOrEqual(6000);
    }
  });

  test('a wrong password is never tried again within a minute: cameras lock accounts', () => {
    expect(decideRetryMs('wrong-password', { sameReason: 1, forMs: 0 }, 0)).toBeGreaterThanOrEqual(60_000);
    expect(decideRetryMs('wrong-password', { sameReason: 4, forMs: 0 }, 0.5)).toBe(600_000);
  });

  test('other failures are tried less and less often, from about a second to about fifteen', () => {
    const delays = [1, 2, 3, 4, 5, 6].map((sameReason) => decideRetryMs('closed', { sameReason, forMs: 0 }, 0.5));
    expect(delays).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  test('cameras that failed together do not come back together', () => {
    const delays = [0, 0.25, 0.5, 0.75].map((random) => decideRetryMs('closed', { sameReason: 1, forMs: 0 }, random));
    expect(new Set(delays).size).toBe(4);
  });

  test('every reason has a pace, for ever', () => {
    for (const reason of offlineReason.options) {
      const delay = decideRetryMs(reason, { sameReason: 1e6, forMs: 1e9 }, 0.999);
      expect(delay).toBeGreaterThan(500);
      expect(delay).toBeLessThanOrEqual(720_000);
    }
  });
});

describe('whether a picture still lives', () => {
  const playing: Connection = { playingSinceMs: 0, lastFrameMs: null, packetsCome: false, frameIntervalMs: 0 };
  const live: Connection = { ...playing, lastFrameMs: 10_000, frameIntervalMs: 40 };

  test('it is stale within two seconds, looked at twice a second', () => {
    expect(decideLiveness(live, 11_400).is).toBe('fine');
    expect(decideLiveness(live, 11_500).is).toBe('stale');
  });

  test('and connected anew some eight seconds later', () => {
    expect(decideLiveness(live, 19_000).is).toBe('stale');
    expect(decideLiveness(live, 19_500)).toMatchObject({ is: 'over', reason: 'stopped' });
  });

  test('a camera with one picture a second is not stale between two', () => {
    expect(decideLiveness({ ...live, frameIntervalMs: 1000 }, 12_000).is).toBe('fine');
    expect(decideLiveness({ ...live, frameIntervalMs: 1000 }, 12_600).is).toBe('stale');
  });

  test('a first frame is waited for longer when packets come: its key frame may be far', () => {
    expect(decideLiveness(playing, 7999).is).toBe('fine');
    expect(decideLiveness(playing, 8000)).toMatchObject({ is: 'over', reason: 'no-frames' });
    expect(decideLiveness({ ...playing, packetsCome: true }, 8000).is).toBe('fine');
    expect(decideLiveness({ ...playing, packetsCome: true }, 25_000)).toMatchObject({
      is: 'over',
      reason: 'no-frames',
      detail: 'packets come, but no key frame',
    });
  });
});
