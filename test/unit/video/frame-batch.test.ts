import { beforeEach, expect, test } from 'vitest';
import { mediaHeaderBytes, readMediaHeader } from '#contract/media.ts';
import type { MediaHeader } from '#contract/media.ts';
import { FrameBatch } from '../../../main/gateway/frame-batch.ts';
import { FakeClock } from './fakes.ts';

let clock: FakeClock;
let sent: Buffer[];
let batch: FrameBatch;
beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  batch = new FrameBatch(clock, (message) => sent.push(message));
});

const add = (tile: number, bytes: Uint8Array): void => {
  const header: MediaHeader = {
    ...{
      kind: 'picture' as const,
      key: true,
      tile,
      sequence: 0,
      presentationUs: 1,
      arrivalMs: 2,
      droppedFrames: 0,
      watchId: 3,
    },
    bytes: bytes.byteLength,
  };
  batch.add(header, bytes);
};
function framesOf(message: Buffer): { tile: number; bytes: number[] }[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const frames: { tile: number; bytes: number[] }[] = [];
  for (let at = 0; at < message.byteLength;) {
    const header = readMediaHeader(view, at);
    if (header === null) throw new Error('no header where one must be');
    const start = at + mediaHeaderBytes;
    at = start + header.bytes;
    frames.push({ tile: header.tile, bytes: [...message.subarray(start, at)] });
  }
  return frames;
}

test('frames that come within a few milliseconds leave in one message, whole and in their order', () => {
  add(1, Uint8Array.of(1, 2));
  clock.advance(5);
  add(2, Uint8Array.of(3));
  add(1, Uint8Array.of());
  expect(sent).toHaveLength(0);
  clock.advance(3);
  expect(sent.map(framesOf)).toEqual([
    [
      { tile: 1, bytes: [1, 2] },
      { tile: 2, bytes: [3] },
      { tile: 1, bytes: [] },
    ],
  ]);
  expect(batch.bytes).toBe(0);
  expect(clock.timers).toBe(0);
});

test('a message that has grown large does not wait', () => {
  add(1, new Uint8Array(100 * 1024));
  expect(sent).toHaveLength(0);
  add(2, new Uint8Array(40 * 1024));
  expect(sent).toHaveLength(1);
  clock.advance(100);
  expect(sent).toHaveLength(1);
});

test('what is dropped never leaves', () => {
  add(1, Uint8Array.of(1));
  batch.drop();
  clock.advance(100);
  batch.flush();
  expect(sent).toEqual([]);
});
