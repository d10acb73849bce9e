import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlayoutOrder, Timeline } from '../../../renderer/video/worker/playout.ts';

describe('the time line', () => {
  test('keeps the distances of the camera, back and forth between key frames', () => {
    const timeline = new Timeline();
    const first = timeline.place(0, true);
    expect([400, 100, 200, 300].map((ms) => timeline.place(ms * 1000, false) - first)).toEqual([
      400_000, 100_000, 200_000, 300_000,
    ]);
  });

  test('goes on rising when the camera begins a new session at zero', () => {
    const timeline = new Timeline();
    timeline.place(0, true);
    const last = timeline.place(5_000_000, false);
    const next = timeline.place(0, true);
    expect(next).toBeGreaterThan(last);
    expect(timeline.place(66_000, false) - next).toBe(66_000);
  });

  test('closes a gap that is a new session, and keeps one that is a pause', () => {
    const timeline = new Timeline();
    const first = timeline.place(0, true);
    expect(timeline.place(5_000_000, true) - first).toBe(5_000_000);
    expect(timeline.place(900_000_000, true) - first).toBeLessThan(6_000_000);
  });

  test('after a restart begins behind everything placed, though the key frame is one already seen', () => {
    const timeline = new Timeline(7_000_000);
    timeline.place(1_000_000, true);
    const last = timeline.place(2_000_000, false);
    timeline.restart();
    expect(timeline.place(1_500_000, true)).toBeGreaterThan(last);
  });

  test('a camera whose times are wrong is timed by arrival', () => {
    const timeline = new Timeline();
    const keyUs = timeline.place(5_000_000, true);
    const times = [1000, 1066, 1066, 90_000].map((ms) => timeline.placeByArrival(ms) - keyUs);
    expect(times).toEqual([1000, 67_000, 68_000, 1_068_000]);
  });

  test('key frames never go back, whatever a camera sends', () => {
    const frame = fc.record({ us: fc.integer({ min: 0, max: 60_000_000 }), key: fc.boolean() });
    fc.assert(
      fc.property(fc.array(frame), (frames) => {
        const timeline = new Timeline();
        let lastKeyUs = -1;
        for (const { us, key } of frames) {
          const placedUs = timeline.place(us, key);
          if (!key) continue;
          expect(placedUs).toBeGreaterThan(lastKeyUs);
          lastKeyUs = placedUs;
        }
      }),
    );
  });
});

describe('the order of showing', () => {
  test('passes over a frame that comes after a later one', () => {
    const order = new PlayoutOrder();
    expect([0, 40, 120, 80, 160].map((us) => order.accept(us))).toEqual([true, true, true, false, true]);
  });

  test('a camera that repeats its times is shown all the same', () => {
    const order = new PlayoutOrder();
    expect([0, 0, 0].map((us) => order.accept(us))).toEqual([true, true, true]);
    expect(order.reconsider()).toBe(false);
  });

  test('lets the decoder sort as soon as a frame was out of order, and then trusts it over wrong times', () => {
    const order = new PlayoutOrder();
    for (const us of [0, 80, 40]) order.accept(us);
    expect(order.reconsider()).toBe(true);
    expect(order.ordering).toBe('reordering');
    for (const us of [120, 100, 160, 90, 85, 200, 70]) order.accept(us);
    expect(order.reconsider()).toBe(true);
    expect(order.ordering).toBe('as-decoded');
    expect([300, 100, 200, 150].map((us) => order.accept(us))).toEqual([true, true, true, true]);
  });
});
