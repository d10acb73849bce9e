/** How like a listed plate a read one is. Pure and without an index: what the index finds is held against this. */
import { fillsPlatePattern, foldLookAlike, isPlatePattern } from '#contract/plate-pattern.ts';
import { plateFormOf, provinces } from './plate.ts';

export type PlateLikeness =
  | 'exact'
  /** Only characters that cameras take for one another differ, or the province was misread. */
  | 'look-alike'
  /** One character differs, is missing or is one too many. */
  | 'one-edit'
  /** The listed plate has wildcards, and the read one fills them. */
  | 'wildcard';

export interface PlateMatch {
  likeness: PlateLikeness;
  /** 0–1: how sure the likeness is, the camera's own doubts left aside. */
  score: number;
}

/** Scores. A look-alike costs a tenth a character; a misread province more, for it is one of 31. */
const perLookAlike = 0.9;
const misreadProvince = 0.8;
/** A read that is no plate at all was misread for certain; one that is a plate may well be another car's. */
const editOfNoPlate = 0.75;
const editOfPlate = 0.5;

/** The plate without its province, look-alikes made one: equal skeletons are look-alikes. */
export function skeletonOf(plate: string): string {
  const start = provinces.includes(plate.charAt(0)) ? 1 : 0;
  let skeleton = '';
  for (let at = start; at < plate.length; at++) skeleton += foldLookAlike(plate.charAt(at));
  return skeleton;
}

/** Both normalised. Null: not alike. */
export function comparePlates(read: string, listed: string): PlateMatch | null {
  if (read === listed) return { likeness: 'exact', score: 1 };
  if (isPattern(listed)) return comparePattern(read, listed);
  return compareLookAlikes(read, listed) ?? compareEdit(read, listed);
}

export function compareLookAlikes(read: string, listed: string): PlateMatch | null {
  if (read.length !== listed.length) return null;
  let score = 1;
  for (let at = 0; at < listed.length; at++) {
    const [seen, meant] = [read.charAt(at), listed.charAt(at)];
    if (seen === meant) continue;
    if (at === 0 && provinces.includes(seen) && provinces.includes(meant)) score *= misreadProvince;
    else if (foldLookAlike(seen) === foldLookAlike(meant)) score *= perLookAlike;
    else return null;
  }
  return { likeness: 'look-alike', score };
}

export function compareEdit(
  read: string,
  listed: string,
  isPlate: boolean = plateFormOf(read) !== null,
): PlateMatch | null {
  if (!isOneEdit(read, listed)) return null;
  return { likeness: 'one-edit', score: isPlate ? editOfPlate : editOfNoPlate };
}

/** Whether the listed plate has wildcards. */
export const isPattern = isPlatePattern;

/** A pattern is as sure as it is specific: one that names every character but one is nearly the plate. */
export function comparePattern(read: string, pattern: string): PlateMatch | null {
  if (!fillsPlatePattern(read, pattern)) return null;
  const named = pattern.replace(/[?*]/g, '').length;
  return { likeness: 'wildcard', score: 0.5 + 0.5 * (named / read.length) };
}

function isOneEdit(read: string, listed: string): boolean {
  const longer = read.length >= listed.length ? read : listed;
  const shorter = longer === read ? listed : read;
  if (longer.length - shorter.length > 1) return false;
  let at = 0;
  while (at < shorter.length && longer.charCodeAt(at) === shorter.charCodeAt(at)) at += 1;
  let [inLonger, inShorter] = [at + 1, longer.length === shorter.length ? at + 1 : at];
  for (; inLonger < longer.length; inLonger++, inShorter++) {
    if (longer.charCodeAt(inLonger) !== shorter.charCodeAt(inShorter)) return false;
  }
  return true;
}
