import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { reasonOf } from '../../../system/app-error.ts';
import { seconds } from '../../../system/clock.ts';
import type { Clock } from '../../../system/clock.ts';
import { jpegSize } from '../../../system/jpeg.ts';
import type { Log } from '../../../system/log.ts';
import type { DrawnText, TextMask } from './text-mask.ts';
import { fontPxFor } from './tiling.ts';

/** A large progressive picture takes seconds of a slow core; what takes longer is not meant to end. */
const longestMs = seconds(30);
/** Cameras send up to 4K, 8.3 million. */
const mostPixels = 12_000_000;
const limits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

const answer = z.object({ id: z.number(), marked: z.instanceof(Uint8Array).nullable() });

interface Job {
  id: number;
  resolve(marked: Uint8Array | null): void;
  reject(error: Error): void;
}

/** Draws a watermark over pictures, one at a time, in a worker thread that lives as long as one package is made. */
export class PictureMarker {
  readonly #options: { workerFile: string; clock: Clock; log: Log };
  #worker: Worker | null = null;
  #job: Job | null = null;
  #lastId = 0;

  constructor(options: { workerFile: string; clock: Clock; log: Log }) {
    this.#options = options;
  }

  /** The picture with the text over it, as JPEG. Null: it is no JPEG, or damaged. Never throws. */
  async mark(picture: Uint8Array, text: DrawnText): Promise<Uint8Array | null> {
    // Looked at before anything is decoded: a few bytes can claim to be a very large picture.
    const size = jpegSize(picture);
    if (size === null || size.width * size.height > mostPixels) return null;
    const cancel = this.#options.clock.after(longestMs, () => this.#giveUp(new Error('it took too long')));
    try {
      return await this.#ask(picture, text.maskOf(fontPxFor(size)));
    } catch (error) {
      this.#options.log.warn('the worker that marks pictures was ended', { reason: reasonOf(error) });
      await this.stop();
      return null;
    } finally {
      cancel();
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #ask(picture: Uint8Array, mask: TextMask): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      this.#job = { id: ++this.#lastId, resolve, reject };
      this.#worker ??= this.#open();
      this.#worker.postMessage({ id: this.#job.id, picture, mask });
    });
  }

  #open(): Worker {
    const worker = new Worker(this.#options.workerFile, { resourceLimits: limits, stdout: true, stderr: true });
    worker.on('message', (message: unknown) => {
      const { id, marked } = answer.parse(message);
      if (id === this.#job?.id) this.#job.resolve(marked);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#giveUp(error);
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#giveUp(new Error('it ended by itself'));
    });
    return worker;
  }

  #giveUp(error: unknown): void {
    this.#job?.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
