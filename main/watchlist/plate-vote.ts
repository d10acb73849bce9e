/** Whether reads of one entry agree that it is the listed plate: the two-read rule 两次识读. Pure. */
import type { Sighting } from '#contract/sighting.ts';
import { comparePlates, isPattern } from './plate-likeness.ts';
import type { PlateRead } from './plate-score.ts';

export interface HeldRead extends PlateRead {
  sighting: Pick<Sighting, 'id' | 'source' | 'deviceId' | 'objectId' | 'cameraId' | 'receivedAtMs'>;
  /** It was a hit by itself. Others speak only for the plates they read. */
  counts: boolean;
  score: number;
}

/**
 * Two captures say the listed plate, and no other plate explains all reads better.
 *
 * Two say it when one read it exactly and the other something like it; or when both read the same, and that fills the
 * listed pattern or cannot be a plate. The same look-alike read twice is another car, and one that really has that plate.
 */
export function readsAgree(reads: readonly HeldRead[], listed: string): boolean {
  const hits = reads.filter(({ counts }) => counts);
  const twoSayIt = hits.some((one, at) =>
    hits.slice(at + 1).some((other) => areTwoCaptures(one.sighting, other.sighting) && bothSay(listed, one, other)),
  );
  return twoSayIt && winsVote(listed, reads);
}

function bothSay(listed: string, one: HeldRead, other: HeldRead): boolean {
  if (one.text === listed || other.text === listed) return true;
  return one.text === other.text && (isPattern(listed) || !one.isPlate);
}

type Capture = HeldRead['sighting'];

/**
 * By two cameras, or two of one. The same object sent again is one; so is, possibly, what a camera told over GA/T 1400 and
 * over its alert stream.
 */
function areTwoCaptures(one: Capture, other: Capture): boolean {
  if (one.id === other.id || (one.deviceId === other.deviceId && one.objectId === other.objectId)) return false;
  const place = (capture: Capture): string => capture.cameraId ?? `device ${capture.deviceId}`;
  if (place(one) !== place(other)) return true;
  return one.source === other.source;
}

/** Against each plate that was read: the first read does not win because it came first. Ties go to the listed one. */
function winsVote(listed: string, reads: readonly HeldRead[]): boolean {
  // Whoever fills a pattern is meant, whichever plate it is.
  if (isPattern(listed)) return true;
  const others = new Set(reads.filter(({ isPlate, text }) => isPlate && text !== listed).map(({ text }) => text));
  const votes = votesFor(listed, reads);
  return [...others].every((other) => votesFor(other, reads) <= votes);
}

/** How well a plate explains what was read: likeness, by what the camera says of each read. */
function votesFor(plate: string, reads: readonly HeldRead[]): number {
  return reads.reduce(
    (votes, { text, confidence }) => votes + (comparePlates(text, plate)?.score ?? 0) * (confidence ?? 1),
    0,
  );
}
