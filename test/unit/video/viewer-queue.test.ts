import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessUnit, StreamFormat } from '../../../main/cameras/frames.ts';
import { ViewerQueue, viewerBounds } from '../../../main/cameras/viewer-queue.ts';
import type { QueueBounds } from '../../../main/cameras/viewer-queue.ts';

const format: StreamFormat = { codec: 'avc1.42e01e', width: 640, height: 360 };
const frame = (key: boolean, bytes = 100): AccessUnit => ({
  bytes: new Uint8Array(bytes),
  key,
  presentationUs: 0,
  arrivalMs: 0,
});
const bounds = (some: Partial<QueueBounds>): QueueBounds => ({ ...viewerBounds, ...some });

function takeAll(queue: ViewerQueue, nowMs = 0): AccessUnit[] {
  const taken: AccessUnit[] = [];
  for (let next = queue.take(nowMs); next !== null; next = queue.take(nowMs)) taken.push(next.frame);
  return taken;
}

test('a viewer starts at a key frame', () => {
  const queue = new ViewerQueue(10);
  const key = frame(true);
  for (const offered of [frame(false), frame(false), key, frame(false)]) queue.offer(offered, format, 0);
  expect(takeAll(queue)[0]).toBe(key);
  expect(queue.counts()).toMatchObject({ sent: 2, dropped: 2 });
});

test('frames wait for credit and leave when it is granted', () => {
  const queue = new ViewerQueue(1);
  for (const key of [true, false, false]) queue.offer(frame(key), format, 0);
  expect(takeAll(queue)).toHaveLength(1);
  queue.grant(1);
  expect(takeAll(queue)).toHaveLength(1);
  queue.grant(5);
  expect(takeAll(queue)).toHaveLength(1);
  expect(queue.counts()).toMatchObject({ queued: 0, dropped: 0, credit: 4 });
});

test('a viewer that falls behind goes on at the newest key frame that waits', () => {
  const queue = new ViewerQueue(10, bounds({ frames: 4 }));
  const newest = frame(true);
  for (const offered of [frame(true), frame(false), frame(false), newest, frame(false)])
    queue.offer(offered, format, 0);
  expect(takeAll(queue)).toEqual([newest, frame(false)]);
  expect(queue.counts().dropped).toBe(3);
});

test('a viewer that falls behind within one group of pictures waits for the next', () => {
  const queue = new ViewerQueue(10, bounds({ frames: 2 }));
  for (const key of [true, false, false, false]) queue.offer(frame(key), format, 0);
  expect(takeAll(queue)).toEqual([]);
  queue.offer(frame(true), format, 0);
  expect(takeAll(queue)).toHaveLength(1);
  expect(queue.counts()).toMatchObject({ offered: 5, sent: 1, dropped: 4 });
});

test('what waited too long is dropped, but the backlog at the start may take longer', () => {
  const queue = new ViewerQueue(1, bounds({ ageMs: 500, catchUpAgeMs: 3000 }));
  queue.offer(frame(true), format, 0);
  queue.offer(frame(false), format, 0);
  queue.take(0);
  queue.offer(frame(false), format, 2000);
  expect(queue.counts()).toMatchObject({ queued: 2, dropped: 0 });
  queue.grant(2);
  takeAll(queue, 2000);
  queue.offer(frame(false), format, 2100);
  queue.offer(frame(false), format, 2700);
  expect(queue.counts()).toMatchObject({ queued: 0, dropped: 2 });
});

test('one frame larger than the bound still passes', () => {
  const queue = new ViewerQueue(10, bounds({ bytes: 1000 }));
  queue.offer(frame(true, 5000), format, 0);
  expect(takeAll(queue)).toHaveLength(1);
});

test('a flooding camera is held to the rate, and dropped to key frames beyond it', () => {
  const queue = new ViewerQueue(
    100_000,
    bounds({ frames: 100_000, framesPerSecond: 50, burstFrames: 100, ageMs: 500 }),
  );
  let sent = 0;
  for (let nowMs = 0; nowMs < 10_000; nowMs += 1) {
    queue.offer(frame(nowMs % 10 === 0), format, nowMs);
    queue.grant(1);
    sent += takeAll(queue, nowMs).length;
  }
  expect(sent).toBeLessThanOrEqual(100 + 10 * 50);
  expect(sent).toBeGreaterThan(500);
});

test('whatever happens, every frame is accounted for, bounds hold, and a key frame follows every gap', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('offer' as const), key: fc.boolean(), bytes: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('grant' as const), frames: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 300 }) }),
  );
  const small = bounds({ frames: 6, bytes: 900, ageMs: 400, catchUpAgeMs: 900, framesPerSecond: 20, burstFrames: 8 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, credit) => {
      const queue = new ViewerQueue(credit, small);
      const offered: AccessUnit[] = [];
      let granted = credit;
      let last = -1;
      let nowMs = 0;
      for (const one of steps) {
        if (one.do === 'offer') {
          const next = frame(one.key, one.bytes);
          offered.push(next);
          queue.offer(next, format, nowMs);
        } else if (one.do === 'grant') {
          queue.grant(one.frames);
          granted += one.frames;
        } else if (one.do === 'wait') {
          nowMs += one.ms;
        } else {
          const taken = queue.take(nowMs);
          if (taken !== null) {
            const index = offered.indexOf(taken.frame);
            expect(index).toBeGreaterThan(last);
            if (index !== last + 1) expect(taken.frame.key).toBe(true);
            if (last === -1) expect(taken.frame.key).toBe(true);
            last = index;
          }
        }
        const counts = queue.counts();
        expect(counts.sent + counts.dropped + counts.queued).toBe(counts.offered);
        expect(counts.offered).toBe(offered.length);
        expect(counts.sent).toBeLessThanOrEqual(granted);
        expect(counts.queued).toBeLessThanOrEqual(small.frames);
        if (counts.queued > 1) expect(counts.queuedBytes).toBeLessThanOrEqual(small.bytes);
      }
    }),
  );
});
