/** Sound on the media socket: only to a window that asked, and never at the picture's expense. */
import { beforeEach, expect, test } from 'vitest';
import type { StreamName } from '#contract/camera.ts';
import type { CameraSound } from '#contract/sound.ts';
import type { SoundListener, SoundSource } from '../../../main/cameras/sounds.ts';
import { soundBounds } from '../../../main/cameras/sound-queue.ts';
import { serveMedia } from '../../../main/gateway/media-socket.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock, FakeFrameSource, FakeSocket, aFrame } from './fakes.ts';

const on: CameraSound = { sound: 'on', format: { codec: 'alaw', sampleRate: 8000, channels: 1, config: '' } };

class FakeSoundSource implements SoundSource {
  readonly listeners: { cameraId: string; stream: StreamName; listener: SoundListener }[] = [];

  listen(cameraId: string, stream: StreamName, listener: SoundListener): (() => void) | null {
    const listening = { cameraId, stream, listener };
    this.listeners.push(listening);
    listener.onSound(on);
    return () => void this.listeners.splice(this.listeners.indexOf(listening), 1);
  }
  emit(bytes = Uint8Array.of(1, 2, 3), presentationUs = 0): void {
    for (const { listener } of this.listeners) listener.onUnit({ bytes, presentationUs, arrivalMs: 7.5 });
  }
  heard(): string[] {
    return this.listeners.map(({ cameraId }) => cameraId);
  }
}

let clock: FakeClock;
let frames: FakeFrameSource;
let sounds: FakeSoundSource;
let socket: FakeSocket;
beforeEach(() => {
  clock = new FakeClock();
  frames = new FakeFrameSource();
  sounds = new FakeSoundSource();
  socket = new FakeSocket();
  serveMedia(socket.asSocket(), { frames, sounds, clock, log: silentLog });
  watch(0, 1, 'gate');
  watch(1, 2, 'yard');
});
const watch = (tile: number, watchId: number, cameraId: string): void =>
  socket.hear({ type: 'watch', tile, watchId, cameraId, stream: 'sub', credit: 64 });
const listen = (tile: number, watchId: number, credit = 4): void =>
  socket.hear({ type: 'listen', tile, watchId, credit });
const piecesOf = () => socket.frames.filter(({ header }) => header.kind === 'sound');
const picturesOf = () => socket.frames.filter(({ header }) => header.kind === 'picture');

test('nothing is heard that was not asked for', () => {
  sounds.emit();
  expect(sounds.listeners).toEqual([]);
  expect(socket.said.some(({ type }) => type === 'sound')).toBe(false);
});

test('who asks is told what there is to hear, then gets it piece by piece', () => {
  listen(0, 1);
  sounds.emit(Uint8Array.of(9, 8), 20_000);
  sounds.emit();
  expect(socket.said.at(-1)).toEqual({ type: 'sound', tile: 0, watchId: 1, sound: on });
  expect(piecesOf().map(({ header }) => header)).toMatchObject([
    { tile: 0, watchId: 1, sequence: 0, presentationUs: 20_000, arrivalMs: 7.5, droppedFrames: 0 },
    { sequence: 1 },
  ]);
  expect([...piecesOf()[0]!.bytes]).toEqual([9, 8]);
});

test('one tile is heard at a time, of the stream that is shown', () => {
  listen(0, 1);
  listen(1, 2);
  expect(sounds.listeners).toMatchObject([{ cameraId: 'yard', stream: 'sub' }]);
  socket.hear({ type: 'unlisten' });
  expect(sounds.heard()).toEqual([]);
});

test('a watch that ends or begins anew ends what was heard, and a late request for it is not obeyed', () => {
  listen(0, 1);
  watch(0, 3, 'yard');
  expect(sounds.heard()).toEqual([]);
  listen(0, 1);
  listen(7, 1);
  expect(sounds.heard()).toEqual([]);
  listen(0, 3);
  socket.hear({ type: 'unwatch', tile: 1 });
  expect(sounds.heard()).toEqual(['yard']);
  socket.hear({ type: 'unwatch', tile: 0 });
  expect(sounds.heard()).toEqual([]);
});

test('pieces beyond the credit wait, the oldest are dropped, and the picture goes on', () => {
  listen(0, 1, 2);
  for (let n = 0; n < 200; n += 1) {
    sounds.emit(Uint8Array.of(n));
    frames.emit(aFrame({ key: n === 0 }));
    socket.hear({ type: 'credit', tiles: [{ tile: 0, watchId: 1, frames: 1 }] });
    clock.advance(20);
  }
  expect(piecesOf()).toHaveLength(2);
  expect(picturesOf()).toHaveLength(200);
  expect(picturesOf().at(-1)?.header.droppedFrames).toBe(0);
  socket.hear({ type: 'sound-credit', watchId: 99, pieces: 8 });
  expect(piecesOf()).toHaveLength(2);
  socket.hear({ type: 'sound-credit', watchId: 1, pieces: 8 });
  const [, , third] = piecesOf();
  // No older than it may be.
  expect(third!.bytes[0]).toBeGreaterThanOrEqual(200 - soundBounds.ageMs / 20);
  expect(third!.header.droppedFrames).toBeGreaterThan(150);
});

test('a socket that fills up loses sound long before it loses pictures', () => {
  listen(0, 1, 64);
  socket.holdsBack = true;
  frames.emit(aFrame({ bytes: new Uint8Array(600 * 1024) }));
  for (let n = 0; n < 40; n += 1) {
    sounds.emit();
    frames.emit(aFrame({ key: false }));
    clock.advance(20);
  }
  expect(piecesOf()).toHaveLength(0);
  expect(picturesOf()).toHaveLength(41);
  socket.drain();
  sounds.emit();
  expect(piecesOf().length).toBeGreaterThan(0);
  expect(piecesOf().at(-1)!.header.droppedFrames).toBeGreaterThan(0);
});

test('a viewer that is gone is not listened for', () => {
  listen(0, 1);
  socket.close(1000);
  expect(sounds.heard()).toEqual([]);
});

test('a station without sounds says that there are none', () => {
  const deaf = new FakeSocket();
  serveMedia(deaf.asSocket(), { frames, clock, log: silentLog });
  deaf.hear({ type: 'watch', tile: 0, watchId: 1, cameraId: 'gate', stream: 'sub', credit: 4 });
  deaf.hear({ type: 'listen', tile: 0, watchId: 1, credit: 4 });
  expect(deaf.said.at(-1)).toMatchObject({ type: 'sound', sound: { sound: 'none' } });
});
