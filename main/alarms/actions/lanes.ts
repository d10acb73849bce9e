/** One run at a time for each controller, in the order in which they were asked for; controllers do not wait for each other. */
import type { Clock } from '../../system/clock.ts';

export interface LaneOptions {
  clock: Clock;
  /** Runs that may wait for one controller. */
  mostWaiting?: number;
  /** What has waited longer is not begun any more: the moment it was meant for is over. */
  patienceMs?: number;
}

interface Waiting {
  sinceMs: number;
  begin(): Promise<void>;
  giveUp(reason: LaneRefusal): void;
}

export type LaneRefusal = 'full' | 'waited-too-long' | 'stopped';

export class Lanes {
  /** Since the start. */
  refused = 0;
  readonly #clock: Clock;
  readonly #mostWaiting: number;
  readonly #patienceMs: number;
  /** A lane is there as long as somebody is in it. */
  readonly #lanes = new Map<string, Waiting[]>();

  constructor({ clock, mostWaiting = 16, patienceMs = 30_000 }: LaneOptions) {
    this.#clock = clock;
    this.#mostWaiting = mostWaiting;
    this.#patienceMs = patienceMs;
  }

  get waiting(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.length, 0);
  }

  /** What the job gives, or why it was not begun. */
  run<T>(controller: string, job: () => Promise<T>): Promise<T | LaneRefusal> {
    const { promise, resolve, reject } = Promise.withResolvers<T | LaneRefusal>();
    const lane = this.#lanes.get(controller);
    if (lane !== undefined && lane.length >= this.#mostWaiting) {
      this.refused += 1;
      return Promise.resolve('full');
    }
    const waiting: Waiting = {
      sinceMs: this.#clock.monotonicMs(),
      begin: () => job().then(resolve, reject),
      giveUp: resolve,
    };
    if (lane !== undefined) {
      lane.push(waiting);
    } else {
      const opened = [waiting];
      this.#lanes.set(controller, opened);
      void this.#work(controller, opened);
    }
    return promise;
  }

  /** Whoever waits is told; what runs goes on. */
  clear(): void {
    for (const lane of this.#lanes.values()) for (const { giveUp } of lane.splice(0)) giveUp('stopped');
  }

  async #work(controller: string, lane: Waiting[]): Promise<void> {
    for (let next = lane.shift(); next !== undefined; next = lane.shift()) {
      if (this.#clock.monotonicMs() - next.sinceMs <= this.#patienceMs) {
        await next.begin();
      } else {
        this.refused += 1;
        next.giveUp('waited-too-long');
      }
    }
    this.#lanes.delete(controller);
  }
}
