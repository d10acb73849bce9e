/** Plates in cells, held against what is asked of them. Pure. */
import { isPlatePattern, lookAlikesOf } from '#contract/plate-pattern.ts';
import { nothing, placesPerBlock, plateColumns, plateLength, unsure } from './sighting-cells.ts';
import type { CellCodes } from './sighting-cells.ts';
import { sift, tableOf } from './sighting-sift.ts';
import type { Criterion, Places } from './sighting-sift.ts';

/** For each character, the codes that will do: 1 at their place. */
type Segment = readonly Uint8Array[];

/** A plate with a star in it: how it begins, what comes somewhere after it in this order, how it ends. */
export interface PlateParts {
  head: Segment;
  middle: readonly Segment[];
  tail: Segment;
}

/** A plate whose cells are vague is always let through. */
export interface PlateAsked {
  /** Of one character each, in the order in which they are best asked: the last first, for the first two are nearly every car's. */
  criteria: Criterion[];
  /** What the criteria leave open; null: nothing. */
  parts: PlateParts | null;
}

/** The columns of the characters, in their order; null: all of it says nothing. */
export type PlateCells = readonly (Uint8Array | null)[];

/**
 * `pattern` as the contract's filter has it. Null: only a vague plate can be it, for it is too long, or has a character
 * that no other ever had.
 */
export function plateAsked(pattern: string, alike: boolean, codes: CellCodes): PlateAsked | null {
  const wantedOf = (character: string): Uint8Array => {
    if (character === '?') return anyCharacter;
    const characters = alike ? Array.from(lookAlikesOf(character)) : [character];
    return tableOf(characters.map((each) => codes.find('plate', each)));
  };
  const segmentOf = (part: string): Segment =>
    Array.from({ length: part.length }, (_, at) => wantedOf(part.charAt(at)));
  const parts = pattern.split('*').map(segmentOf);
  const steps = parts.flat();
  const [head = [], tail = []] = [parts[0], parts.at(-1)];
  if (steps.length > plateLength || steps.some((wanted) => wanted.indexOf(1, 1) === unsure)) return null;
  if (!isPlatePattern(pattern) || parts.length === 1) {
    return { criteria: [...criteriaOf(head), ...endAt(head.length)], parts: null };
  }
  const middle = parts.slice(1, -1).filter((part) => part.length > 0);
  return { criteria: criteriaOf(head), parts: { head, middle, tail } };
}

/** Of the characters that are named, and of the last one: where that is, those before it are too. */
function criteriaOf(segment: Segment): Criterion[] {
  const all = segment.map((wanted, at) => ({ column: plateColumns[at] ?? 0, wanted }));
  const named = all.filter(({ wanted }) => wanted !== anyCharacter).reverse();
  return [...named, ...all.slice(-1).filter(({ wanted }) => wanted === anyCharacter)];
}

/** After `length` characters there are no more. */
function endAt(length: number): Criterion[] {
  const next = plateColumns[length];
  return next === undefined ? [] : [{ column: next, wanted: ended }];
}

/** Those of the places whose plate, of which the criteria hold, is what is asked for, or vague. */
export function siftPlates(places: Places, cells: PlateCells, { head, middle, tail }: PlateParts): Places {
  const at = (character: number): Uint8Array | null => cells[character] ?? null;
  if (at(0) === null) return new Uint16Array(0);
  const all = (left: Places, segment: Segment, from: number): Places =>
    segment.reduceRight((kept, wanted, n) => sift(kept, at(from + n), wanted, placesPerBlock), left);
  const shortest = Math.max(1, head.length + tail.length + middle.flat().length);
  let left = sift(places, at(shortest - 1), anyCharacter, placesPerBlock);
  if (tail.length > 0) {
    const endings: Places[] = [];
    // By length, longest first: nearly all plates are gone after two.
    for (let [length, rest] = [plateLength, left]; length >= shortest && rest?.length !== 0; length--) {
      endings.push(all(sift(rest, at(length - 1), anyCharacter, placesPerBlock), tail, length - tail.length));
      rest = sift(rest, at(length - 1), ended, placesPerBlock);
    }
    left = anyOf(left, endings);
  }
  const [longest] = middle.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return left;
  const starts = Array.from({ length: plateLength - longest.length + 1 }, (_, n) => n);
  const likely = anyOf(
    left,
    starts.map((from) => all(left, longest, from)),
  );
  return oneByOne(likely, cells, { head, middle, tail });
}

/**
 * Which characters, counted from 0, tell of nearly all plates whether they end so: few of eight, read before the others.
 * Null: no fewer than all.
 */
export function endingCharacters({ head, middle, tail }: PlateParts): number[] | null {
  if (tail.length === 0 || tail.length > plateLength - 3) return null;
  const last = Array.from({ length: tail.length + 1 }, (_, n) => plateLength - 1 - n);
  const shortest = head.length + tail.length + middle.flat().length;
  return [...new Set([shortest - 1, ...last])];
}

/** Those of the places whose plate may be what is asked for: plates of fewer than seven characters are let through. */
export function siftEndings(places: Places, cells: PlateCells, parts: PlateParts): Places {
  const { head, middle, tail } = parts;
  const at = (character: number): Uint8Array | null => cells[character] ?? null;
  const shortest = head.length + tail.length + middle.flat().length;
  const endsAt = (left: Places, length: number): Places =>
    tail.reduceRight(
      (kept, wanted, n) => sift(kept, at(length - tail.length + n), wanted, placesPerBlock),
      sift(left, at(length - 1), anyCharacter, placesPerBlock),
    );
  const left = sift(places, at(shortest - 1), anyCharacter, placesPerBlock);
  const shorter = sift(left, at(plateLength - 1), ended, placesPerBlock);
  return anyOf(left, [
    endsAt(left, plateLength),
    endsAt(shorter, plateLength - 1),
    sift(shorter, at(plateLength - 2), ended, placesPerBlock),
  ]);
}

/** Every code but `nothing`. */
const anyCharacter = Uint8Array.from({ length: 256 }, (_, code) => (code === nothing ? 0 : 1));
const ended = tableOf([nothing]);
const onlyOnes = Uint8Array.from({ length: 256 }, (_, value) => (value === 1 ? 1 : 0));

/** Those of the places that are in one of the parts at least. */
function anyOf(places: Places, parts: readonly Places[]): Places {
  const has = new Uint8Array(placesPerBlock);
  for (const part of parts) {
    if (part === null) return places;
    for (const place of part) has[place] = 1;
  }
  return sift(places, has, onlyOnes, placesPerBlock);
}

/** Few are left by now. */
function oneByOne(places: Places, cells: PlateCells, asked: PlateParts): Places {
  const plate = new Uint8Array(plateLength);
  const fits = (place: number): boolean => {
    let length = 0;
    for (; length < plateLength; length++) {
      const code = cells[length]?.[place] ?? nothing;
      if (code === nothing) break;
      plate[length] = code;
    }
    return plate[0] === unsure || fills(plate, length, asked);
  };
  return places?.filter(fits) ?? places;
}

function fills(plate: Uint8Array, length: number, { head, middle, tail }: PlateParts): boolean {
  const end = length - tail.length;
  if (end < head.length || !isAt(plate, 0, head) || !isAt(plate, end, tail)) return false;
  let from = head.length;
  for (const segment of middle) {
    // The first place that fits leaves the most room for what follows.
    const last = end - segment.length;
    while (from <= last && !isAt(plate, from, segment)) from += 1;
    if (from > last) return false;
    from += segment.length;
  }
  return true;
}

function isAt(plate: Uint8Array, at: number, segment: Segment): boolean {
  return segment.every((wanted, n) => wanted[plate[at + n] ?? nothing] === 1);
}
