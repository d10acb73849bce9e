/** Pictures for tiles without cameras: a still per tile, drawn again and again so that it counts as live. */
import type { MediaClient } from '../../renderer/video/media-client.ts';
import { TileSounds } from '../../renderer/video/sound/tile-sounds.ts';
import type { TileView } from '../../renderer/video/tile-view.ts';
import { inventedState } from './invented.ts';

const nothing: TileView = {
  state: 'connecting',
  detail: null,
  lastFrameAtMs: null,
  width: null,
  height: null,
  codec: null,
  framesShown: 0,
  framesLost: 0,
  decoderResets: 0,
  latencyMs: null,
};

export class FakeMedia {
  /** Nothing is heard here. */
  readonly sounds = new TileSounds({ openOutput: undefined, post: () => undefined });
  readonly #views = new Map<number, TileView>();
  readonly #listeners = new Map<number, Set<() => void>>();
  readonly #canvases = new Map<number, HTMLCanvasElement>();
  readonly #timers = new Set<ReturnType<typeof setInterval>>();

  asClient(): MediaClient {
    return this as unknown as MediaClient;
  }

  attach(tile: number, video: HTMLVideoElement): () => void {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    this.#canvases.set(tile, canvas);
    canvas.getContext('2d');
    video.srcObject = canvas.captureStream();
    return () => {
      video.srcObject = null;
    };
  }

  watch(tile: number, cameraId: string): void {
    const index = Number(cameraId.split('-')[1] ?? 0);
    const state = inventedState(index, Date.now());
    const still = new Image();
    still.src = `/evidence/${(index % 5).toString(16).padStart(64, '0')}?purpose=wall`;
    const draw = (): void => {
      if (state.state !== 'live' && state.state !== 'stale') return;
      this.#canvases.get(tile)?.getContext('2d')?.drawImage(still, 0, 0, 640, 360);
    };
    still.onload = draw;
    this.#timers.add(setInterval(draw, 200));
    const lastFrameAtMs = state.state === 'live' ? Date.now() : state.state === 'stale' ? state.lastFrameAtMs : null;
    this.#views.set(tile, {
      ...nothing,
      state: state.state,
      detail: { from: 'station', state },
      lastFrameAtMs,
      width: 640,
      height: 360,
      framesShown: 100,
    });
    this.#tell(tile);
  }

  unwatch(tile: number): void {
    this.#views.delete(tile);
    this.#tell(tile);
  }

  onTile(tile: number, listener: () => void): () => void {
    const listeners = this.#listeners.get(tile) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(tile, listeners);
    return () => listeners.delete(listener);
  }

  view(tile: number): TileView {
    return this.#views.get(tile) ?? nothing;
  }

  steadyView(tile: number): TileView {
    return this.view(tile);
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #tell(tile: number): void {
    for (const listener of this.#listeners.get(tile) ?? []) listener();
  }
}
