/** One thing asked of one device, again and again until it is done: waits grow with failures, and end with `stop`. */
import type { Cancel, Clock } from '../../../system/clock.ts';
import { minutes, seconds } from '../../../system/clock.ts';
import type { DeviceReply } from './device-http.ts';

const shortestWaitMs = seconds(1);
const longestWaitMs = minutes(5);

export type LaneState =
  { state: 'idle' } | { state: 'trying' } | { state: 'done' } | { state: 'failed'; reason: string; retryAtMs: number };

interface LaneOptions {
  clock: Clock;
  /** 0–1: spreads devices that failed together. */
  random: () => number;
  attempt: (signal: AbortSignal) => Promise<DeviceReply>;
  onSettled: (reply: DeviceReply) => void;
}

export class SubscriptionLane {
  readonly #options: LaneOptions;
  readonly #stopped = new AbortController();
  #state: LaneState = { state: 'idle' };
  #failures = 0;
  #again = false;
  #running: Promise<void> | null = null;
  #cancelWait: Cancel | null = null;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get state(): LaneState {
    return this.#state;
  }

  /** Tries now; once more after an attempt that is under way, for it may have been too early. */
  tryNow(): void {
    this.#failures = 0;
    this.#again = this.#running !== null;
    this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#cancelWait?.();
    await this.#running;
  }

  #run(): void {
    if (this.#stopped.signal.aborted) return;
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#running ??= this.#attempt().finally(() => {
      this.#running = null;
      if (!this.#again) return;
      this.#again = false;
      this.#run();
    });
  }

  async #attempt(): Promise<void> {
    const { clock, random, attempt, onSettled } = this.#options;
    this.#state = { state: 'trying' };
    const reply = await attempt(this.#stopped.signal);
    if (this.#stopped.signal.aborted) return;
    if (reply.outcome === 'acknowledged') {
      this.#failures = 0;
      this.#state = { state: 'done' };
    } else {
      const wholeMs = Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(this.#failures, 16));
      const waitMs = Math.round(wholeMs * (0.5 + random() / 2));
      this.#failures += 1;
      this.#state = { state: 'failed', reason: reply.reason, retryAtMs: clock.nowMs() + waitMs };
      this.#cancelWait = clock.after(waitMs, () => this.#run());
    }
    onSettled(reply);
  }
}
