import { expect, test } from 'vitest';
import { StationTime } from '../../../renderer/features/console/station-time.ts';

test('ages are against the station’s clock, not this PC’s', () => {
  const time = new StationTime(() => 1_000_000);
  time.learn(1_300_000);
  expect(time.nowMs()).toBe(1_300_000);
  expect(time.fromLocal(999_000)).toBe(1_299_000);
});

test('the network’s own delay is not taken for a wrong clock', () => {
  const time = new StationTime(() => 1_000_000);
  time.learn(999_900);
  expect(time.nowMs()).toBe(1_000_000);
});
