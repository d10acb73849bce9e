import { z } from 'zod';
import { picture, sighting } from '#contract/sighting.ts';
import type { Sighting } from '#contract/sighting.ts';
import { apartPictures } from './apart-pictures.ts';
import type { ApartPictures } from './apart-pictures.ts';
import type { PictureType } from './picture-type.ts';

/** A picture that came with a sighting, known by what it contains. */
export interface ArrivedPicture {
  /** SHA-256 of the bytes, lower-case hex. */
  digest: string;
  contentType: PictureType;
  bytes: Uint8Array;
}

/** Where a day's pack holds a picture. */
export const packedPicture = picture
  .pick({ digest: true, contentType: true, bytes: true })
  .extend({ offset: z.number().int().nonnegative() });
export type PackedPicture = z.infer<typeof packedPicture>;

/** What one sync made durable: sightings, and the pictures of theirs that the day's pack did not hold yet. */
export const packedGroup = z.object({
  /** Local day of receipt, `2026-07-14`: the pack's name. */
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  sightings: z.array(sighting),
  pictures: z.array(packedPicture),
  /** Absent: the group says nothing of pictures that come apart from their sighting. */
  apart: apartPictures.optional(),
  /** Length of the day's pack with this group at its end. */
  packBytes: z.number().int().positive(),
});
export type PackedGroup = z.infer<typeof packedGroup>;

/**
 * The evidence: pictures, and the sightings they belong to, in one append-only pack a day.
 *
 * The pack is also the journal's log. A group is durable once its bytes are synced there, by one sync; the rows that
 * follow in the database are an index of it and can be written again from it. That halves the syncs of a capture.
 *
 * Retention drops a whole day: what is still shown is copied out, the day's `evidence` rows go in small commits, its
 * `evidence_packs` row is marked dropped in a synced one; then the file goes. The sweep at the next start removes the
 * file of a marked day that a crash left behind.
 */
export interface EvidenceStore {
  /**
   * Adds one group to the pack of the day of `atMs`; durable when it resolves. One call at a time.
   * AppError `disk-full` or `unavailable`: nothing of it remains.
   */
  append(
    sightings: readonly Sighting[],
    pictures: readonly ArrivedPicture[],
    atMs: number,
    apart?: ApartPictures,
  ): Promise<PackedGroup>;
  /** Removes the newest group again, whose rows could not be written. */
  takeBack(group: PackedGroup): Promise<void>;
  /**
   * The bytes as received, their digest verified, from its pack or from the copy that was made of it. Null: never
   * stored, or its day was dropped. AppError: damaged.
   */
  read(digest: string): Promise<{ bytes: Buffer; contentType: PictureType } | null>;
  /** What holds it: a day, `2026-07-14`, or `kept` for a copy. Null: it is not stored. */
  placeOf(digest: string): Promise<string | null>;
}
