import { beforeEach, describe, expect, test } from 'vitest';
import type { StreamState } from '#contract/camera.ts';
import { mediaHeaderBytes, viewerMessage, writeMediaHeader } from '#contract/media.ts';
import type { MediaHeader, StationMessage, ViewerMessage } from '#contract/media.ts';
import { MediaSession } from '../../../renderer/video/worker/media-session.ts';
import type { WorkerEvent } from '../../../renderer/video/worker/messages.ts';
import type { LinkSocket } from '../../../renderer/video/worker/station-link.ts';
import type { DecodedFrame } from '../../../renderer/video/worker/tile-player.ts';
import { FakeClock, liveState } from './fakes.ts';

class FakeLinkSocket implements LinkSocket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: ViewerMessage[] = [];
  isClosed = false;
  send(text: string): void {
    this.sent.push(viewerMessage.parse(JSON.parse(text)));
  }
  close(): void {
    this.isClosed = true;
  }
  say(message: StationMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  /** All in one message. */
  sendFrame(...headers: Partial<MediaHeader>[]): ArrayBuffer {
    const data = new ArrayBuffer((mediaHeaderBytes + 5) * headers.length);
    for (const [n, header] of headers.entries()) {
      const frame = {
        kind: 'picture' as const,
        key: true,
        tile: 0,
        sequence: 0,
        presentationUs: 0,
        arrivalMs: 0,
        droppedFrames: 0,
        watchId: 1,
      };
      writeMediaHeader(new DataView(data, n * (mediaHeaderBytes + 5)), { ...frame, bytes: 5, ...header });
    }
    this.onmessage?.({ data });
    return data;
  }
}

let clock: FakeClock;
let sockets: FakeLinkSocket[];
let events: WorkerEvent[];
let written: number;
let released: number;
let heard: { bytes: number[]; from: MessagePort }[];
let session: MediaSession<DecodedFrame>;
beforeEach(() => {
  clock = new FakeClock();
  sockets = [];
  events = [];
  written = 0;
  released = 0;
  heard = [];
  session = new MediaSession<DecodedFrame>({
    openSocket() {
      const socket = new FakeLinkSocket();
      sockets.push(socket);
      return socket;
    },
    // Decodes at once.
    openDecoder: (decoder) => ({
      configure: () => undefined,
      decode({ timestampUs }) {
        decoder.onTaken();
        decoder.onFrame({ timestamp: timestampUs, displayWidth: 640, displayHeight: 360, close: () => undefined });
      },
      waiting: () => 0,
      close: () => undefined,
    }),
    openSink: () => ({
      write() {
        written += 1;
        return true;
      },
      release: () => (released += 1),
    }),
    // A sample a byte, at once.
    openSoundDecoder: ({ codec, sampleRate }, decoder) => ({
      decode(bytes) {
        if (codec === 'alaw') decoder.onSamples(Float32Array.from(bytes), sampleRate);
        else decoder.onFailed(true);
        decoder.onConsumed(1);
      },
      close: () => undefined,
    }),
    openSoundSink: (port) => ({
      write: (samples) => heard.push({ bytes: [...samples], from: port }),
    }),
    clock,
    emit: (event) => events.push(event),
  });
  session.obey({ type: 'connect', url: 'ws://127.0.0.1/media' });
});

const socket = (): FakeLinkSocket => sockets.at(-1)!;
const watchGate = (): void => {
  session.obey({ type: 'attach', tile: 0, writable: new WritableStream() });
  session.obey({ type: 'watch', tile: 0, watch: 1, cameraId: 'gate', stream: 'sub' });
};
const lastReport = () => events.filter((event) => event.type === 'reports').at(-1)?.tiles[0];

test('what was asked for before the link was up is asked for when it is', () => {
  watchGate();
  expect(socket().sent).toEqual([]);
  socket().onopen?.();
  expect(socket().sent.at(-1)).toMatchObject({ type: 'watch', tile: 0, cameraId: 'gate', stream: 'sub' });
  expect(events).toContainEqual({ type: 'link', isUp: true });
});

test('frames are shown, credit goes back in few messages, and the window hears of it', () => {
  socket().onopen?.();
  watchGate();
  const watchId = (socket().sent[0] as { watchId: number }).watchId;
  socket().say({ type: 'state', tile: 0, watchId, state: liveState });
  socket().say({ type: 'format', tile: 0, watchId, codec: 'avc1.42e01e', width: 640, height: 360 });
  for (let n = 0; n < 8; n += 1) socket().sendFrame({ key: n === 0, watchId, presentationUs: n });
  expect(written).toBe(8);
  const credits = socket().sent.filter((message) => message.type === 'credit');
  expect(credits).toEqual(Array(4).fill({ type: 'credit', tiles: [{ tile: 0, watchId, frames: 2 }] }));
  clock.advance(200);
  expect(events).toContainEqual({ type: 'station', tile: 0, watch: 1, state: liveState });
  expect(lastReport()).toMatchObject({ tile: 0, watch: 1, framesShown: 8, framesLost: 0, width: 640 });
});

test('frames and words about what the tile showed before are not taken for the new camera', () => {
  socket().onopen?.();
  watchGate();
  session.obey({ type: 'watch', tile: 0, watch: 2, cameraId: 'yard', stream: 'sub' });
  const [first, second] = socket().sent as { watchId: number }[];
  expect(first!.watchId).not.toBe(second!.watchId);
  socket().say({ type: 'format', tile: 0, watchId: first!.watchId, codec: 'avc1.42e01e', width: null, height: null });
  socket().sendFrame({ watchId: first!.watchId });
  socket().say({ type: 'state', tile: 0, watchId: first!.watchId, state: liveState });
  expect(written).toBe(0);
  expect(events.some((event) => event.type === 'station')).toBe(false);
});

test('a station that restarts gets every watch again, with a new number', () => {
  socket().onopen?.();
  watchGate();
  const before = (socket().sent[0] as { watchId: number }).watchId;
  socket().onclose?.();
  expect(events.at(-1)).toEqual({ type: 'link', isUp: false });
  clock.advance(250);
  expect(sockets).toHaveLength(2);
  socket().onopen?.();
  expect(socket().sent).toHaveLength(1);
  expect((socket().sent[0] as { watchId: number }).watchId).toBeGreaterThan(before);
});

test('dials again at growing intervals, never more than two seconds', () => {
  const dials: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    const known = sockets.length;
    const lostAtMs = clock.nowMs();
    socket().onclose?.();
    while (sockets.length === known) clock.advance(10);
    dials.push(clock.nowMs() - lostAtMs);
  }
  expect(dials[0]).toBeLessThanOrEqual(210);
  expect(Math.max(...dials)).toBeLessThanOrEqual(2010);
  expect(dials.at(-1)).toBeGreaterThanOrEqual(1000);
});

test('a station that neither answers nor hangs up is given up', () => {
  clock.advance(5300);
  expect(sockets.length).toBeGreaterThan(1);
  socket().onopen?.();
  const count = sockets.length;
  for (let n = 0; n < 5; n += 1) {
    socket().say({ type: 'pulse' });
    clock.advance(2000);
  }
  expect(sockets).toHaveLength(count);
  clock.advance(10_000);
  expect(sockets.length).toBeGreaterThan(count);
});

test('words that are not ours change nothing', () => {
  socket().onopen?.();
  watchGate();
  for (const data of ['{', '{"type":"dance"}', 5, new ArrayBuffer(3), new ArrayBuffer(64)])
    socket().onmessage?.({ data });
  clock.advance(200);
  expect(lastReport()).toMatchObject({ framesShown: 0 });
});

test('unwatching tells the station, and closing lets everything go', () => {
  socket().onopen?.();
  watchGate();
  session.obey({ type: 'unwatch', tile: 0 });
  expect(socket().sent.at(-1)).toEqual({ type: 'unwatch', tile: 0 });
  session.obey({ type: 'close' });
  expect(socket().isClosed).toBe(true);
  expect(released).toBe(1);
  expect(clock.timers).toBe(0);
});

describe('what cannot be decoded here', () => {
  const hevc = 'hev1.1.6.L93.B0';
  const open = (): void => {
    session = new MediaSession<DecodedFrame>({
      openSocket() {
        const socket = new FakeLinkSocket();
        sockets.push(socket);
        return socket;
      },
      openDecoder: (decoder) => ({
        configure({ codec }) {
          if (codec === hevc) queueMicrotask(() => decoder.onFailed(true));
        },
        decode({ timestampUs }) {
          decoder.onFrame({ timestamp: timestampUs, displayWidth: 640, displayHeight: 360, close: () => undefined });
        },
        waiting: () => 0,
        close: () => undefined,
      }),
      openSink: () => ({ write: () => true, release: () => undefined }),
      openSoundDecoder: () => ({ decode: () => undefined, close: () => undefined }),
      openSoundSink: () => ({ write: () => undefined }),
      clock,
      emit: (event) => events.push(event),
    });
    session.obey({ type: 'connect', url: 'ws://127.0.0.1/media' });
    socket().onopen?.();
  };
  const watches = () => socket().sent.filter((message) => message.type === 'watch');
  const begins = (codec: string): void => {
    const { tile, watchId } = watches().at(-1)!;
    socket().say({ type: 'state', tile, watchId, state: { ...liveState, codec } as StreamState });
    const told = watches().at(-1)!.as === 'mpeg1' ? 'mp4v.6A' : codec;
    socket().say({ type: 'format', tile, watchId, codec: told, width: 640, height: 360 });
    socket().sendFrame({ tile, watchId, key: true });
  };

  test('is asked for transcoded, without the tile ever calling itself unplayable', async () => {
    open();
    watchGate();
    begins(hevc);
    await Promise.resolve();
    expect(watches().map(({ as }) => as)).toEqual([undefined, 'mpeg1']);
    begins(hevc);
    clock.advance(200);
    expect(lastReport()).toMatchObject({ watch: 1, framesShown: 1, codec: hevc, trouble: null });
  });

  test('is not tried again in another tile, nor after the link was lost', async () => {
    open();
    watchGate();
    begins(hevc);
    await Promise.resolve();
    session.obey({ type: 'watch', tile: 1, watch: 2, cameraId: 'yard', stream: 'sub' });
    begins(hevc);
    expect(watches().map(({ tile, as }) => [tile, as])).toEqual([
      [0, undefined],
      [0, 'mpeg1'],
      [1, undefined],
      [1, 'mpeg1'],
    ]);
    socket().onclose?.();
    clock.advance(2000);
    socket().onopen?.();
    expect(watches().map(({ as }) => as)).toEqual(['mpeg1', 'mpeg1']);
  });

  test('is taken as it comes once the camera sends something else', async () => {
    open();
    watchGate();
    begins(hevc);
    await Promise.resolve();
    begins('avc1.42e01e');
    expect(watches().at(-1)?.as).toBeUndefined();
  });

  test('stays unplayable where the station does not transcode', async () => {
    open();
    watchGate();
    begins(hevc);
    await Promise.resolve();
    const { tile, watchId } = watches().at(-1)!;
    socket().say({ type: 'format', tile, watchId, codec: hevc, width: 640, height: 360 });
    socket().sendFrame({ tile, watchId, key: true });
    await Promise.resolve();
    clock.advance(200);
    expect(watches()).toHaveLength(2);
    expect(lastReport()).toMatchObject({ trouble: 'codec-unsupported' });
  });
});

test('frames that come in one message go to their tiles, and what is cut short harms none before it', () => {
  session.obey({ type: 'connect', url: 'ws://127.0.0.1/media' });
  const socket = sockets.at(-1)!;
  socket.onopen?.();
  for (const tile of [0, 1]) {
    session.obey({ type: 'attach', tile, writable: new WritableStream() });
    session.obey({ type: 'watch', tile, watch: tile + 1, cameraId: 'gate', stream: 'sub' });
    socket.say({ type: 'format', tile, watchId: tile + 1, codec: 'avc1.42e01e', width: 640, height: 360 });
  }
  const message = socket.sendFrame(
    { tile: 0, watchId: 1 },
    { tile: 1, watchId: 2 },
    { tile: 1, watchId: 2, bytes: 900 },
  );
  expect(written).toBe(2);
  // Its memory was given back.
  expect(message.byteLength).toBe(0);
});

describe('the tile that is heard', () => {
  const format = { codec: 'alaw', sampleRate: 8000, channels: 1, config: '' };
  const port = {} as MessagePort;
  const lastWatchId = (): number => socket().sent.findLast((message) => message.type === 'watch')?.watchId ?? -1;
  const listens = () => socket().sent.filter((message) => message.type === 'listen');
  const begin = (): void => {
    socket().onopen?.();
    watchGate();
    session.obey({ type: 'listen', tile: 0 });
    socket().say({ type: 'sound', tile: 0, watchId: lastWatchId(), sound: { sound: 'on', format } });
    session.obey({ type: 'sound-out', tile: 0, port });
  };

  test('sends its samples where they are wanted, and no sound into the picture', () => {
    begin();
    socket().sendFrame({ kind: 'sound', watchId: lastWatchId() });
    expect(heard).toEqual([{ bytes: [0, 0, 0, 0, 0], from: port }]);
    expect(heard[0]?.from).toBe(port);
    expect(events).toContainEqual({ type: 'sound', tile: 0, sound: { sound: 'heard', sampleRate: 8000 } });
    expect(written).toBe(0);
  });

  test('is asked for again with every new watch, and once the link is back', () => {
    begin();
    session.obey({ type: 'watch', tile: 0, watch: 2, cameraId: 'yard', stream: 'sub' });
    expect(listens().at(-1)).toMatchObject({ tile: 0, watchId: lastWatchId() });
    socket().onclose?.();
    clock.advance(1000);
    socket().onopen?.();
    expect(listens()).toMatchObject([{ tile: 0, watchId: lastWatchId() }]);
  });

  test('is not asked for while it is not watched, nor once it is another', () => {
    socket().onopen?.();
    session.obey({ type: 'listen', tile: 0 });
    expect(listens()).toEqual([]);
    watchGate();
    expect(listens()).toHaveLength(1);
    session.obey({ type: 'listen', tile: 1 });
    expect(socket().sent.at(-1)).toEqual({ type: 'unlisten' });
    session.obey({ type: 'watch', tile: 0, watch: 3, cameraId: 'yard', stream: 'sub' });
    expect(listens()).toHaveLength(1);
  });
});
