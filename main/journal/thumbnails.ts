import { reasonOf } from '../system/app-error.ts';
import { jpegSize } from '../system/jpeg.ts';
import type { Log } from '../system/log.ts';
import type { EvidenceStore } from './evidence.ts';
import type { PictureType } from './picture-type.ts';

/** Where thumbnails lie once drawn. Neither way throws for a thumbnail that is not there. */
export interface ThumbnailCache {
  read(place: string, digest: string): Promise<Buffer | null>;
  write(place: string, digest: string, jpeg: Uint8Array): Promise<void>;
}

/** Draws at most `thumbnailEdge` pixels wide and high, as JPEG. Null: not a picture it can draw. Never throws. */
export interface ThumbnailDrawer {
  draw(jpeg: Uint8Array): Promise<Uint8Array | null>;
}

export interface ThumbnailsOptions {
  evidence: Pick<EvidenceStore, 'read' | 'placeOf'>;
  cache: ThumbnailCache;
  drawer: ThumbnailDrawer;
  log: Log;
}

/** A picture this small is its own thumbnail: half of what a grid's tile of a scene takes otherwise. */
const smallBytes = 16 * 1024;
/** Decoded, a pixel takes about 12 bytes in the worker; cameras send up to 4K, 8.3 million. */
const mostPixels = 12_000_000;
/** Waiting for the drawer, at most; beyond it grids get the pictures themselves. Two screens of them. */
const mostWaiting = 120;
/** Pictures that could not be drawn are not tried again, as long as they are remembered. */
const mostRemembered = 2_000;

/**
 * Thumbnails 缩略图, drawn when somebody looks for the first time: at 500 captures a second most are never looked at.
 * Whatever cannot be drawn, or not now, is shown as it is.
 */
export class Thumbnails {
  readonly counters = { drawn: 0, found: 0, notDrawn: 0, turnedAway: 0 };
  readonly #options: ThumbnailsOptions;
  readonly #log: Log;
  readonly #drawing = new Map<string, Promise<Buffer | null>>();
  readonly #undrawable = new Set<string>();

  constructor(options: ThumbnailsOptions) {
    this.#options = options;
    this.#log = options.log.room('journal');
  }

  /** The picture itself where it is small, or no thumbnail can be had. Null: it is not stored. Throws as `read` does. */
  async of(digest: string): Promise<{ bytes: Buffer; contentType: PictureType } | null> {
    const { evidence, cache } = this.#options;
    const place = await evidence.placeOf(digest);
    if (place === null) return null;
    const drawn = this.#undrawable.has(digest) ? null : await cache.read(place, digest);
    if (drawn !== null) {
      this.counters.found += 1;
      return { bytes: drawn, contentType: 'image/jpeg' };
    }
    const picture = await evidence.read(digest);
    if (picture === null) return null;
    const bytes = this.#worthDrawing(digest, picture) ? await this.#draw(place, digest, picture.bytes) : null;
    return bytes === null ? picture : { bytes, contentType: 'image/jpeg' };
  }

  #worthDrawing(digest: string, { bytes, contentType }: { bytes: Buffer; contentType: PictureType }): boolean {
    if (bytes.byteLength <= smallBytes || contentType !== 'image/jpeg' || this.#undrawable.has(digest)) return false;
    // Looked at before anything is decoded: a few bytes can claim to be a very large picture.
    const size = jpegSize(bytes);
    return size !== null && size.width * size.height <= mostPixels;
  }

  #draw(place: string, digest: string, jpeg: Buffer): Promise<Buffer | null> {
    const already = this.#drawing.get(digest);
    if (already !== undefined) return already;
    if (this.#drawing.size >= mostWaiting) {
      this.counters.turnedAway += 1;
      return Promise.resolve(null);
    }
    const drawing = this.#drawAndKeep(place, digest, jpeg).finally(() => this.#drawing.delete(digest));
    this.#drawing.set(digest, drawing);
    return drawing;
  }

  async #drawAndKeep(place: string, digest: string, jpeg: Buffer): Promise<Buffer | null> {
    const { cache, drawer } = this.#options;
    const drawn = await drawer.draw(jpeg);
    if (drawn === null) {
      this.counters.notDrawn += 1;
      this.#remember(digest);
      return null;
    }
    this.counters.drawn += 1;
    const bytes = Buffer.from(drawn.buffer, drawn.byteOffset, drawn.byteLength);
    await cache.write(place, digest, bytes).catch((error: unknown) => {
      // It is drawn again the next time.
      this.#log.warn('thumbnail not kept', { digest, reason: reasonOf(error) });
    });
    return bytes;
  }

  #remember(digest: string): void {
    this.#undrawable.add(digest);
    const [oldest] = this.#undrawable;
    if (this.#undrawable.size > mostRemembered && oldest !== undefined) this.#undrawable.delete(oldest);
  }
}
