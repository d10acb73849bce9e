import { createHash } from 'node:crypto';
import { maxPhotoBytes } from '#contract/watchlist.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import { hours } from '../system/clock.ts';
import { jpegSize } from '../system/jpeg.ts';
import type { Log } from '../system/log.ts';

export type PhotoType = 'image/jpeg' | 'image/png';

/** Where reference photos are kept, sealed. */
export interface PhotoStore {
  /** Durable when it resolves. */
  write(digest: string, contentType: PhotoType, bytes: Uint8Array): Promise<void>;
  /** Null when it is not, or no longer, there. */
  read(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null>;
  has(digest: string): Promise<boolean>;
  /** Removes those that neither an entry on the list nor an alarm shows; ones of the last hour may still be on their way into an entry. */
  sweep(nowMs: number): Promise<{ files: number; bytes: number }>;
}

/** The reference photos of listed persons: shown beside a capture, never compared by us. */
export class Photos {
  readonly #store: PhotoStore;
  readonly #clock: Clock;
  readonly #log: Log;
  #sweeping: Promise<void> = Promise.resolve();

  constructor({ store, clock, log }: { store: PhotoStore; clock: Clock; log: Log }) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log.room('watchlist');
  }

  /** What is no longer needed goes at once and every hour. */
  start(): () => Promise<void> {
    const cancel = this.#clock.every(hours(1), () => void this.sweep());
    void this.sweep();
    return async () => {
      cancel();
      await this.#sweeping;
    };
  }

  /** The digest to name it by. `bad-input`: no JPEG or PNG by its content, or too large. */
  async keep(bytes: Uint8Array): Promise<string> {
    const contentType = photoTypeOf(bytes);
    if (contentType === null || bytes.byteLength > maxPhotoBytes) {
      const problem = contentType === null ? 'no-picture' : 'too-large';
      throw new AppError('bad-input', 'this is no photo', { facts: { paths: 'photo', problem } });
    }
    const digest = createHash('sha256').update(bytes).digest('hex');
    await this.#store.write(digest, contentType, bytes);
    return digest;
  }

  picture(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null> {
    return this.#store.read(digest);
  }

  has(digest: string): Promise<boolean> {
    return this.#store.has(digest);
  }

  sweep(): Promise<void> {
    this.#sweeping = this.#sweeping.then(async () => {
      try {
        const swept = await this.#store.sweep(this.#clock.nowMs());
        if (swept.files > 0) this.#log.info('reference photos nobody needs were deleted', swept);
      } catch (error) {
        this.#log.error('reference photos could not be swept', { reason: reasonOf(error) });
      }
    });
    return this.#sweeping;
  }
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** By what is in it, whatever its sender calls it. */
export function photoTypeOf(bytes: Uint8Array): PhotoType | null {
  if (jpegSize(bytes) !== null) return 'image/jpeg';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // PNG begins with its signature and the IHDR chunk, and says a width and a height (RFC 2083 section 11.2.1).
  const isPng =
    buffer.length >= 45 &&
    buffer.subarray(0, 8).equals(pngSignature) &&
    buffer.toString('latin1', 12, 16) === 'IHDR' &&
    buffer.readUInt32BE(16) > 0 &&
    buffer.readUInt32BE(20) > 0;
  return isPng ? 'image/png' : null;
}
