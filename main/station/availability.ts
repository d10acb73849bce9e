/** How much of the time the cameras gave pictures 在线率, from looks at regular intervals. */
import type { Cancel, Clock } from '../system/clock.ts';
import { minutes, seconds } from '../system/clock.ts';

interface Minute {
  startMs: number;
  /** Cameras with pictures, added up over the looks of this minute. */
  live: number;
  looks: number;
}

/** A month of minutes: what the longest summary asks about. */
const mostMinutes = 31 * 24 * 60;

export class Availability {
  readonly #clock: Clock;
  readonly #look: () => { live: number; total: number };
  #minutes: (Minute & { total: number })[] = [];
  #cancel: Cancel | null = null;

  constructor(options: { clock: Clock; look: () => { live: number; total: number } }) {
    this.#clock = options.clock;
    this.#look = options.look;
  }

  start(): void {
    this.#cancel = this.#clock.every(seconds(5), () => this.#take());
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Camera-time with pictures over camera-time, 0 to 1, in [fromMs, toMs); null where nothing was measured. */
  onlineRate(fromMs: number, toMs: number): number | null {
    const inside = this.#minutes.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
    const possible = inside.reduce((sum, minute) => sum + minute.total, 0);
    if (possible === 0) return null;
    return inside.reduce((sum, minute) => sum + minute.live, 0) / possible;
  }

  #take(): void {
    const { live, total } = this.#look();
    if (total === 0) return;
    const startMs = Math.floor(this.#clock.nowMs() / minutes(1)) * minutes(1);
    const last = this.#minutes.at(-1);
    if (last?.startMs === startMs) {
      last.live += live;
      last.total += total;
      last.looks += 1;
    } else {
      this.#minutes.push({ startMs, live, total, looks: 1 });
      if (this.#minutes.length > mostMinutes) this.#minutes = this.#minutes.slice(-mostMinutes);
    }
  }
}
