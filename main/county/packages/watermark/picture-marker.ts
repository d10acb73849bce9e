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

/** Draws a watermark over pictures, one at a time, in a worker thread that lives as long as one package is made. */
export class PictureMarker {
  readonly #options: { workerFile: string; clock: Clock; log: Log };
  #worker: Worker | null = null;
  #lastId = 0;

  constructor(options: { workerFile: string; clock: Clock; log: Log }) {
    this.#options = options;
  }

  /** The picture with the text over it, as JPEG. Null: it is no JPEG, or damaged. Never throws. */
  async mark(picture: Uint8Array, text: DrawnText): Promise<Uint8Array | null> {
    // Looked at before anything is decoded: a few bytes can claim to be a very large picture.
    const size = jpegSize(picture);
    if (size === null || size.width * size.height > mostPixels) return null;
    const mask = text.maskOf(fontPxFor(size));
    try {
      this.#worker ??= new Worker(this.#options.workerFile, { resourceLimits: limits, stdout: true, stderr: true });
      return await this.#ask(this.#worker, picture, mask);
    } catch (error) {
      this.#options.log.warn('the worker that marks pictures was ended', { reason: reasonOf(error) });
      await this.stop();
      return null;
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #ask(worker: Worker, picture: Uint8Array, mask: TextMask): Promise<Uint8Array | null> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(longestMs, () => settle(() => reject(new Error('it took too long'))));
      const settle = (how: () => void): void => {
        cancel();
        worker.removeAllListeners();
        // What comes of a worker that was given up is nobody's business.
        worker.on('error', () => undefined);
        how();
      };
      worker.on('message', (message: unknown) => {
        const parsed = answer.parse(message);
        if (parsed.id === id) settle(() => resolve(parsed.marked));
      });
      worker.on('error', (error) => settle(() => reject(error)));
      worker.on('exit', () => settle(() => reject(new Error('it ended by itself'))));
      worker.postMessage({ id, picture, mask });
    });
  }
}
