import { expect, test } from 'vitest';
import type { CameraCondition, ConditionInterval } from '#contract/health.ts';
import { lossesIn } from '../../../main/station/open-rules.ts';

/** Seconds; one after the other unless a gap is named. */
function intervals(...spans: [CameraCondition, number, number][]): ConditionInterval[] {
  return spans.map(([condition, from, to]) => ({
    ...{ condition, reason: null, fromMs: from * 1000, toMs: to * 1000 },
  }));
}
const losses = (...spans: [CameraCondition, number, number][]): [number, number][] =>
  lossesIn(intervals(...spans)).map(({ fromMs, toMs }) => [fromMs / 1000, toMs / 1000]);

test('a loss is from the last picture to the next, whatever the trouble was called in between', () => {
  expect(
    losses(['live', 0, 10], ['stale', 10, 12], ['offline', 12, 40], ['live', 40, 50], ['offline', 50, 60]),
  ).toEqual([
    [10, 40],
    [50, 60],
  ]);
});

test('a camera that had no pictures loses none', () => {
  expect(losses(['offline', 0, 100], ['live', 100, 110])).toEqual([]);
});

test('while the station did not run nobody knows', () => {
  expect(losses(['live', 0, 10], ['offline', 100, 200])).toEqual([]);
  expect(losses(['live', 0, 10], ['offline', 10, 20], ['offline', 100, 200])).toEqual([[10, 20]]);
});
