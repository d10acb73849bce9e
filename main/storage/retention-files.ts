import { statfs, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RetentionFiles } from '../journal/retention-store.ts';
import type { Database } from './database.ts';
import type { EvidencePacks } from './evidence-packs.ts';
import { sweepFiles } from './file-sweep.ts';
import { keptPlace } from './kept-pictures.ts';
import type { KeptPictures } from './kept-pictures.ts';
import type { ThumbnailFiles } from './thumbnail-files.ts';

export interface StationFilesOptions {
  dataDirectory: string;
  database: Database;
  evidence: EvidencePacks;
  kept: KeptPictures;
  thumbnails: ThumbnailFiles;
}

const digestName = /^[0-9a-f]{64}$/;
const dayName = /^\d{4}-\d{2}-\d{2}$/;

/** The files that retention deletes beside the rows. */
export class StationFiles implements RetentionFiles {
  readonly #options: StationFilesOptions;

  constructor(options: StationFilesOptions) {
    this.#options = options;
  }

  async copyOut(digest: string): Promise<{ bytes: number; contentType: string } | null> {
    const { evidence, kept } = this.#options;
    const found = await evidence.read(digest);
    if (found === null) return null;
    await kept.write(digest, found.contentType, found.bytes);
    return { bytes: found.bytes.byteLength, contentType: found.contentType };
  }

  async dropDay(day: string): Promise<void> {
    await this.#options.thumbnails.drop(day);
    await this.#options.evidence.dropDay(day);
  }

  async sweep(nowMs: number): Promise<{ files: number; bytes: number }> {
    const { dataDirectory, kept } = this.#options;
    const swept = [
      await sweepFiles({
        directory: join(dataDirectory, 'clips'),
        keyOf: (name) => (/^[1-9]\d{0,14}\.mp4$/.test(name) ? Number(name.slice(0, -4)) : null),
        known: async (ids) => new Set(await this.#column('clips', 'id', ids, z.number())),
        nowMs,
      }),
      await sweepFiles({
        directory: join(dataDirectory, 'snapshots'),
        keyOf: (name) => (/^[0-9a-f]{64}\.jpg$/.test(name) ? name.slice(0, -4) : null),
        known: async (digests) => new Set(await this.#column('snapshots', 'digest', digests, z.string())),
        nowMs,
      }),
      await sweepFiles({
        directory: kept.directory,
        keyOf: (name) => (digestName.test(name) ? name : null),
        known: async (digests) => this.#keptDigests(digests),
        nowMs,
      }),
    ];
    await this.#sweepThumbnails(nowMs);
    return swept.reduce((sum, { files, bytes }) => ({ files: sum.files + files, bytes: sum.bytes + bytes }));
  }

  async space(): Promise<{ freeBytes: number; totalBytes: number }> {
    const { bavail, blocks, bsize } = await statfs(this.#options.dataDirectory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  async #keptDigests(digests: readonly string[]): Promise<Set<string>> {
    const buffers = digests.map((digest) => Buffer.from(digest, 'hex'));
    const found = await this.#column('kept_pictures', 'digest', buffers, z.instanceof(Buffer));
    return new Set(found.map((digest) => digest.toString('hex')));
  }

  async #column<T>(table: string, column: string, among: readonly (string | number | Buffer)[], schema: z.ZodType<T>) {
    const rows: unknown = await this.#options.database.read(table).whereIn(column, among).pluck(column);
    return z.array(schema).parse(rows);
  }

  /** Thumbnails of a day go with it; one drawn while it went is here still. Those of copies go with the copies. */
  async #sweepThumbnails(nowMs: number): Promise<void> {
    const { thumbnails, database } = this.#options;
    const places = await readdir(thumbnails.directory).catch(() => []);
    const packs: unknown = await database.read('evidence_packs').whereNull('dropped_at_ms').pluck('day');
    const days = new Set(z.array(z.string()).parse(packs));
    for (const place of places) {
      if (dayName.test(place) && !days.has(place)) await rm(join(thumbnails.directory, place), { recursive: true });
    }
    await sweepFiles({
      directory: join(thumbnails.directory, keptPlace),
      keyOf: (name) => (digestName.test(name) ? name : null),
      known: async (digests) => this.#keptDigests(digests),
      nowMs,
    });
  }
}
