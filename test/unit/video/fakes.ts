import { EventEmitter } from 'node:events';
import type { StreamName, StreamState } from '#contract/camera.ts';
import { mediaHeaderBytes, readMediaHeader, stationMessage } from '#contract/media.ts';
import type { MediaHeader, StationMessage, ViewerMessage } from '#contract/media.ts';
import type { AccessUnit, FrameSource, FrameViewer, StreamFormat } from '../../../main/cameras/frames.ts';
import type { MediaSocket } from '../../../main/gateway/media-socket.ts';

/** Time that passes when told to. Fits the station's Clock and the console's. */
export class FakeClock {
  #nowMs = 1_700_000_000_000;
  #timers = new Set<{ atMs: number; periodMs: number | null; run: () => void }>();

  nowMs = (): number => this.#nowMs;
  monotonicMs = (): number => this.#nowMs;
  after = (delayMs: number, run: () => void): (() => void) => this.#add(delayMs, null, run);
  every = (periodMs: number, run: () => void): (() => void) => this.#add(periodMs, periodMs, run);

  #add(delayMs: number, periodMs: number | null, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, periodMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#nowMs = next.atMs;
      if (next.periodMs === null) this.#timers.delete(next);
      else next.atMs += next.periodMs;
      next.run();
    }
    this.#nowMs = untilMs;
  }

  get timers(): number {
    return this.#timers.size;
  }
}

export const aFormat: StreamFormat = { codec: 'avc1.42e01e', width: 640, height: 360 };
export const liveState: StreamState = { state: 'live', sinceMs: 1, ...aFormat };
export const aFrame = (over: Partial<AccessUnit> = {}): AccessUnit => ({
  bytes: Uint8Array.of(0, 0, 0, 1, 0x65),
  key: true,
  presentationUs: 0,
  arrivalMs: 5.25,
  ...over,
});

export class FakeFrameSource implements FrameSource {
  readonly cameras = new Set(['gate', 'yard']);
  readonly viewers: { cameraId: string; stream: StreamName; viewer: FrameViewer }[] = [];

  watch(cameraId: string, stream: StreamName, viewer: FrameViewer): (() => void) | null {
    if (!this.cameras.has(cameraId)) return null;
    const watching = { cameraId, stream, viewer };
    this.viewers.push(watching);
    viewer.onState(liveState);
    viewer.onFormat(aFormat);
    return () => void this.viewers.splice(this.viewers.indexOf(watching), 1);
  }

  emit(frame: AccessUnit, cameraId = 'gate'): void {
    for (const watching of this.viewers) if (watching.cameraId === cameraId) watching.viewer.onFrame(frame);
  }
}

/** A viewer's end: what was sent is kept, and stays in the buffer until `drain`. */
export class FakeSocket extends EventEmitter {
  readyState = 1;
  extensions = '';
  bufferedAmount = 0;
  holdsBack = false;
  pings = 0;
  terminated = false;
  closedWith: number | null = null;
  readonly said: StationMessage[] = [];
  readonly frames: { header: MediaHeader; bytes: Uint8Array }[] = [];
  /** Binary ones. */
  messages = 0;
  #unsent: (() => void)[] = [];

  send(data: string | Buffer, _options: object, done?: () => void): void {
    if (typeof data === 'string') {
      this.said.push(stationMessage.parse(JSON.parse(data)));
      return;
    }
    this.messages += 1;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < data.byteLength;) {
      const header = readMediaHeader(view, at);
      if (header === null) throw new Error('not a media message');
      const start = at + mediaHeaderBytes;
      at = start + header.bytes;
      this.frames.push({ header, bytes: data.subarray(start, at) });
    }
    if (this.holdsBack) {
      this.bufferedAmount += data.byteLength;
      if (done) this.#unsent.push(done);
    } else {
      done?.();
    }
  }

  drain(): void {
    this.holdsBack = false;
    this.bufferedAmount = 0;
    for (const done of this.#unsent.splice(0)) done();
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number): void {
    this.closedWith = code;
    this.readyState = 3;
    this.emit('close');
  }

  terminate(): void {
    this.terminated = true;
    this.readyState = 3;
    this.emit('close');
  }

  hear(message: ViewerMessage | string): void {
    this.emit('message', Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)), false);
  }

  asSocket(): MediaSocket {
    return this as unknown as MediaSocket;
  }
}
