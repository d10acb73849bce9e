/** Keeps one source of events listened to: connects, notices the end, waits, connects again, until it is stopped. */
import { setMaxListeners } from 'node:events';
import type { ChannelState } from '#contract/recognition.ts';
import { reasonOf } from '../system/app-error.ts';
import { minutes, seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { ChannelFailure } from './channel-problem.ts';
import { wait } from './wait.ts';

export interface ListeningSession {
  /** Ends the session: the source is to be left tidily. */
  signal: AbortSignal;
  /** Says that events come from now on. */
  listening(): void;
}

export interface ListeningOptions {
  /** One session. Returns when the source ended it; throws ChannelFailure when it could not go on. */
  session: (session: ListeningSession) => Promise<void>;
  clock: Clock;
  /** Already says of which source. */
  log: Log;
  what: Readonly<Record<string, unknown>>;
  /** 0 to 1; for tests. */
  chance?: () => number;
}

/** Milliseconds. A rebooted camera is back within a minute: not much longer than that between two tries. */
const usual = { firstMs: seconds(1), longestMs: seconds(30) };
/** Cameras lock accounts after a few wrong passwords. */
const refused = { firstMs: minutes(2), longestMs: minutes(15) };
/** What a camera cannot do it will not learn soon. */
const unable = { firstMs: minutes(1), longestMs: minutes(15) };

/** Before the nth try in a row (n from 1): doubling, of which half is fixed and half is chance. */
export function retryMs(failures: number, problem: ChannelFailure['problem'], chance: number): number {
  const { firstMs, longestMs } = problem === 'wrong-password' ? refused : problem === 'not-supported' ? unable : usual;
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(whole / 2 + (chance * whole) / 2);
}

export class Listening {
  readonly #options: ListeningOptions;
  readonly #stopping = new AbortController();
  #state: ChannelState = { state: 'connecting' };
  #running: Promise<void> = Promise.resolve();

  constructor(options: ListeningOptions) {
    this.#options = options;
    // One for each sighting that waits for the journal; all are taken off again.
    setMaxListeners(0, this.#stopping.signal);
  }

  get state(): ChannelState {
    return this.#state;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves once the source has been left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { session, clock, log, what, chance = Math.random } = this.#options;
    const { signal } = this.#stopping;
    const isStopped = (): boolean => signal.aborted;
    let failures = 0;
    while (!isStopped()) {
      this.#state = { state: 'connecting' };
      let problem: ChannelFailure['problem'] = 'ended';
      let reason = 'the source ended it';
      try {
        await session({
          signal,
          listening: () => {
            failures = 0;
            if (this.#state.state !== 'listening') log.info('listening to events', what);
            this.#state = { state: 'listening', sinceMs: clock.nowMs() };
          },
        });
      } catch (error) {
        problem = error instanceof ChannelFailure ? error.problem : 'broken';
        reason = reasonOf(error);
      }
      if (isStopped()) return;
      failures += 1;
      const delayMs = retryMs(failures, problem, chance());
      this.#state = { state: 'waiting', retryAtMs: clock.nowMs() + delayMs, problem };
      // Every try of a camera that is off would fill the log: the first of each doubling only.
      if ((failures & (failures - 1)) === 0) log.warn('events are not coming', { ...what, problem, reason, failures });
      await wait(clock, delayMs, signal);
    }
  }
}
