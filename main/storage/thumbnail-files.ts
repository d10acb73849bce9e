import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ThumbnailCache } from '../journal/thumbnails.ts';
import { makePrivateDirectory } from '../system/disk.ts';
import { openRecord, readRecordHeader, recordHeaderBytes, sealRecord, sha256 } from './evidence-record.ts';

/**
 * Thumbnails, sealed as pictures are: `thumbnails/<place>/<digest of the picture>`, so that they go with the day that
 * holds the picture. Not synced: one that is torn does not open, and is drawn again. The key is the picture's own
 * (`thumbnail <digest>`), so that no thumbnail can stand for another.
 */
export class ThumbnailFiles implements ThumbnailCache {
  readonly directory: string;
  readonly #keyFor: (purpose: string) => Buffer;

  constructor(options: { directory: string; keyFor: (purpose: string) => Buffer }) {
    this.directory = options.directory;
    this.#keyFor = options.keyFor;
  }

  async read(place: string, digest: string): Promise<Buffer | null> {
    let record: Buffer;
    try {
      record = await readFile(join(this.directory, place, digest));
    } catch {
      return null; // not drawn yet; whatever else keeps it from being read, the picture itself is there
    }
    if (readRecordHeader(record) === null) return null;
    return openRecord(this.#keyOf(digest), record, record.subarray(recordHeaderBytes));
  }

  async write(place: string, digest: string, jpeg: Uint8Array): Promise<void> {
    const folder = join(this.directory, place);
    await makePrivateDirectory(folder);
    const record = { kind: 'picture', contentType: 'image/jpeg', digest: sha256(jpeg) } as const;
    await writeFile(join(folder, digest), Buffer.concat(sealRecord(this.#keyOf(digest), record, jpeg)), {
      mode: 0o600,
    });
  }

  async drop(place: string): Promise<void> {
    await rm(join(this.directory, place), { recursive: true, force: true });
  }

  #keyOf(digest: string): Buffer {
    return this.#keyFor(`thumbnail ${digest}`);
  }
}
