import { beforeEach, expect, test } from 'vitest';
import type { StreamState } from '#contract/camera.ts';
import { CompatStreams } from '../../../../main/cameras/compat/compat-streams.ts';
import type { Transcoder, TranscoderEnd, TranscoderOptions } from '../../../../main/cameras/compat/mpeg1-muxer.ts';
import type { FrameSource, FrameViewer, StreamFormat } from '../../../../main/cameras/frames.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { RecordingViewer, aFrame } from '../builders.ts';
import { FakeClock } from '../../video/fakes.ts';

const hevc: StreamFormat = { codec: 'hev1.1.6.L93.B0', width: 1280, height: 720 };
const live = (format: StreamFormat): StreamState => ({ state: 'live', sinceMs: 1, ...format });

/** Cameras that live, each with a key frame in its ring. */
class FakeCameras implements FrameSource {
  readonly viewers = new Map<FrameViewer, string>();
  format = hevc;
  state: StreamState = live(hevc);

  watch(cameraId: string, _stream: string, viewer: FrameViewer): (() => void) | null {
    if (cameraId === 'nowhere') return null;
    this.viewers.set(viewer, cameraId);
    viewer.onState(this.state);
    viewer.onFormat(this.format);
    viewer.onFrame(aFrame({ key: true, arrivalMs: 1 }));
    return () => void this.viewers.delete(viewer);
  }
  frame(key = false): void {
    for (const viewer of this.viewers.keys()) viewer.onFrame(aFrame({ key, bytes: new Uint8Array(1000) }));
  }
  become(state: StreamState): void {
    this.state = state;
    for (const viewer of this.viewers.keys()) viewer.onState(state);
  }
}

class FakeTranscoder implements Transcoder {
  readonly options: TranscoderOptions;
  readonly written: Uint8Array[] = [];
  waitingBytes = 0;
  stopped = false;
  pid = 1;
  constructor(options: TranscoderOptions) {
    this.options = options;
  }
  write(bytes: Uint8Array): void {
    this.written.push(bytes);
  }
  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
  end(end: TranscoderEnd): void {
    this.options.onEnd(end);
  }
  /** A key picture in one transport stream packet. */
  picture(): void {
    const packet = Buffer.alloc(188, 7);
    packet.set([0x47, 0x41, 0, 0x10, 0, 0, 1, 0xe0, 0, 178, 0x80, 0, 0, 0, 0, 1, 0xb3]);
    this.options.onBytes(packet);
  }
}

let clock: FakeClock;
let cameras: FakeCameras;
let started: FakeTranscoder[];
let compat: CompatStreams;
beforeEach(() => {
  clock = new FakeClock();
  cameras = new FakeCameras();
  started = [];
  compat = new CompatStreams({
    frames: cameras,
    ffmpegPath: 'ffmpeg',
    clock,
    log: silentLog,
    maxTranscodes: 2,
    startTranscoder(options) {
      const transcoder = new FakeTranscoder(options);
      started.push(transcoder);
      return transcoder;
    },
  });
});
const watch = (cameraId = 'gate'): RecordingViewer & { stop: () => void } => {
  const viewer = new RecordingViewer();
  const stop = compat.watch(cameraId, 'sub', viewer);
  return Object.assign(viewer, { stop: stop ?? (() => undefined) });
};
const failed: TranscoderEnd = { end: 'failed', detail: 'ffmpeg ended (1): Invalid data' };

test('a viewer is told the camera’s state and gets pictures; one who comes later begins at the newest key picture', () => {
  const one = watch();
  started[0]!.picture();
  started[0]!.picture();
  const other = watch();
  expect(one.story).toEqual(['live', 'format mp4v.6A', 'key', 'key']);
  expect(other.story).toEqual(['live', 'format mp4v.6A', 'key']);
  expect(started).toHaveLength(1);
});

test('an unknown camera is none', () => {
  expect(compat.watch('nowhere', 'sub', new RecordingViewer())).toBeNull();
  expect(clock.timers).toBe(0);
});

test('ffmpeg ends some seconds after the last viewer, and not before', () => {
  const viewer = watch();
  viewer.stop();
  clock.advance(3000);
  const back = watch();
  clock.advance(60_000);
  expect(started[0]!.stopped).toBe(false);
  back.stop();
  clock.advance(5000);
  expect(started[0]!.stopped).toBe(true);
  expect(cameras.viewers.size).toBe(0);
  expect(clock.timers).toBe(0);
});

test('one that dies is started again, ever more slowly, from the ring’s key frame; after the third time the tile says so', () => {
  const viewer = watch();
  for (const waitMs of [500, 1000, 2000, 4000]) {
    started.at(-1)!.end(failed);
    const count = started.length;
    clock.advance(waitMs - 1);
    expect(started).toHaveLength(count);
    clock.advance(1);
    expect(started).toHaveLength(count + 1);
    expect(started.at(-1)!.written).toHaveLength(2);
  }
  expect(viewer.story.filter((word) => word === 'unplayable')).toHaveLength(1);
  expect(viewer.state).toMatchObject({ trouble: 'transcoder-failing', detail: failed.detail });
  started.at(-1)!.picture();
  expect(viewer.state?.state).toBe('live');
});

test('a machine without ffmpeg is asked again every half minute', () => {
  const viewer = watch();
  started[0]!.end({ end: 'missing', detail: 'ENOENT' });
  expect(viewer.state).toMatchObject({ state: 'unplayable', codec: hevc.codec, trouble: 'no-ffmpeg' });
  clock.advance(30_000);
  expect(started).toHaveLength(2);
  started[1]!.picture();
  expect(viewer.state?.state).toBe('live');
});

test('a camera that is away is away, whatever ffmpeg lacks', () => {
  const viewer = watch();
  started[0]!.end({ end: 'missing', detail: 'ENOENT' });
  cameras.become({ state: 'connecting', sinceMs: 2, attempt: 1 });
  expect(viewer.state?.state).toBe('connecting');
});

test('an old ffmpeg is at once asked for less, and so are all after it', () => {
  watch();
  expect(started[0]!.options.onOneCore).toBe(true);
  started[0]!.end({ end: 'too-old', detail: '' });
  clock.advance(0);
  watch('yard');
  expect(started.map(({ options }) => options.onOneCore)).toEqual([true, false, false]);
});

test('an ffmpeg that is behind gets nothing until it has caught up, and then from a key frame on', () => {
  watch();
  const transcoder = started[0]!;
  transcoder.waitingBytes = 5 * 1024 * 1024;
  for (let n = 0; n < 3; n += 1) cameras.frame();
  transcoder.waitingBytes = 0;
  cameras.frame();
  expect(transcoder.written).toHaveLength(2);
  cameras.frame(true);
  cameras.frame();
  expect(transcoder.written).toHaveLength(4);
  expect(compat.statistics()[0]).toMatchObject({ framesIn: 7, framesDropped: 4 });
});

test('an ffmpeg that takes frames and gives nothing is replaced; one that gets nothing is left alone', () => {
  watch();
  clock.advance(60_000);
  expect(started[0]!.stopped).toBe(false);
  for (let n = 0; n < 20; n += 1) cameras.frame();
  clock.advance(1500);
  expect(started[0]!.stopped).toBe(true);
  clock.advance(500);
  expect(started).toHaveLength(2);
});

test('another codec or size wants another ffmpeg', () => {
  const viewer = watch();
  for (const camera of cameras.viewers.keys()) camera.onFormat({ ...hevc, width: 640, height: 360 });
  expect(started[0]!.stopped).toBe(true);
  cameras.frame(true);
  expect(started).toHaveLength(2);
  started[0]!.picture();
  expect(viewer.frames).toHaveLength(0);
});

test('a codec that nobody can take apart is unplayable without blame', () => {
  cameras.format = { codec: 'vp09.00.10.08', width: 640, height: 360 };
  cameras.state = live(cameras.format);
  expect(watch().state).toEqual({ state: 'unplayable', sinceMs: 1, codec: 'vp09.00.10.08' });
  expect(started).toHaveLength(0);
});

test('one more than allowed waits, and begins when another is over', () => {
  const viewers = ['gate', 'yard', 'hall'].map((cameraId) => watch(cameraId));
  expect(started).toHaveLength(2);
  expect(viewers[2]!.state).toMatchObject({ trouble: 'too-many-transcodes' });
  viewers[0]!.stop();
  clock.advance(5000);
  expect(started).toHaveLength(3);
  expect(viewers[2]!.state?.state).toBe('live');
});

test('stopping ends everything', async () => {
  watch();
  watch('yard');
  await compat.stop();
  expect(started.every(({ stopped }) => stopped)).toBe(true);
  expect(cameras.viewers.size).toBe(0);
  expect(clock.timers).toBe(0);
});
