import { access, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhotoStore, PhotoType } from '../watchlist/photos.ts';
import { makePrivateDirectory, writeFileDurably } from '../system/disk.ts';
import { openRecord, readRecordHeader, recordHeaderBytes, sealRecord } from './evidence-record.ts';
import { sweepFiles } from './file-sweep.ts';

/**
 * Reference photos, sealed as evidence is: `photos/<digest>`, each one record. The key is the photo's own
 * (`reference photo <digest>`), so that no photo can stand for another.
 */
export class ReferencePhotos implements PhotoStore {
  readonly #directory: string;
  readonly #keyFor: (purpose: string) => Buffer;
  readonly #inUse: (digests: readonly string[]) => Promise<ReadonlySet<string>>;

  constructor(options: {
    directory: string;
    keyFor: (purpose: string) => Buffer;
    /** Of these, the ones that are needed. */
    inUse: (digests: readonly string[]) => Promise<ReadonlySet<string>>;
  }) {
    this.#directory = options.directory;
    this.#keyFor = options.keyFor;
    this.#inUse = options.inUse;
  }

  async write(digest: string, contentType: PhotoType, bytes: Uint8Array): Promise<void> {
    await makePrivateDirectory(this.#directory);
    const path = this.#pathOf(digest);
    if (await this.has(digest)) {
      // It is as if it had come now: the sweep must leave it to whoever brought it again.
      const now = new Date();
      await utimes(path, now, now);
      return;
    }
    const record = sealRecord(this.#keyOf(digest), { kind: 'picture', contentType, digest }, bytes);
    await writeFileDurably(path, Buffer.concat(record));
  }

  async read(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null> {
    let record: Buffer;
    try {
      record = await readFile(this.#pathOf(digest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    const header = readRecordHeader(record);
    if (header?.contentType == null || header.digest !== digest) return null;
    const bytes = openRecord(this.#keyOf(digest), record, record.subarray(recordHeaderBytes));
    return bytes === null ? null : { bytes, contentType: header.contentType };
  }

  async has(digest: string): Promise<boolean> {
    return access(this.#pathOf(digest)).then(
      () => true,
      () => false,
    );
  }

  sweep(nowMs: number): Promise<{ files: number; bytes: number }> {
    return sweepFiles({
      directory: this.#directory,
      // With those that a power cut left half written.
      keyOf: (name) => (/^[0-9a-f]{64}(\.partial)?$/.test(name) ? name : null),
      known: (names) => this.#inUse(names),
      nowMs,
    });
  }

  #pathOf(digest: string): string {
    return join(this.#directory, digest);
  }

  #keyOf(digest: string): Buffer {
    return this.#keyFor(`reference photo ${digest}`);
  }
}
