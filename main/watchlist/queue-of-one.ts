import { AppError } from '../system/app-error.ts';

/** Long jobs one after another, and only so many of them waiting. */
export class QueueOfOne {
  readonly #most: number;
  readonly #what: string;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `what` names the jobs; `most` of them run and wait at once. */
  constructor(what: string, most: number) {
    this.#what = what;
    this.#most = most;
  }

  /** AppError `unavailable`: too many are waiting. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#most) throw new AppError('unavailable', `too many ${this.#what} are waiting`);
    this.#waiting += 1;
    const done = this.#last.then(job);
    this.#last = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      this.#waiting -= 1;
    }
  }
}
