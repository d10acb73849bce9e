import type { StreamName, StreamState } from '#contract/camera.ts';
import type { AccessUnit, FrameSource, FrameViewer, StreamFormat } from '../../../main/cameras/frames.ts';
import type { Footage } from './footage.ts';

/** Cameras that play footage in a loop at its own pace, each with the ring a real one has. */
export class ReplaySource implements FrameSource {
  readonly #cameras = new Map<string, ReplayCamera>();

  add(cameraId: string, footage: Footage): ReplayCamera {
    const camera = new ReplayCamera(footage);
    this.#cameras.set(cameraId, camera);
    return camera;
  }

  watch(cameraId: string, _stream: StreamName, viewer: FrameViewer): (() => void) | null {
    return this.#cameras.get(cameraId)?.watch(viewer) ?? null;
  }

  stop(): void {
    for (const camera of this.#cameras.values()) camera.stop();
  }
}

export class ReplayCamera {
  readonly #footage: Footage;
  readonly format: StreamFormat;
  readonly #viewers = new Set<FrameViewer>();
  #ring: AccessUnit[] = [];
  #state: StreamState = { state: 'connecting', sinceMs: Date.now(), attempt: 1 };
  #timer: NodeJS.Timeout | null = null;
  framesSent = 0;
  /** Changes what is sent, for a camera that misbehaves. */
  alter: (frame: AccessUnit) => AccessUnit = (frame) => frame;

  constructor(footage: Footage) {
    this.#footage = footage;
    this.format = { codec: footage.codec, width: footage.width, height: footage.height };
  }

  watch(viewer: FrameViewer): () => void {
    viewer.onState(this.#state);
    if (this.#ring.length > 0) viewer.onFormat(this.format);
    for (const frame of this.#ring) viewer.onFrame(frame);
    this.#viewers.add(viewer);
    return () => void this.#viewers.delete(viewer);
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Begins a new session: presentation times start at zero. */
  start(): void {
    this.stop();
    const { pictures, durationUs, framesPerSecond } = this.#footage;
    const startedAtMs = performance.now();
    this.#ring = [];
    let next = 0;
    const sendDue = (): void => {
      while (performance.now() - startedAtMs >= (next * 1000) / framesPerSecond) {
        const picture = pictures[next % pictures.length]!;
        const rounds = Math.floor(next / pictures.length);
        next += 1;
        this.#send({ ...picture, presentationUs: picture.presentationUs + rounds * durationUs, arrivalMs: nowMs() });
      }
      const waitMs = (next * 1000) / framesPerSecond - (performance.now() - startedAtMs);
      this.#timer = setTimeout(sendDue, Math.max(0, waitMs));
    };
    sendDue();
  }

  /** Goes silent; nobody is told. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  become(state: StreamState): void {
    this.#state = state;
    for (const viewer of this.#viewers) viewer.onState(state);
  }

  #send(original: AccessUnit): void {
    const frame = this.alter(original);
    if (frame.key) this.#ring = [];
    const isFirst = this.#ring.length === 0 && this.#state.state !== 'live';
    this.#ring.push(frame);
    if (isFirst) this.become({ state: 'live', sinceMs: Date.now(), ...this.format });
    this.framesSent += 1;
    for (const viewer of this.#viewers) {
      if (isFirst) viewer.onFormat(this.format);
      viewer.onFrame(frame);
    }
  }
}

const nowMs = (): number => performance.timeOrigin + performance.now();
