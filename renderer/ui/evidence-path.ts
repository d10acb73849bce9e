/** Where a stored picture is fetched from, whole or as a thumbnail. */
import { evidencePath } from '#contract/access.ts';
import type { LookPurpose } from '#contract/access.ts';

export type PictureSize = 'whole' | 'thumbnail';

/** Grids and strips ask for the small one the station makes once; a station that makes none answers with the whole picture. */
export function picturePath(digest: string, purpose: LookPurpose, size: PictureSize): string {
  const path = evidencePath(digest, purpose);
  return size === 'thumbnail' ? `${path}&thumb=1` : path;
}
