import { describe, expect, test } from 'vitest';
import { chooseStream, ClipTiming, recentOnly } from '../../../../main/cameras/clips/clip-timing.ts';
import type { AccessUnit } from '../../../../main/cameras/frames.ts';

const startMs = Date.UTC(2026, 10, 23, 6, 32);
const farMs = startMs + 3_600_000;

/** `atMs` after the start; on screen at `shownMs`, the same unless it is a B-frame. */
const frame = (
  atMs: number,
  { key = false, shownMs = atMs }: { key?: boolean; shownMs?: number } = {},
): AccessUnit => ({
  bytes: Uint8Array.of(0, 0, 0, 1, key ? 0x65 : 0x41),
  key,
  presentationUs: 5_000_000 + shownMs * 1000,
  arrivalMs: startMs + atMs,
});

describe('the frames of a clip', () => {
  test('a clip begins with a key frame, whatever came before it', () => {
    const timing = new ClipTiming();
    expect(timing.look(frame(0), farMs)).toEqual({ take: false, end: null });
    expect(timing.look(frame(40, { key: true }), farMs)).toEqual({ take: true, presentationUs: 0, durationUs: 0 });
    expect(timing.look(frame(80), farMs)).toEqual({ take: true, presentationUs: 40_000, durationUs: 40_000 });
    expect(timing.span).toEqual({ fromMs: startMs + 40, toMs: startMs + 80, frames: 2, missingMs: 0 });
  });

  test('B-frames run behind the frame they were sent after', () => {
    const timing = new ClipTiming();
    const order = [
      frame(0, { key: true }),
      frame(40, { shownMs: 120 }),
      frame(80, { shownMs: 40 }),
      frame(120, { shownMs: 80 }),
    ];
    const times = order.map((one) => timing.look(one, farMs));
    expect(times.map((verdict) => verdict.take && verdict.presentationUs)).toEqual([0, 120_000, 40_000, 80_000]);
  });

  test('a camera whose clock starts again ends the clip before the frame that says so', () => {
    const timing = new ClipTiming();
    for (const one of [frame(0, { key: true }), frame(40), frame(80)]) timing.look(one, farMs);
    expect(timing.look(frame(120, { key: true, shownMs: 10 }), farMs)).toEqual({ take: false, end: 'clock-restarted' });
    expect(timing.span.frames).toBe(3);
  });

  test('a frame shown before the group it belongs to has another clock', () => {
    const timing = new ClipTiming();
    for (const one of [frame(0, { key: true }), frame(40), frame(80, { key: true })]) timing.look(one, farMs);
    expect(timing.look(frame(120, { shownMs: 20 }), farMs)).toEqual({ take: false, end: 'clock-restarted' });
  });

  test('what arrives after its end is not in it', () => {
    const timing = new ClipTiming();
    timing.look(frame(0, { key: true }), startMs + 100);
    expect(timing.look(frame(100), startMs + 100).take).toBe(true);
    expect(timing.look(frame(140), startMs + 100)).toEqual({ take: false, end: 'complete' });
  });

  test('time without pictures is counted, a camera that is merely slow is not', () => {
    const timing = new ClipTiming();
    for (const one of [frame(0, { key: true }), frame(1000), frame(2000), frame(9000, { key: true })]) {
      timing.look(one, farMs);
    }
    expect(timing.span.missingMs).toBe(7000);
  });
});

describe('which stream is cut', () => {
  const ring = (fromMs: number): AccessUnit[] => [frame(fromMs, { key: true }), frame(20_000)];
  const sinceMs = startMs + 10_000;

  test('the main stream, where it goes back as far', () => {
    expect(chooseStream({ main: ring(9000), sub: ring(1000) }, sinceMs)).toBe('main');
    expect(chooseStream({ main: ring(10_500), sub: ring(8000) }, sinceMs)).toBe('main');
    expect(chooseStream({ main: [], sub: [] }, sinceMs)).toBe('main');
  });

  test('the sub stream, where only that one was open', () => {
    expect(chooseStream({ main: [], sub: ring(8000) }, sinceMs)).toBe('sub');
    expect(chooseStream({ main: ring(18_000), sub: ring(8000) }, sinceMs)).toBe('sub');
  });

  test('a ring that fell silent long ago is no past of now', () => {
    expect(recentOnly(ring(0), startMs + 20_001)).toEqual([]);
    expect(recentOnly(ring(0), startMs + 19_999)).toHaveLength(2);
  });
});
