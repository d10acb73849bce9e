import { beforeEach, expect, test } from 'vitest';
import type { ViewerMessage } from '#contract/media.ts';
import { serveMedia } from '../../../main/gateway/media-socket.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock, FakeFrameSource, FakeSocket, aFrame } from './fakes.ts';

let clock: FakeClock;
let frames: FakeFrameSource;
let socket: FakeSocket;
let stop: () => void;
beforeEach(() => {
  clock = new FakeClock();
  frames = new FakeFrameSource();
  socket = new FakeSocket();
  stop = serveMedia(socket.asSocket(), { frames, clock, log: silentLog, maxTiles: 3 });
});

const watch = (over: Partial<Extract<ViewerMessage, { type: 'watch' }>> = {}): ViewerMessage => ({
  type: 'watch',
  tile: 0,
  watchId: 1,
  cameraId: 'gate',
  stream: 'sub',
  credit: 4,
  ...over,
});

test('a tile is told the state, then the format, then gets frames with their header', () => {
  socket.hear(watch({ tile: 7, watchId: 9 }));
  frames.emit(aFrame({ presentationUs: 40_000, arrivalMs: 1234.5 }));
  expect(socket.said).toEqual([
    { type: 'state', tile: 7, watchId: 9, state: expect.objectContaining({ state: 'live' }) },
    { type: 'format', tile: 7, watchId: 9, codec: 'avc1.42e01e', width: 640, height: 360 },
  ]);
  expect(socket.frames[0]?.header).toEqual({
    kind: 'picture',
    key: true,
    tile: 7,
    sequence: 0,
    presentationUs: 40_000,
    arrivalMs: 1234.5,
    droppedFrames: 0,
    watchId: 9,
    bytes: aFrame().bytes.byteLength,
  });
  expect([...socket.frames[0]!.bytes]).toEqual([...aFrame().bytes]);
});

test('frames beyond the credit wait until more is granted, and only for the watch it is meant for', () => {
  socket.hear(watch());
  for (let n = 0; n < 6; n += 1) frames.emit(aFrame({ key: n === 0 }));
  expect(socket.frames).toHaveLength(4);
  socket.hear({ type: 'credit', tiles: [{ tile: 0, watchId: 99, frames: 2 }] });
  expect(socket.frames).toHaveLength(4);
  socket.hear({ type: 'credit', tiles: [{ tile: 0, watchId: 1, frames: 2 }] });
  expect(socket.frames.map((frame) => frame.header.sequence)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a viewer too slow for a second goes on at a key frame and is told how many frames it lost', () => {
  socket.hear(watch({ credit: 1 }));
  for (let n = 0; n < 30; n += 1) {
    frames.emit(aFrame({ key: n % 15 === 0, presentationUs: n }));
    clock.advance(200);
  }
  socket.hear({ type: 'credit', tiles: [{ tile: 0, watchId: 1, frames: 4 }] });
  frames.emit(aFrame({ presentationUs: 30 }));
  const [first, second] = socket.frames.map((frame) => frame.header);
  expect(first).toMatchObject({ presentationUs: 0, droppedFrames: 0 });
  expect(second).toMatchObject({ key: true, presentationUs: 30, droppedFrames: 29, sequence: 1 });
});

test('a full socket takes nothing until it has drained, then every tile in turn', () => {
  socket.hear(watch({ tile: 0, credit: 64 }));
  socket.hear(watch({ tile: 1, credit: 64, cameraId: 'yard' }));
  socket.holdsBack = true;
  const large = { bytes: new Uint8Array(3 * 1024 * 1024) };
  frames.emit(aFrame(large), 'gate');
  frames.emit(aFrame({ key: false }), 'gate');
  frames.emit(aFrame({ key: false }), 'gate');
  frames.emit(aFrame(), 'yard');
  frames.emit(aFrame({ key: false }), 'yard');
  expect(socket.frames).toHaveLength(1);
  socket.drain();
  expect(socket.frames.map((frame) => frame.header.tile)).toEqual([0, 0, 1, 0, 1]);
});

test('watching another camera in a tile ends the first watch', () => {
  socket.hear(watch());
  socket.hear(watch({ watchId: 2, cameraId: 'yard' }));
  expect(frames.viewers.map((watching) => watching.cameraId)).toEqual(['yard']);
  socket.hear({ type: 'unwatch', tile: 0 });
  expect(frames.viewers).toEqual([]);
});

test('an unknown camera and one tile too many are refused', () => {
  socket.hear(watch({ cameraId: 'nowhere' }));
  expect(socket.said).toEqual([{ type: 'refused', tile: 0, watchId: 1, reason: 'no-such-camera' }]);
  for (const tile of [1, 2, 3, 4]) socket.hear(watch({ tile }));
  expect(socket.said.at(-1)).toEqual({ type: 'refused', tile: 4, watchId: 1, reason: 'too-many-tiles' });
  expect(frames.viewers).toHaveLength(3);
});

test.each([
  '{',
  '[]',
  '{"type":"watch"}',
  '{"type":"credit","tiles":[{"tile":0,"watchId":1,"frames":-4}]}',
  'null',
  '{"type":"shutdown"}',
])('a viewer that says %s is sent away with 1008', (text) => {
  socket.hear(watch());
  socket.hear(text);
  expect(socket.closedWith).toBe(1008);
  expect(frames.viewers).toEqual([]);
});

test('a binary message is no viewer message', () => {
  socket.emit('message', Buffer.from('{}'), true);
  expect(socket.closedWith).toBe(1008);
});

test('the station says that it is there', () => {
  clock.advance(4000);
  expect(socket.said).toEqual([{ type: 'pulse' }, { type: 'pulse' }]);
});

test('a viewer that answers pings stays, one that does not is dropped within a minute', () => {
  for (let n = 0; n < 5; n += 1) {
    clock.advance(30_000);
    socket.emit('pong');
  }
  expect(socket.terminated).toBe(false);
  socket.hear(watch());
  clock.advance(60_000);
  expect(socket.terminated).toBe(true);
  expect(frames.viewers).toEqual([]);
});

test('nothing is left running once the viewer is gone', () => {
  socket.hear(watch());
  socket.close(1000);
  expect(frames.viewers).toEqual([]);
  expect(clock.timers).toBe(0);
});

test('stopping says good-bye and ends every watch', () => {
  socket.hear(watch());
  stop();
  expect(socket.closedWith).toBe(1001);
  expect(frames.viewers).toEqual([]);
});

test('a window of many tiles has their frames together; what is said in between keeps its place', () => {
  socket = new FakeSocket();
  serveMedia(socket.asSocket(), { frames, clock, log: silentLog, maxTiles: 9 });
  for (let tile = 0; tile < 6; tile += 1) socket.hear(watch({ tile, watchId: tile + 1, credit: 8 }));
  // The first of each tile goes with its format.
  frames.emit(aFrame());
  clock.advance(8);
  const before = socket.messages;
  frames.emit(aFrame({ key: false }));
  expect(socket.messages).toBe(before);
  clock.advance(8);
  expect(socket.messages).toBe(before + 1);
  expect(socket.frames.slice(-6).map(({ header }) => header.tile)).toEqual([0, 1, 2, 3, 4, 5]);

  frames.emit(aFrame({ key: false }));
  expect(socket.frames).toHaveLength(12);
  for (const { viewer } of frames.viewers) viewer.onFormat({ codec: 'hvc1.1.6.L93.B0', width: 640, height: 360 });
  frames.emit(aFrame());
  // What was of the earlier format left before the later one was told.
  expect(socket.frames.slice(12, 18).every(({ header }) => !header.key)).toBe(true);
  expect(socket.said.filter(({ type }) => type === 'format')).toHaveLength(12);
});
