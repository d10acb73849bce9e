import { expect, test } from 'vitest';
import { Timeline } from '../../../main/cameras/rtsp/timeline.ts';

const rate = 90_000;

test('a camera that repeats every timestamp is followed by our own clock, and caught up with afterwards', () => {
  const timeline = new Timeline(rate, 0);
  const times = [0, 0, 7200, 7200, 14_400].map((timestamp, n) => timeline.presentationUs(timestamp, n * 40));
  expect(times).toEqual([0, 40_000, 80_000, 120_000, 160_000]);
});

test('a timestamp that jumps is a new clock of the camera, not a gap of hours', () => {
  const timeline = new Timeline(rate, 0);
  expect(timeline.presentationUs(0, 0)).toBe(0);
  expect(timeline.presentationUs(500_000_000, 40)).toBe(40_000);
  expect(timeline.presentationUs(500_003_600, 80)).toBe(80_000);
});

test('it begins where it is told to', () => {
  const timeline = new Timeline(rate, 5_000_000);
  expect(timeline.presentationUs(123, 0)).toBe(5_000_000);
});
