import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedTick } from '../../../renderer/features/wall/shared-tick.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('all who listen are called in the same turn, with the same count', () => {
  const tick = new SharedTick(250);
  const heard: string[] = [];
  tick.subscribe((n) => heard.push(`a${String(n)}`));
  vi.advanceTimersByTime(100);
  tick.subscribe((n) => heard.push(`b${String(n)}`));
  vi.advanceTimersByTime(150);
  expect(heard).toEqual(['a1', 'b1']);
});

test('the timer runs only while somebody listens', () => {
  const tick = new SharedTick(250);
  const stops = [tick.subscribe(() => undefined), tick.subscribe(() => undefined)];
  expect(vi.getTimerCount()).toBe(1);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});
