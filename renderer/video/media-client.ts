import type { StreamName } from '#contract/camera.ts';
import { browserClock } from './clock.ts';
import type { VideoClock } from './clock.ts';
import { LatencyMeter, quantile } from './latency-meter.ts';
import type { OpenSoundOutput } from './sound/sound-output.ts';
import { TileSounds } from './sound/tile-sounds.ts';
import { describeTile } from './tile-view.ts';
import type { TileFacts, TileView } from './tile-view.ts';
import { canPlayVideo, openTrackGenerator } from './track-generator.ts';
import type { TrackGenerator } from './track-generator.ts';
import type { TileReport, WorkerCommand, WorkerEvent } from './worker/messages.ts';

/** The part of a Worker that is used. */
export interface MediaWorker {
  onmessage: ((event: MessageEvent<WorkerEvent>) => void) | null;
  postMessage(command: WorkerCommand, transfer: Transferable[]): void;
  terminate(): void;
}

export interface MediaClientOptions {
  url: string;
  createWorker: () => MediaWorker;
  /** `sampled`: about one frame a second and tile. `every-frame` costs the window time: for benches. */
  latency?: 'sampled' | 'every-frame';
  clock?: VideoClock;
  /** Without it cameras cannot be heard. */
  openSoundOutput?: OpenSoundOutput;
  isBrowserAble?: boolean;
}

export interface TileStats {
  tile: number;
  state: TileView['state'];
  /** As the <video> counts: composed, and given to it too fast to be composed. */
  framesPresented: number;
  framesSkipped: number;
  framesShown: number;
  framesLost: number;
  decoderResets: number;
  latencyP50Ms: number | null;
  latencyP95Ms: number | null;
}

export interface MediaStats {
  isLinkUp: boolean;
  tiles: TileStats[];
  latencyP50Ms: number | null;
  latencyP95Ms: number | null;
  latencySamples: number;
}

interface Attached {
  video: HTMLVideoElement;
  generator: TrackGenerator;
  frameCallback: number | null;
  sampledAtMs: number;
}

interface Tile {
  attached: Attached | null;
  watched: { watch: number; cameraId: string; stream: StreamName } | null;
  /** Whose picture is on screen. */
  pictureOf: string | null;
  facts: TileFacts;
  report: Omit<TileReport, 'tile' | 'watch' | 'stamps' | 'lastFrameAtMs' | 'trouble'>;
  latency: LatencyMeter;
  view: TileView;
  /** The view as it was when it last said something else. */
  steady: TileView;
  listeners: Set<() => void>;
}

const lookPeriodMs = 200;
/**
 * Counts change with every frame; people read them once a second. All tiles tell theirs together, so that the page is
 * laid out once for it and not once a tile. State is told at once.
 */
const renewPeriodMs = 1000;
const samplePeriodMs = 1000;
/** A worker reports five times a second; one that is silent this long is dead, and every tile with it. */
const deadWorkerMs = 10_000;

const nothingReported = {
  framesShown: 0,
  framesLost: 0,
  decoderResets: 0,
  width: null,
  height: null,
  codec: null,
} as const;

/** The live video of one window. Tiles are numbers the page chooses (0–65535). */
export class MediaClient {
  /** What is heard of them: one tile at a time. */
  readonly sounds: TileSounds;
  readonly #options: Required<Omit<MediaClientOptions, 'openSoundOutput'>>;
  readonly #tiles = new Map<number, Tile>();
  readonly #stopLooking: () => void;
  #worker: MediaWorker;
  #isLinkUp = false;
  #nextWatch = 1;
  #heardAtMs: number;
  #lookedAtMs: number;
  #renewedAtMs: number;

  constructor(options: MediaClientOptions) {
    this.#options = { latency: 'sampled', clock: browserClock, isBrowserAble: canPlayVideo(), ...options };
    this.sounds = new TileSounds({
      openOutput: options.openSoundOutput,
      post: (command, transfer) => this.#post(command, transfer),
    });
    this.#heardAtMs = this.#lookedAtMs = this.#renewedAtMs = this.#nowMs();
    this.#worker = this.#startWorker();
    this.#stopLooking = this.#options.clock.every(lookPeriodMs, () => this.#look());
  }

  /** Shows the tile's picture in `video`. Returns the stop. */
  attach(tile: number, video: HTMLVideoElement): () => void {
    const state = this.#tile(tile);
    this.#detach(tile, state);
    if (!this.#options.isBrowserAble) return () => undefined;
    this.#attach(tile, state, video);
    return () => {
      if (state.attached?.video === video) this.#detach(tile, state);
    };
  }

  /** Shows the camera in the tile. The last picture stays until the first new frame if it is of the same camera. */
  watch(tile: number, cameraId: string, stream: StreamName): void {
    const state = this.#tile(tile);
    if (state.watched?.cameraId === cameraId && state.watched.stream === stream) return;
    const watch = this.#nextWatch;
    this.#nextWatch += 1;
    const isSamePicture = state.pictureOf === cameraId;
    if (!isSamePicture) this.#clearPicture(tile, state);
    state.watched = { watch, cameraId, stream };
    state.facts = {
      ...this.#noFacts(),
      lastFrameAtMs: isSamePicture ? state.facts.lastFrameAtMs : null,
    };
    state.report = nothingReported;
    state.latency.clear();
    this.#post({ type: 'watch', tile, watch, cameraId, stream });
    this.#renew(state);
  }

  /** The last picture stays; nothing is sent or decoded. */
  unwatch(tile: number): void {
    const state = this.#tiles.get(tile);
    if (state?.watched == null) return;
    state.watched = null;
    this.#post({ type: 'unwatch', tile });
    this.#renew(state);
  }

  view(tile: number): TileView {
    return this.#tile(tile).view;
  }

  /** As `view`, but the same object until it says something else: what is counted and the age of a live picture move on unsaid. */
  steadyView(tile: number): TileView {
    return this.#tile(tile).steady;
  }

  /** Called when the tile's view has changed: its state at once, its counts once a second. Returns the stop. */
  onTile(tile: number, listener: () => void): () => void {
    const { listeners } = this.#tile(tile);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  stats(): MediaStats {
    const samples: number[] = [];
    const tiles = [...this.#tiles].map(([tile, state]): TileStats => {
      const own = state.latency.samples();
      samples.push(...own);
      const quality = state.attached?.video.getVideoPlaybackQuality();
      const framesSkipped = quality?.droppedVideoFrames ?? 0;
      return {
        tile,
        state: state.view.state,
        framesPresented: (quality?.totalVideoFrames ?? 0) - framesSkipped,
        framesSkipped,
        framesShown: state.report.framesShown,
        framesLost: state.report.framesLost,
        decoderResets: state.report.decoderResets,
        latencyP50Ms: quantile(own, 0.5),
        latencyP95Ms: quantile(own, 0.95),
      };
    });
    samples.sort((a, b) => a - b);
    return {
      isLinkUp: this.#isLinkUp,
      tiles,
      latencyP50Ms: quantile(samples, 0.5),
      latencyP95Ms: quantile(samples, 0.95),
      latencySamples: samples.length,
    };
  }

  close(): void {
    this.#stopLooking();
    this.sounds.close();
    for (const [tile, state] of this.#tiles) this.#detach(tile, state);
    this.#post({ type: 'close' });
    this.#worker.onmessage = null;
    this.#tiles.clear();
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #tile(tile: number): Tile {
    const known = this.#tiles.get(tile);
    if (known !== undefined) return known;
    const facts = this.#noFacts();
    const latency = new LatencyMeter();
    const view = this.#viewOf(facts, nothingReported, latency);
    const created: Tile = {
      attached: null,
      watched: null,
      pictureOf: null,
      facts,
      report: nothingReported,
      latency,
      view,
      steady: view,
      listeners: new Set(),
    };
    this.#tiles.set(tile, created);
    return created;
  }

  #noFacts(): TileFacts {
    return {
      isBrowserAble: this.#options.isBrowserAble,
      isLinkUp: this.#isLinkUp,
      watchedSinceMs: this.#nowMs(),
      refused: null,
      trouble: null,
      station: null,
      hasBeenLive: false,
      lastFrameAtMs: null,
    };
  }

  #startWorker(): MediaWorker {
    const worker = this.#options.createWorker();
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.postMessage({ type: 'connect', url: this.#options.url }, []);
    return worker;
  }

  #post(command: WorkerCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  #attach(tile: number, state: Tile, video: HTMLVideoElement): void {
    const generator = openTrackGenerator();
    video.muted = true;
    video.autoplay = true;
    state.attached = { video, generator, frameCallback: null, sampledAtMs: 0 };
    whenPageLoaded(() => {
      if (state.attached?.generator !== generator) return;
      video.srcObject = new MediaStream([generator]);
      // Refused while the page is hidden, or when the element goes away: `autoplay` starts it later.
      video.play().catch(() => undefined);
    });
    const { writable } = generator;
    this.#post({ type: 'attach', tile, writable }, [writable]);
    this.#armFrameCallback(state);
  }

  #detach(tile: number, state: Tile): void {
    const { attached } = state;
    if (attached === null) return;
    state.attached = null;
    state.pictureOf = null;
    state.facts = { ...state.facts, lastFrameAtMs: null };
    if (attached.frameCallback !== null) attached.video.cancelVideoFrameCallback(attached.frameCallback);
    attached.video.srcObject = null;
    attached.generator.stop();
    this.#post({ type: 'detach', tile });
  }

  /** A picture of one camera must never stand for another. */
  #clearPicture(tile: number, state: Tile): void {
    const video = state.pictureOf === null ? undefined : state.attached?.video;
    if (video === undefined) return;
    this.#detach(tile, state);
    this.#attach(tile, state, video);
  }

  #hear(event: WorkerEvent): void {
    this.#heardAtMs = this.#nowMs();
    switch (event.type) {
      case 'link':
        this.#isLinkUp = event.isUp;
        for (const state of this.#tiles.values()) {
          state.facts = { ...state.facts, isLinkUp: event.isUp };
          this.#renewIfChanged(state);
        }
        return;
      case 'station': {
        this.#learn(event, (facts) => ({
          ...facts,
          station: event.state,
          refused: null,
          hasBeenLive: facts.hasBeenLive || event.state.state === 'live',
        }));
        return;
      }
      case 'refused': {
        this.#learn(event, (facts) => ({ ...facts, refused: event.reason }));
        return;
      }
      case 'sound': {
        this.sounds.hear(event.tile, event.sound);
        return;
      }
      case 'reports':
        for (const report of event.tiles) this.#learnReport(report);
        return;
    }
  }

  #learn({ tile, watch }: { tile: number; watch: number }, change: (facts: TileFacts) => TileFacts): void {
    const state = this.#tiles.get(tile);
    if (state?.watched?.watch !== watch) return;
    state.facts = change(state.facts);
    this.#renewIfChanged(state);
  }

  #learnReport({ tile, watch, stamps, lastFrameAtMs, trouble, ...counts }: TileReport): void {
    const state = this.#tiles.get(tile);
    if (state?.watched?.watch !== watch) return;
    state.report = counts;
    for (const [timestampUs, arrivalMs] of stamps) state.latency.arrived(timestampUs, arrivalMs);
    const isNew = lastFrameAtMs !== null && lastFrameAtMs > (state.facts.lastFrameAtMs ?? 0);
    if (isNew) state.pictureOf = state.watched.cameraId;
    if (isNew || trouble !== state.facts.trouble) {
      state.facts = { ...state.facts, trouble, ...(isNew && { lastFrameAtMs }) };
    }
    this.#armFrameCallback(state);
    this.#renewIfChanged(state);
  }

  #look(): void {
    const nowMs = this.#nowMs();
    const wasAsleep = nowMs - this.#lookedAtMs > 5 * lookPeriodMs;
    this.#lookedAtMs = nowMs;
    const isDue = nowMs - this.#renewedAtMs >= renewPeriodMs;
    if (isDue) this.#renewedAtMs = nowMs;
    let isWatching = false;
    for (const state of this.#tiles.values()) {
      if (state.watched === null) continue;
      isWatching = true;
      if (isDue) this.#renew(state);
      else this.#renewIfChanged(state);
    }
    // A machine that slept, or a frozen page, silences a healthy worker too.
    if (!isWatching || wasAsleep) this.#heardAtMs = nowMs;
    if (nowMs - this.#heardAtMs > deadWorkerMs) this.#replaceWorker();
  }

  #replaceWorker(): void {
    this.#worker.onmessage = null;
    this.#worker.terminate();
    this.#heardAtMs = this.#nowMs();
    this.#isLinkUp = false;
    this.#worker = this.#startWorker();
    for (const [tile, state] of this.#tiles) {
      const video = state.attached?.video;
      if (video !== undefined) {
        this.#detach(tile, state);
        this.#attach(tile, state, video);
      }
      const { watched } = state;
      if (watched === null) continue;
      state.watched = null;
      this.watch(tile, watched.cameraId, watched.stream);
    }
    this.sounds.begin();
  }

  #renewIfChanged(state: Tile): void {
    const { state: described, detail } = describeTile(state.facts, this.#nowMs());
    if (described !== state.view.state || !isSameDetail(detail, state.view.detail)) this.#renew(state);
  }

  #renew(state: Tile): void {
    state.view = this.#viewOf(state.facts, state.report, state.latency);
    if (!saysTheSame(state.view, state.steady)) state.steady = state.view;
    for (const listener of state.listeners) listener();
  }

  #viewOf(facts: TileFacts, report: Tile['report'], latency: LatencyMeter): TileView {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    return {
      ...describeTile(facts, nowMs),
      ...report,
      lastFrameAtMs: facts.lastFrameAtMs === null ? null : clock.nowMs() - (nowMs - facts.lastFrameAtMs),
      latencyMs: latency.quantile(0.5),
    };
  }

  /** `mediaTime` is the frame's timestamp, in seconds. */
  #armFrameCallback(state: Tile): void {
    const { attached } = state;
    const nowMs = this.#nowMs();
    const isEveryFrame = this.#options.latency === 'every-frame';
    if (attached === null || attached.frameCallback !== null) return;
    if (!isEveryFrame && nowMs - attached.sampledAtMs < samplePeriodMs) return;
    attached.sampledAtMs = nowMs;
    attached.frameCallback = attached.video.requestVideoFrameCallback((_now, frame) => {
      attached.frameCallback = null;
      state.latency.presented(Math.round(frame.mediaTime * 1e6), this.#options.clock.nowMs());
      if (isEveryFrame && state.attached === attached) this.#armFrameCallback(state);
    });
  }
}

/** A <video> without a picture holds up the page's load event, and a dead camera would for ever. */
function whenPageLoaded(run: () => void): void {
  if (document.readyState === 'complete') run();
  else addEventListener('load', run, { once: true });
}

/** A tile that is not live tells when its picture is from; the instant is reckoned from two clocks, which differ a little. */
function saysTheSame(one: TileView, other: TileView): boolean {
  return (
    one.state === other.state &&
    isSameDetail(one.detail, other.detail) &&
    one.width === other.width &&
    one.height === other.height &&
    one.codec === other.codec &&
    (one.lastFrameAtMs === null) === (other.lastFrameAtMs === null) &&
    (one.state === 'live' || Math.abs((one.lastFrameAtMs ?? 0) - (other.lastFrameAtMs ?? 0)) < 500)
  );
}

function isSameDetail(one: TileView['detail'], other: TileView['detail']): boolean {
  if (one === null || other === null) return one === other;
  if (one.from === 'console') return other.from === 'console' && one.reason === other.reason;
  return other.from === 'station' && one.state === other.state;
}
