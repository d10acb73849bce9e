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

/** A camera that is less sure than this doubts its read. Where many are listed, it must doubt more. */
const doubtedBelow = { few: 0.8, many: 0.7 };
/**
 * Listed plates of one letter (a city of each province): with more of them, more than one in 10,000 strangers would be
 * like a listed plate by chance, in look-alikes whatever the camera's confidence, or in one edit with one just below 0.8.
 */
const fewOfLetter = { lookAlikes: 120, edits: 1500 };
/** One edit from a read that the camera doubts itself. */
const editOfDoubted = 0.7;
/** A read that is one edit from more names none of them. */
const mostOneEdit = 16;
/** Of what is as likely a stranger. */
const inTheCrowd = 0.5;

export function scoreOf(match: PlateMatch, read: PlateRead, { ofLetter, oneEdit }: Crowd): number {
  const isDoubted = (bound: number): boolean => !read.isPlate || (read.confidence !== null && read.confidence < bound);
  switch (match.likeness) {
    case 'exact':
    case 'wildcard':
      return match.score * (read.confidence ?? 1);
    case 'look-alike':
      return isDoubted(doubtedBelow.few) || ofLetter <= fewOfLetter.lookAlikes ? match.score : match.score * inTheCrowd;
    case 'one-edit': {
      if (!isDoubted(ofLetter <= fewOfLetter.edits ? doubtedBelow.few : doubtedBelow.many)) {
        return ofLetter <= fewOfLetter.lookAlikes ? match.score : match.score * inTheCrowd;
      }
      const score = Math.max(match.score, editOfDoubted);
      return oneEdit <= mostOneEdit ? score : score * inTheCrowd;
    }
    default:
      return assertNever(match.likeness);
  }
}
