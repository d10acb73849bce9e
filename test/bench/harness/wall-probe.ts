/** What a bench reads from the console's page. `installWallProbe` runs in the page, before anything else there does. */
import type { WorkerEvent } from '../../../renderer/video/worker/messages.ts';

export interface TileCount {
  tile: number;
  camera: string;
  state: string;
  /** Composed, as the <video> counts them. */
  framesShown: number;
  /** Given to the <video> too fast to be composed. */
  framesSkipped: number;
  decoderResets: number;
}

export interface TileChange {
  tile: number;
  state: string;
  /** Since 1970. */
  atMs: number;
}

export interface WallProbe {
  /** When it was asked, on a clock that does not jump. */
  count(): { atMs: number; tiles: TileCount[] };
  /** All changes of state since the page was opened. */
  changes: TileChange[];
  /** When the page was opened: since 1970. */
  openedAtMs: number;
  /** Measures a frame of each tile about that often. */
  startLatency(everyMs: number): void;
  /** Milliseconds from arrival at the station to presented. */
  stopLatency(): number[];
}

/** Its text is sent to the page, so it must need nothing outside itself. */
export function installWallProbe(): void {
  const resets = new Map<number, number>();
  const arrivals = new Map<string, number>();
  const presented = new Map<string, number>();
  const latencies: number[] = [];
  const changes: TileChange[] = [];
  let latencyEveryMs: number | null = null;
  const armed = new Set<HTMLVideoElement>();

  const join = (key: string, arrivalMs: number | undefined, presentedMs: number | undefined): void => {
    if (arrivalMs === undefined || presentedMs === undefined) return;
    arrivals.delete(key);
    presented.delete(key);
    latencies.push(presentedMs - arrivalMs);
  };
  const hear = ({ data }: MessageEvent<WorkerEvent>): void => {
    if (data.type !== 'reports') return;
    for (const { tile, decoderResets, stamps } of data.tiles) {
      resets.set(tile, decoderResets);
      if (latencyEveryMs === null) continue;
      for (const [timestampUs, arrivalMs] of stamps) {
        const key = `${tile}/${timestampUs}`;
        arrivals.set(key, arrivalMs);
        join(key, arrivalMs, presented.get(key));
      }
    }
  };
  const NativeWorker = window.Worker;
  window.Worker = class extends NativeWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', hear);
    }
  };

  const tilesOf = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-tile]')];
  const note = (element: HTMLElement, atMs: number): void => {
    const { tile, state } = element.dataset;
    if (tile !== undefined && state !== undefined) changes.push({ tile: Number(tile), state, atMs });
  };
  new MutationObserver((records) => {
    const atMs = performance.timeOrigin + performance.now();
    for (const { target } of records) note(target as HTMLElement, atMs);
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });

  const arm = (element: HTMLElement): void => {
    const video = element.querySelector('video');
    if (video === null || armed.has(video)) return;
    armed.add(video);
    video.requestVideoFrameCallback((_now, frame) => {
      armed.delete(video);
      const key = `${String(element.dataset.tile)}/${Math.round(frame.mediaTime * 1e6)}`;
      const presentedMs = performance.timeOrigin + performance.now();
      presented.set(key, presentedMs);
      join(key, arrivals.get(key), presentedMs);
      // Spread, so that no rhythm of the cameras decides which frames are measured.
      if (latencyEveryMs !== null) setTimeout(() => arm(element), latencyEveryMs * (0.5 + Math.random()));
    });
  };

  const probe: WallProbe = {
    changes,
    openedAtMs: performance.timeOrigin,
    count: () => ({
      atMs: performance.now(),
      tiles: tilesOf().map((element) => {
        const quality = element.querySelector('video')?.getVideoPlaybackQuality();
        const framesSkipped = quality?.droppedVideoFrames ?? 0;
        return {
          tile: Number(element.dataset.tile),
          camera: element.dataset.camera ?? '',
          state: element.dataset.state ?? '',
          framesShown: (quality?.totalVideoFrames ?? 0) - framesSkipped,
          framesSkipped,
          decoderResets: resets.get(Number(element.dataset.tile)) ?? 0,
        };
      }),
    }),
    startLatency(everyMs) {
      latencyEveryMs = everyMs;
      latencies.length = 0;
      for (const element of tilesOf()) arm(element);
    },
    stopLatency() {
      latencyEveryMs = null;
      arrivals.clear();
      presented.clear();
      return [...latencies];
    },
  };
  (window as unknown as { wallProbe: WallProbe }).wallProbe = probe;
}
