import { availableParallelism } from 'node:os';
import type { StreamName } from '#contract/camera.ts';
import { seconds } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { FrameSource, FrameViewer } from '../frames.ts';
import { startTranscoder } from './mpeg1-muxer.ts';
import type { StartTranscoder } from './mpeg1-muxer.ts';
import { Transcode } from './transcode.ts';
import type { TranscodeRoom, TranscodeStatistics } from './transcode.ts';

export interface CompatStreamsOptions {
  frames: FrameSource;
  /** A path, or a name to look for on PATH. */
  ffmpegPath: string;
  clock: Clock;
  log: Log;
  /** At once, over all consoles. */
  maxTranscodes?: number;
  startTranscoder?: StartTranscoder;
}

export interface CompatStatistics extends TranscodeStatistics {
  cameraId: string;
  stream: StreamName;
}

/**
 * Measured: a sub stream (640×360, 15 a second) takes 1.5 % of a core and 60 MB, 1080p at 25 a second 10 %; busy
 * pictures and 4K a multiple. What they take is taken from everything else the station does.
 */
const defaultMaxTranscodes = Math.max(8, 4 * availableParallelism());
/** A viewer who looks away for a moment finds the transcoder still running. */
const lingerMs = seconds(4);

/**
 * The cameras as MPEG-1 video, for consoles that cannot decode what the cameras send: the compatibility path. Frames
 * are pictures in MPEG-TS packets; states are the camera's own, or `unplayable` with what is wrong at the station.
 */
export class CompatStreams implements FrameSource {
  readonly #clock: Clock;
  readonly #room: TranscodeRoom;
  readonly #maxTranscodes: number;
  readonly #transcodes = new Map<
    string,
    { cameraId: string; stream: StreamName; transcode: Transcode; cancelLinger: Cancel | null }
  >();
  #slotsTaken = 0;
  #goodbyes = new Set<Promise<void>>();

  constructor(options: CompatStreamsOptions) {
    const { frames, ffmpegPath, clock, log } = options;
    this.#clock = clock;
    this.#maxTranscodes = options.maxTranscodes ?? defaultMaxTranscodes;
    this.#room = {
      frames,
      ffmpegPath,
      onOneCore: true,
      startTranscoder: options.startTranscoder ?? startTranscoder,
      clock,
      log: log.room('cameras'),
      takeSlot: () => {
        if (this.#slotsTaken >= this.#maxTranscodes) return false;
        this.#slotsTaken += 1;
        return true;
      },
      leaveSlot: () => {
        this.#slotsTaken -= 1;
        this.#offerSlot();
      },
    };
  }

  watch(cameraId: string, stream: StreamName, viewer: FrameViewer): (() => void) | null {
    const key = `${stream}:${cameraId}`;
    const shared = this.#transcodes.get(key) ?? this.#open(key, cameraId, stream);
    if (shared === null) return null;
    shared.cancelLinger?.();
    shared.cancelLinger = null;
    const leave = shared.transcode.watch(viewer);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      leave();
      if (shared.transcode.viewers > 0 || this.#transcodes.get(key) !== shared) return;
      shared.cancelLinger = this.#clock.after(lingerMs, () => {
        this.#transcodes.delete(key);
        this.#end(shared.transcode);
      });
    };
  }

  statistics(): CompatStatistics[] {
    return [...this.#transcodes.values()].map(({ cameraId, stream, transcode }) => ({
      cameraId,
      stream,
      ...transcode.statistics(),
    }));
  }

  /** Resolves when no ffmpeg of ours is left. */
  async stop(): Promise<void> {
    const all = [...this.#transcodes.values()];
    this.#transcodes.clear();
    for (const { transcode, cancelLinger } of all) {
      cancelLinger?.();
      this.#end(transcode);
    }
    await Promise.all(this.#goodbyes);
  }

  #open(key: string, cameraId: string, stream: StreamName) {
    const transcode = new Transcode(this.#room, cameraId, stream);
    if (!transcode.begin()) {
      this.#end(transcode);
      return null;
    }
    const shared = { cameraId, stream, transcode, cancelLinger: null as Cancel | null };
    this.#transcodes.set(key, shared);
    return shared;
  }

  #end(transcode: Transcode): void {
    const goodbye: Promise<void> = transcode.stop().finally(() => this.#goodbyes.delete(goodbye));
    this.#goodbyes.add(goodbye);
  }

  /** To who has waited longest. */
  #offerSlot(): void {
    for (const { transcode } of this.#transcodes.values()) {
      if (this.#slotsTaken >= this.#maxTranscodes) return;
      if (transcode.isWaitingForSlot) transcode.tryAgain();
    }
  }
}
