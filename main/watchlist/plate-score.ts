/**
 * How sure it is that a read plate is the listed one it is like. Pure. Why it is weighed so, and the figures:
 * docs/decisions/013-which-plates-are-alike.md.
 */
import { assertNever } from '../system/app-error.ts';
import type { PlateMatch } from './plate-likeness.ts';

export interface PlateRead {
  /** Normalised. */
  text: string;
  /** Whether there can be such a plate; one that cannot be was misread for certain. */
  isPlate: boolean;
  /** 0–1, what the camera says of its own read; null: it says nothing. */
  confidence: number | null;
}

export interface Crowd {
  /** Listed plates with the letter that the listed one has behind its province, or the read one: whichever are more. */
  ofLetter: number;
  /** Listed plates that the read is one edit from. */
  oneEdit: number;
}

/** One edit from a read that the camera doubts itself. */
const editOfDoubted = 0.7;
/** A camera that is less sure than this doubts its read. Where many are listed, it must doubt more. */
const doubtedBelow = { few: 0.8, many: 0.7 };
/**
 * Listed plates of one letter, which is a city of each province. Beyond it more than one in 10,000 strangers would be like some listed plate: by look-alikes,
 * read with a confidence beyond doubt; by one edit, read with a confidence just below 0.8.
 */
const most = { lookAlikesUndoubted: 120, editsLittleDoubted: 1500 };
/** A read that could be any of more is none of them. */
const mostOneEdit = 16;
/** What is as likely a stranger. */
const inTheCrowd = 0.5;

export function scoreOf(match: PlateMatch, read: PlateRead, crowd: Crowd): number {
  const isDoubted = (bound: number): boolean => !read.isPlate || (read.confidence !== null && read.confidence < bound);
  switch (match.likeness) {
    case 'exact':
    case 'wildcard':
      return match.score * (read.confidence ?? 1);
    case 'look-alike':
      return isDoubted(doubtedBelow.few) || crowd.ofLetter <= most.lookAlikesUndoubted
        ? match.score
        : match.score * inTheCrowd;
    case 'one-edit': {
      const bound = crowd.ofLetter <= most.editsLittleDoubted ? doubtedBelow.few : doubtedBelow.many;
      if (!isDoubted(bound)) return match.score * (crowd.ofLetter <= most.lookAlikesUndoubted ? 1 : inTheCrowd);
      const score = Math.max(match.score, editOfDoubted);
      return crowd.oneEdit <= mostOneEdit ? score : score * inTheCrowd;
    }
    default:
      return assertNever(match.likeness);
  }
}
