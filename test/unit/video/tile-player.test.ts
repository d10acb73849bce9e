import { beforeEach, expect, test } from 'vitest';
import type { MediaHeader } from '#contract/media.ts';
import { TilePlayer } from '../../../renderer/video/worker/tile-player.ts';
import type { DecodedFrame, Decoder, DecoderEvents, EncodedFrame } from '../../../renderer/video/worker/tile-player.ts';
import { FakeClock } from './fakes.ts';

class FakeFrame implements DecodedFrame {
  readonly timestamp: number;
  readonly displayWidth = 640;
  readonly displayHeight = 360;
  isClosed = false;
  constructor(timestamp: number) {
    this.timestamp = timestamp;
  }
  close(): void {
    this.isClosed = true;
  }
}

/** Holds frames until told to decode them. */
class FakeDecoder implements Decoder {
  readonly events: DecoderEvents<FakeFrame>;
  readonly configs: { codec: string; optimizeForLatency: boolean }[] = [];
  readonly queue: EncodedFrame[] = [];
  isClosed = false;
  constructor(events: DecoderEvents<FakeFrame>) {
    this.events = events;
  }
  configure(config: { codec: string; optimizeForLatency: boolean }): void {
    this.configs.push(config);
  }
  decode(frame: EncodedFrame): void {
    this.queue.push(frame);
  }
  waiting(): number {
    return this.queue.length;
  }
  close(): void {
    this.isClosed = true;
  }
  run(): FakeFrame[] {
    const frames = this.queue.splice(0).map((encoded) => new FakeFrame(encoded.timestampUs));
    this.events.onTaken();
    for (const frame of frames) this.events.onFrame(frame);
    return frames;
  }
}

let clock: FakeClock;
let decoders: FakeDecoder[];
let shown: FakeFrame[];
let consumed: number;
let restarts: number;
let takesFrames: boolean;
let player: TilePlayer<FakeFrame>;
beforeEach(() => {
  clock = new FakeClock();
  decoders = [];
  shown = [];
  consumed = 0;
  restarts = 0;
  takesFrames = true;
  player = new TilePlayer<FakeFrame>({
    openDecoder(events) {
      const decoder = new FakeDecoder(events);
      decoders.push(decoder);
      return decoder;
    },
    sink: {
      write(frame) {
        if (takesFrames) shown.push(frame);
        else frame.close();
        return takesFrames;
      },
    },
    clock,
    onConsumed: (frames) => (consumed += frames),
    onRestartWanted: () => (restarts += 1),
  });
});

let sequence = 0;
const feed = (over: Partial<MediaHeader> = {}): void => {
  const arrivalMs = clock.nowMs();
  const header = { key: false, tile: 0, sequence, presentationUs: sequence * 66_000, arrivalMs, droppedFrames: 0 };
  player.frame({ ...header, kind: 'picture', watchId: 1, bytes: 8, ...over }, new Uint8Array(8));
  sequence += 1;
};
const feedGroup = (frames: number): void => {
  for (let n = 0; n < frames; n += 1) feed({ key: n === 0 });
};
const decoder = (): FakeDecoder => decoders.at(-1)!;

test('decodes from the first key frame on, for low delay, and gives the credit back', () => {
  player.format('avc1.42e01e');
  feed();
  expect(decoders).toHaveLength(0);
  feedGroup(3);
  expect(decoder().configs).toEqual([{ codec: 'avc1.42e01e', optimizeForLatency: true }]);
  expect(consumed).toBe(1);
  decoder().run();
  expect(shown).toHaveLength(3);
  expect(consumed).toBe(4);
  expect(player.report()).toMatchObject({ framesShown: 3, framesLost: 1, decoderResets: 0, width: 640, height: 360 });
});

test('credit comes back when the decoder has taken a frame, though it keeps it to sort', () => {
  player.format('avc1.42e01e');
  feedGroup(4);
  decoder().queue.splice(0, 3);
  decoder().events.onTaken();
  expect(consumed).toBe(3);
  expect(shown).toHaveLength(0);
});

test('a frame the track does not take is closed and counted', () => {
  player.format('avc1.42e01e');
  takesFrames = false;
  feedGroup(2);
  const frames = decoder().run();
  expect(frames.every((frame) => frame.isClosed)).toBe(true);
  expect(player.report()).toMatchObject({ framesShown: 0, framesLost: 2, lastFrameAtMs: null });
});

test('after a decoder error it goes on at the next key frame with a new decoder', () => {
  player.format('avc1.42e01e');
  feedGroup(3);
  decoder().events.onFailed(false);
  expect(consumed).toBe(3);
  feed();
  feedGroup(2);
  expect(decoders).toHaveLength(2);
  decoder().run();
  expect(shown).toHaveLength(2);
  expect(player.report()).toMatchObject({ decoderResets: 1, framesLost: 4, trouble: null });
});

test('after many errors in a row the tile cannot be played, tries ever more slowly, and recovers', () => {
  player.format('avc1.42e01e');
  for (let n = 0; n < 5; n += 1) {
    feedGroup(1);
    decoder().events.onFailed(false);
    clock.advance(10_000);
  }
  expect(player.report().trouble).toBe('decoder-failing');
  feedGroup(1);
  decoder().events.onFailed(false);
  feedGroup(1);
  expect(decoders).toHaveLength(6);
  clock.advance(10_000);
  feedGroup(12);
  decoder().run();
  expect(player.report().trouble).toBeNull();
});

test('a codec this machine cannot decode is said, and another codec is tried', () => {
  player.format('hev1.1.6.L93.B0');
  feedGroup(1);
  decoder().events.onFailed(true);
  feedGroup(2);
  expect(decoders).toHaveLength(1);
  expect(player.report()).toMatchObject({ trouble: 'codec-unsupported', codec: 'hev1.1.6.L93.B0' });
  player.format('avc1.42e01e');
  feedGroup(1);
  decoder().run();
  expect(player.report()).toMatchObject({ trouble: null, framesShown: 1 });
});

test('the same format said again does not disturb the decoder', () => {
  player.format('avc1.42e01e');
  feedGroup(1);
  player.format('avc1.42e01e');
  feed();
  expect(decoders).toHaveLength(1);
});

test('a decoder that gives nothing is noticed, and the restart is asked for', () => {
  player.format('avc1.42e01e');
  for (let n = 0; n < 40; n += 1) {
    feed({ key: n === 0 });
    clock.advance(66);
    decoder().queue.length = 0;
    player.checkDecoder();
  }
  expect(restarts).toBe(1);
  expect(player.report().decoderResets).toBe(1);
});

test('a stream without key frames asks for a restart too', () => {
  player.format('avc1.42e01e');
  for (let n = 0; n < 40; n += 1) {
    feed();
    clock.advance(66);
    player.checkDecoder();
  }
  expect(restarts).toBeGreaterThan(0);
});

test('after a restart the frames already shown are decoded but not shown again', () => {
  player.format('avc1.42e01e');
  const arrivals: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    arrivals.push(clock.nowMs());
    feed({ key: n === 0, presentationUs: n * 66_000 });
    clock.advance(66);
  }
  decoder().run();
  player.restart();
  for (let n = 0; n < 5; n += 1) feed({ key: n === 0, presentationUs: n * 66_000, arrivalMs: arrivals[n]! });
  feed({ presentationUs: 5 * 66_000 });
  decoder().run();
  expect(decoders).toHaveLength(2);
  expect(shown).toHaveLength(6);
  expect(player.report().framesLost).toBe(0);
});

test('what is shown never goes back in time, and a stream that comes out of order is sorted from the next key frame', () => {
  player.format('avc1.42e01e');
  const groupUs = [0, 132, 66, 198].map((ms) => ms * 1000);
  groupUs.forEach((presentationUs, n) => feed({ key: n === 0, presentationUs }));
  decoder().run();
  groupUs.forEach((us, n) => feed({ key: n === 0, presentationUs: us + 264_000 }));
  expect(decoder().configs).toEqual([{ codec: 'avc1.42e01e', optimizeForLatency: false }]);
  decoder().queue.sort((a, b) => a.timestampUs - b.timestampUs);
  decoder().run();
  const times = shown.map((frame) => frame.timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(shown).toHaveLength(7);
  expect(player.report().framesLost).toBe(1);
});

test('frames of a closed player are closed', () => {
  player.format('avc1.42e01e');
  feedGroup(2);
  const last = decoder();
  player.close();
  expect(last.isClosed).toBe(true);
  expect(last.run().every((frame) => frame.isClosed)).toBe(true);
});

test('what the station dropped is counted on across restarts', () => {
  player.format('avc1.42e01e');
  feed({ key: true, droppedFrames: 7 });
  decoder().run();
  player.restart();
  feed({ key: true, droppedFrames: 2, arrivalMs: clock.nowMs() + 1 });
  expect(player.report().framesLost).toBe(9);
});
