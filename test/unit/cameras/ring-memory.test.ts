import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteChain } from '../../../main/cameras/byte-chain.ts';
import type { AccessUnit } from '../../../main/cameras/frames.ts';
import { heldHeadBytes } from '../../../main/cameras/held-frames.ts';
import { Ring } from '../../../main/cameras/ring.ts';
import { RingMemory, blockBytes } from '../../../main/cameras/ring-memory.ts';
import { aFrame, passing, toHex } from './builders.ts';

const slabBytes = 1024 * 1024;

/** Bytes that no other frame has. */
function distinct(seed: number, size: number): Buffer {
  return Buffer.alloc(size, `frame ${seed}, and nothing else`);
}

const push = (ring: Ring, frame: AccessUnit): void => passing(frame, (passingFrame) => ring.push(passingFrame));

/** What a ring should hold: every frame since the key frame that was the first to stay. */
interface Model {
  ring: Ring;
  pushed: AccessUnit[];
}

test('whatever comes and goes, no frame that was handed out ever changes', () => {
  const which = fc.nat(2);
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.record({ push: which, key: fc.boolean(), size: fc.nat(2 * blockBytes) }) },
    { weight: 2, arbitrary: fc.record({ keepLast: which, seconds: fc.nat(4) }) },
    { weight: 2, arbitrary: fc.record({ keepNewest: which }) },
    { weight: 1, arbitrary: fc.record({ clear: which }) },
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      const memory = new RingMemory();
      const models = Array.from({ length: 3 }, (): Model => ({
        ring: new Ring({ seconds: 3, bytes: 12 * blockBytes }, memory),
        pushed: [],
      }));
      const kept: { got: AccessUnit; wanted: AccessUnit }[] = [];
      const keepAll = ({ pushed }: Model, frames: readonly AccessUnit[]): void => {
        const wanted = pushed.slice(pushed.length - frames.length);
        for (const [n, got] of frames.entries()) kept.push({ got, wanted: wanted[n]! });
      };
      for (const [n, what] of steps.entries()) {
        if ('push' in what) {
          const model = models[what.push]!;
          const times = { presentationUs: n * 1000 + 0.5, arrivalMs: n * 200 + 0.25 };
          const frame = aFrame({ key: what.key, bytes: distinct(n, what.size), ...times });
          push(model.ring, frame);
          model.pushed.push(frame);
        } else if ('keepLast' in what) {
          const model = models[what.keepLast]!;
          keepAll(model, model.ring.last(what.seconds));
        } else if ('keepNewest' in what) {
          const model = models[what.keepNewest]!;
          keepAll(model, model.ring.sinceKeyFrame());
        } else models[what.clear]!.ring.clear();
      }
      for (const model of models) keepAll(model, model.ring.last(1e6));
      for (const { got, wanted } of kept) {
        const { bytes, ...rest } = got;
        expect(Buffer.compare(bytes, wanted.bytes)).toBe(0);
        expect(rest).toEqual({ key: wanted.key, presentationUs: wanted.presentationUs, arrivalMs: wanted.arrivalMs });
      }
    }),
    { numRuns: 60 },
  );
});

test('the rings take no more than they hold, and two blocks each', () => {
  const frame = fc.record({ which: fc.nat(3), key: fc.boolean(), size: fc.nat(2 * blockBytes) });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 150 }), (frames) => {
      const memory = new RingMemory();
      const rings = Array.from({ length: 4 }, () => new Ring({ seconds: 2, bytes: 10 * blockBytes }, memory));
      for (const [n, { which, key, size }] of frames.entries()) {
        push(rings[which]!, aFrame({ key, bytes: new Uint8Array(size), arrivalMs: n * 100 }));
        const held = rings.map((ring) => ring.counts());
        const most = held.reduce((sum, { bytes, frames: count }) => sum + bytes + count * heldHeadBytes, 0);
        expect(memory.counts().usedBytes).toBeLessThanOrEqual(most + rings.length * 2 * blockBytes);
      }
      for (const ring of rings) ring.clear();
      expect(memory.counts().usedBytes).toBe(0);
    }),
  );
});

test('a ring that is full uses the same memory again', () => {
  const memory = new RingMemory();
  const ring = new Ring({ seconds: 10, bytes: 8e6 }, memory);
  const second = (n: number): void => {
    for (let at = 0; at < 10; at += 1) {
      push(ring, aFrame({ key: at === 0, bytes: new Uint8Array(9000), arrivalMs: n * 1000 + at * 100 }));
    }
  };
  for (let n = 0; n < 15; n += 1) second(n);
  const full = memory.counts();
  for (let n = 15; n < 300; n += 1) second(n);
  const { usedBytes, freeBytes, mostUsedBytes } = memory.counts();
  expect(usedBytes + freeBytes).toBe(full.usedBytes + full.freeBytes);
  expect(mostUsedBytes - full.mostUsedBytes).toBeLessThanOrEqual(2 * blockBytes);
});

test('what nobody needs any more is let go, but for a little', () => {
  const memory = new RingMemory();
  const blocks = Array.from({ length: 300 }, () => memory.take());
  expect(memory.counts()).toEqual({
    usedBytes: 300 * blockBytes,
    freeBytes: 5 * slabBytes - 300 * blockBytes,
    mostUsedBytes: 300 * blockBytes,
  });
  const slabs = [...new Set(blocks.map(({ bytes }) => bytes.buffer))];
  const places = blocks.map(({ bytes }) => slabs.indexOf(bytes.buffer) * slabBytes + bytes.byteOffset);
  expect(new Set(places).size).toBe(300);
  expect(places.every((place) => place % blockBytes === 0)).toBe(true);
  for (const block of blocks) memory.giveBack(block);
  expect(memory.counts()).toEqual({ usedBytes: 0, freeBytes: slabBytes, mostUsedBytes: 300 * blockBytes });
});

test('a chain gives out what it holds and nothing else', () => {
  const chain = new ByteChain(new RingMemory());
  const bytes = distinct(1, 5 * blockBytes + 17);
  chain.append(bytes);
  expect(toHex(chain.copy(100, 4 * blockBytes))).toBe(toHex(bytes.subarray(100, 4 * blockBytes)));
  chain.dropBefore(3 * blockBytes + 5);
  expect(toHex(chain.copy(3 * blockBytes + 5, chain.end))).toBe(toHex(bytes.subarray(3 * blockBytes + 5)));
  expect(() => chain.copy(3 * blockBytes - 1, chain.end)).toThrow(RangeError);
  expect(() => chain.copy(3 * blockBytes + 5, chain.end + 1)).toThrow(RangeError);
  chain.clear();
  expect(() => chain.copy(chain.end - 1, chain.end)).toThrow(RangeError);
  chain.append(bytes.subarray(0, 3));
  expect(toHex(chain.copy(chain.end - 3, chain.end))).toBe(toHex(bytes.subarray(0, 3)));
});
