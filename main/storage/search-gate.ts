import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';

/** At once; each has a connection. */
const mostRunning = 2;
const mostWaiting = 64;
/** Longer nobody waits, and no search needs: what takes longer is stopped. */
const longestMs = 10_000;

/** Asked now and then by a long search; throws when its time is over. */
export type CheckTime = () => void;

/** Lets searches in, a few at a time: they share the disk with what is recorded. */
export class SearchGate {
  refused = 0;
  stopped = 0;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** AppError `unavailable`: too many wait, or it ran too long. */
  async run<T>(search: (checkTime: CheckTime) => Promise<T>): Promise<T> {
    if (this.#running >= mostRunning) {
      if (this.#waiting.length >= mostWaiting) {
        this.refused += 1;
        throw new AppError('unavailable', 'too many searches are waiting');
      }
      // Whoever leaves hands its place over.
      await new Promise<void>((enter) => this.#waiting.push(enter));
    } else this.#running += 1;
    const untilMs = this.#clock.monotonicMs() + longestMs;
    try {
      return await search(() => {
        if (this.#clock.monotonicMs() < untilMs) return;
        this.stopped += 1;
        throw new AppError('unavailable', 'the search took too long');
      });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
