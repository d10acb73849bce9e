import { z } from 'zod';
import { packedPicture } from '../journal/evidence.ts';
import type { PackedPicture } from '../journal/evidence.ts';
import type { Database } from './database.ts';

/** What the database knows of a day's pack. */
export type PackFacts = { state: 'unknown' } | { state: 'kept'; bytes: number } | { state: 'dropped' };

/** Where the packs hold which picture, as committed. The rows are written by the journal's table, with the sightings. */
export class EvidenceIndex {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(digest: string): Promise<(PackedPicture & { day: string }) | null> {
    const row: unknown = await this.#database
      .read('evidence')
      .where({ digest: Buffer.from(digest, 'hex') })
      .first('day', 'byte_offset as offset', 'bytes', 'content_type as contentType');
    return row === undefined ? null : foundPicture.parse({ ...(row as object), digest });
  }

  /** Those of the digests that the day's pack holds. */
  async heldBy(day: string, digests: readonly string[]): Promise<Set<string>> {
    // Sifted by day here: given both conditions, SQLite would rather read the whole day than look up the digests.
    const found: unknown = await this.#database
      .read('evidence')
      .whereIn(
        'digest',
        digests.map((digest) => Buffer.from(digest, 'hex')),
      )
      .select('digest', 'day');
    const held = z.array(heldPicture).parse(found);
    return new Set(held.filter((row) => row.day === day).map(({ digest }) => digest.toString('hex')));
  }

  async pack(day: string): Promise<PackFacts> {
    const row: unknown = await this.#database.read('evidence_packs').where({ day }).first('bytes', 'dropped_at_ms');
    if (row === undefined) return { state: 'unknown' };
    const { bytes, dropped_at_ms: droppedAtMs } = packRow.parse(row);
    return droppedAtMs === null ? { state: 'kept', bytes } : { state: 'dropped' };
  }
}

const heldPicture = z.object({ digest: z.instanceof(Buffer), day: z.string() });
const foundPicture = packedPicture.extend({ day: z.string() });
const packRow = z.object({ bytes: z.number().int(), dropped_at_ms: z.number().int().nullable() });
