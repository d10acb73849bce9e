import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultRing, ringFor } from '../../../main/cameras/cameras.ts';
import type { AccessUnit } from '../../../main/cameras/frames.ts';
import { Ring } from '../../../main/cameras/ring.ts';
import { RingMemory } from '../../../main/cameras/ring-memory.ts';
import { aFrame, passing } from './builders.ts';

const push = (ring: Ring, frame: AccessUnit): void => passing(frame, (passingFrame) => ring.push(passingFrame));

/** `count` frames of 100 bytes, ten a second, a key frame a second. */
function filled(count: number, limits: { seconds: number; bytes: number }): Ring {
  const ring = new Ring(limits, new RingMemory());
  for (let n = 0; n < count; n += 1) push(ring, aFrame({ key: n % 10 === 0, arrivalMs: n * 100 }));
  return ring;
}

test('the seconds asked for are held, from a key frame on', () => {
  const { frames, seconds, crowdedOut } = filled(200, { seconds: 3, bytes: 1e6 }).counts();
  expect(seconds).toBeGreaterThanOrEqual(3);
  expect(seconds).toBeLessThan(4.1);
  expect(frames).toBeLessThanOrEqual(40);
  expect(crowdedOut).toBe(0);
});

test('the bytes are never exceeded, and what had to go early is counted', () => {
  const { bytes, crowdedOut } = filled(200, { seconds: 15, bytes: 2500 }).counts();
  expect(bytes).toBeLessThanOrEqual(2500);
  expect(crowdedOut).toBeGreaterThan(0);
});

test('who begins to look gets everything since the newest key frame', () => {
  const frames = filled(25, { seconds: 15, bytes: 1e6 }).sinceKeyFrame();
  expect(frames.map(({ key }) => key)).toEqual([true, false, false, false, false]);
});

test('the last seconds begin with the key frame before them', () => {
  const frames = filled(100, { seconds: 15, bytes: 1e6 }).last(2.5);
  expect(frames[0]).toMatchObject({ key: true, arrivalMs: 7000 });
  expect(frames.at(-1)?.arrivalMs).toBe(9900);
});

test('frames before the first key frame are of no use', () => {
  const ring = new Ring({ seconds: 5, bytes: 1e6 }, new RingMemory());
  push(ring, aFrame());
  expect(ring.counts().frames).toBe(0);
});

test('a camera that stops sending key frames cannot fill the memory', () => {
  const ring = new Ring({ seconds: 5, bytes: 1000 }, new RingMemory());
  push(ring, aFrame({ key: true }));
  for (let n = 1; n < 100; n += 1) push(ring, aFrame({ arrivalMs: n * 40 }));
  expect(ring.counts()).toMatchObject({ bytes: 0, frames: 0 });
  push(ring, aFrame({ key: true, arrivalMs: 5000 }));
  expect(ring.sinceKeyFrame()).toHaveLength(1);
});

test('whatever comes, the ring is within its bytes, begins with a key frame and counts right', () => {
  const frame = fc.record({ key: fc.boolean(), size: fc.nat(900), gapMs: fc.nat(2000) });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 80 }), (frames) => {
      const ring = new Ring({ seconds: 4, bytes: 2000 }, new RingMemory());
      let nowMs = 0;
      for (const { key, size, gapMs } of frames) {
        nowMs += gapMs;
        push(ring, aFrame({ key, bytes: new Uint8Array(size), arrivalMs: nowMs }));
        const held = ring.last(1e6);
        expect(ring.counts().bytes).toBe(held.reduce((sum, { bytes }) => sum + bytes.length, 0));
        expect(ring.counts().bytes).toBeLessThanOrEqual(2000);
        expect(held[0]?.key ?? true).toBe(true);
      }
    }),
  );
});

test('it reaches back as far as clips do, and holds as much more as that takes', () => {
  expect(ringFor(10)).toEqual(defaultRing);
  expect(ringFor(31).main).toEqual({ seconds: 31.5, bytes: 3 * defaultRing.main.bytes });
  // Fewer seconds are no reason to let a camera of many bits a second run out of room.
  expect(ringFor(4).sub).toEqual({ seconds: 4.5, bytes: defaultRing.sub.bytes });
});
