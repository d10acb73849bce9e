import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { reasonOf } from '../system/app-error.ts';
import { minutes, seconds } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { ThumbnailDrawer } from './thumbnails.ts';

/** A large progressive picture takes about a second of a slow core; what takes longer is not meant to end. */
const longestMs = seconds(8);
/** With nothing to draw the worker gives its memory back. */
const idleMs = minutes(2);
const limits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

const answer = z.object({ id: z.number(), drawn: z.instanceof(Uint8Array).nullable() });

interface Job {
  id: number;
  jpeg: Uint8Array;
  resolve(drawn: Uint8Array | null): void;
}

/**
 * One worker thread, one picture at a time: a core is never more than shared, and a picture that hangs it, or makes it
 * run out of memory, costs that picture its thumbnail and a new worker.
 */
export class WorkerDrawer implements ThumbnailDrawer {
  /** Workers that had to be given up. */
  lost = 0;
  readonly #options: { workerFile: string; clock: Clock; log: Log };
  readonly #log: Log;
  readonly #waiting: Job[] = [];
  #current: Job | null = null;
  #worker: Worker | null = null;
  #cancelTimer: Cancel = () => undefined;
  #lastId = 0;
  #stopped = false;

  constructor(options: { workerFile: string; clock: Clock; log: Log }) {
    this.#options = options;
    this.#log = options.log.room('journal');
  }

  draw(jpeg: Uint8Array): Promise<Uint8Array | null> {
    if (this.#stopped) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting.push({ id: ++this.#lastId, jpeg, resolve });
      this.#proceed();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#waiting.splice(0)) job.resolve(null);
    await this.#giveUp(null);
  }

  #proceed(): void {
    if (this.#current !== null) return;
    const job = this.#waiting.shift();
    this.#cancelTimer();
    if (job === undefined) {
      this.#cancelTimer = this.#options.clock.after(idleMs, () => void this.#giveUp(null));
      return;
    }
    this.#current = job;
    this.#cancelTimer = this.#options.clock.after(longestMs, () => void this.#giveUp('it took too long'));
    try {
      this.#worker ??= this.#open();
      this.#worker.postMessage({ id: job.id, jpeg: job.jpeg });
    } catch (error) {
      void this.#giveUp(reasonOf(error));
    }
  }

  #open(): Worker {
    const worker = new Worker(this.#options.workerFile, { resourceLimits: limits, stdout: true, stderr: true });
    worker.unref();
    worker.on('message', (message: unknown) => {
      const { id, drawn } = answer.parse(message);
      if (worker === this.#worker && id === this.#current?.id) this.#settle(drawn);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) void this.#giveUp(reasonOf(error));
    });
    worker.on('exit', () => {
      if (worker === this.#worker) void this.#giveUp('it ended by itself');
    });
    return worker;
  }

  /** Ends the worker; the picture in hand stays without a thumbnail. `reason` null: it is not needed. */
  async #giveUp(reason: string | null): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#cancelTimer();
    if (reason !== null) {
      this.lost += 1;
      this.#log.warn('the worker that draws thumbnails was ended', { reason });
    }
    if (this.#current !== null) this.#settle(null);
    await worker?.terminate();
  }

  #settle(drawn: Uint8Array | null): void {
    const job = this.#current;
    this.#current = null;
    job?.resolve(drawn);
    if (!this.#stopped) this.#proceed();
  }
}
