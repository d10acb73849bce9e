import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { picture } from '#contract/sighting.ts';
import type { PictureType } from '../journal/picture-type.ts';
import { AppError } from '../system/app-error.ts';
import { makePrivateDirectory, writeFileDurably } from '../system/disk.ts';
import type { Database } from './database.ts';
import { openRecord, readRecordHeader, recordHeaderBytes, sealRecord } from './evidence-record.ts';

/** The place of a copy, beside the days of the packs. */
export const keptPlace = 'kept';

const keptRow = z.object({ content_type: picture.shape.contentType });

/**
 * Copies of pictures that outlive their day: `evidence/kept/<digest>`, one record as in a pack, under a key of its own
 * (`evidence kept <digest>`), so that neither file can stand for the other.
 */
export class KeptPictures {
  readonly directory: string;
  readonly #database: Database;
  readonly #keyFor: (purpose: string) => Buffer;

  constructor(options: { directory: string; database: Database; keyFor: (purpose: string) => Buffer }) {
    this.directory = options.directory;
    this.#database = options.database;
    this.#keyFor = options.keyFor;
  }

  /** Durable when it resolves; leaves alone what is there already. The rows that say what it is for follow. */
  async write(digest: string, contentType: PictureType, bytes: Uint8Array): Promise<void> {
    await makePrivateDirectory(this.directory);
    if ((await this.#open(digest)) !== null) return;
    const sealed = sealRecord(this.#keyOf(digest), { kind: 'picture', contentType, digest }, bytes);
    try {
      await writeFileDurably(this.#pathOf(digest), Buffer.concat(sealed));
    } catch (error) {
      const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
      throw new AppError(full ? 'disk-full' : 'unavailable', 'a picture could not be copied out', { cause: error });
    }
  }

  /** Null: there is no such copy. AppError `internal`: damaged. */
  async read(digest: string): Promise<{ bytes: Buffer; contentType: PictureType } | null> {
    const row: unknown = await this.#database
      .read('kept_pictures')
      .where({ digest: Buffer.from(digest, 'hex') })
      .first('content_type');
    if (row === undefined) return null;
    const bytes = await this.#open(digest);
    if (bytes === null) {
      throw new AppError('internal', `the copy of picture ${digest} is damaged`, { facts: { digest } });
    }
    return { bytes, contentType: keptRow.parse(row).content_type };
  }

  async holds(digest: string): Promise<boolean> {
    const row: unknown = await this.#database
      .read('kept_pictures')
      .where({ digest: Buffer.from(digest, 'hex') })
      .first('bytes');
    return row !== undefined;
  }

  async remove(digest: string): Promise<void> {
    await rm(this.#pathOf(digest), { force: true });
  }

  async #open(digest: string): Promise<Buffer | null> {
    let record: Buffer;
    try {
      record = await readFile(this.#pathOf(digest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new AppError('unavailable', 'a copied picture cannot be reached', { cause: error });
    }
    const header = readRecordHeader(record);
    if (header?.digest !== digest) return null;
    return openRecord(this.#keyOf(digest), record, record.subarray(recordHeaderBytes));
  }

  #pathOf(digest: string): string {
    return join(this.directory, digest);
  }

  #keyOf(digest: string): Buffer {
    return this.#keyFor(`evidence kept ${digest}`);
  }
}
