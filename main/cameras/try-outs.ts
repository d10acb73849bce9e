import type { StreamName } from '#contract/camera.ts';
import { AppError } from '../system/app-error.ts';
import { minutes } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { FrameViewer } from './frames.ts';
import type { RtspAddress } from './rtsp/rtsp-address.ts';
import type { Streams } from './streams.ts';

/** Enough for every admin of a unit; each is a connection somebody asked for and may have forgotten. */
const maxTryOuts = 16;
const forgetAfterMs = minutes(1);

interface TryOut {
  streams: Streams;
  watched: number;
  cancelForgetting: Cancel;
}

/** Cameras looked at before they are saved. */
export class TryOuts {
  readonly #clock: Clock;
  readonly #open: (address: RtspAddress) => Streams;
  readonly #tryOuts = new Map<string, TryOut>();
  #last = 0;

  constructor(clock: Clock, open: (address: RtspAddress) => Streams) {
    this.#clock = clock;
    this.#open = open;
  }

  /** The id to watch it by. */
  add(address: RtspAddress): string {
    if (this.#tryOuts.size >= maxTryOuts) throw new AppError('unavailable', 'too many cameras are being tried out');
    this.#last += 1;
    const id = `try:${this.#last}`;
    this.#tryOuts.set(id, { streams: this.#open(address), watched: 0, cancelForgetting: this.#forgetLater(id) });
    return id;
  }

  find(id: string): { watch(stream: StreamName, viewer: FrameViewer): (() => void) | null } | null {
    const tryOut = this.#tryOuts.get(id);
    if (tryOut === undefined) return null;
    return {
      watch: (stream, viewer) => {
        const leave = tryOut.streams.watch(stream, viewer);
        if (leave === null) return null;
        tryOut.watched += 1;
        tryOut.cancelForgetting();
        let left = false;
        return () => {
          if (left) return;
          left = true;
          leave();
          tryOut.watched -= 1;
          if (tryOut.watched === 0 && this.#tryOuts.has(id)) tryOut.cancelForgetting = this.#forgetLater(id);
        };
      },
    };
  }

  async stop(): Promise<void> {
    const all = [...this.#tryOuts.values()];
    this.#tryOuts.clear();
    for (const { cancelForgetting } of all) cancelForgetting();
    await Promise.all(all.map(({ streams }) => streams.stop('the station stops')));
  }

  #forgetLater(id: string): Cancel {
    return this.#clock.after(forgetAfterMs, () => {
      const tryOut = this.#tryOuts.get(id);
      this.#tryOuts.delete(id);
      void tryOut?.streams.stop('tried out');
    });
  }
}
