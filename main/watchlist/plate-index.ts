import { PatternIndex } from './pattern-index.ts';
import { compareEdit, compareLookAlikes, comparePattern, isPattern, skeletonOf } from './plate-likeness.ts';
import type { PlateMatch } from './plate-likeness.ts';
import { plateFormOf } from './plate.ts';
import { Shelves } from './shelves.ts';

export interface AlikePlate {
  /** As listed: a plate or a pattern. */
  listed: string;
  /** Who listed it. */
  ids: readonly number[];
  match: PlateMatch;
}

/**
 * Listed plates, found by what a camera made of them, without comparing with each.
 *
 * One edit leaves either the first four or the last three characters of a plate as they were; so plates are kept by
 * both, and only those that share one with the read plate are compared. That needs a tenth of the memory of an index
 * of all deletions, and no list, however local, puts more than about a thousand plates under one such key.
 */
export class PlateIndex {
  readonly #idsByPlate = new Map<string, readonly number[]>();
  readonly #bySkeleton = new Shelves();
  readonly #byHead = new Shelves();
  readonly #byTail = new Shelves();
  readonly #patterns = new PatternIndex();
  readonly #ofLetter = new Map<string, number>();

  add(plate: string, id: number): void {
    const ids = this.#idsByPlate.get(plate);
    this.#idsByPlate.set(plate, ids ? [...ids, id] : [id]);
    if (ids) return;
    if (isPattern(plate)) {
      this.#patterns.add(plate);
      return;
    }
    for (const [shelves, key] of this.#placesOf(plate)) shelves.put(key, plate);
    this.#ofLetter.set(letterOf(plate), this.listedOfLetter(plate) + 1);
  }

  remove(plate: string, id: number): void {
    const ids = this.#idsByPlate.get(plate);
    if (!ids) return;
    const left = ids.filter((other) => other !== id);
    if (left.length > 0) {
      this.#idsByPlate.set(plate, left);
      return;
    }
    this.#idsByPlate.delete(plate);
    if (isPattern(plate)) {
      this.#patterns.remove(plate);
      return;
    }
    for (const [shelves, key] of this.#placesOf(plate)) shelves.take(key, plate);
    const others = this.listedOfLetter(plate) - 1;
    if (others > 0) this.#ofLetter.set(letterOf(plate), others);
    else this.#ofLetter.delete(letterOf(plate));
  }

  /** Listed plates, patterns left aside, with the same letter behind the province. */
  listedOfLetter(plate: string): number {
    return this.#ofLetter.get(letterOf(plate)) ?? 0;
  }

  /** Every listed plate the read one is like, itself included; each once, by its strongest likeness. */
  find(read: string): AlikePlate[] {
    const found = new Map<string, PlateMatch>();
    const offer = (listed: string, match: PlateMatch | null): void => {
      if (match && !found.has(listed)) found.set(listed, match);
    };
    const isPlate = plateFormOf(read) !== null;
    if (this.#idsByPlate.has(read)) offer(read, { likeness: 'exact', score: 1 });
    for (const listed of this.#bySkeleton.under(skeletonOf(read))) offer(listed, compareLookAlikes(read, listed));
    for (const listed of this.#byHead.under(headOf(read))) offer(listed, compareEdit(read, listed, isPlate));
    for (const listed of this.#byTail.under(tailOf(read))) offer(listed, compareEdit(read, listed, isPlate));
    for (const listed of this.#byHead.under('')) offer(listed, compareEdit(read, listed, isPlate));
    for (const pattern of this.#patterns.filledBy(read)) offer(pattern, comparePattern(read, pattern));
    return [...found].map(([listed, match]) => ({ listed, ids: this.#idsByPlate.get(listed) ?? [], match }));
  }

  #placesOf(plate: string): readonly (readonly [Shelves, string])[] {
    // Head and tail of a shorter one overlap, and one edit may break both: those few are always compared.
    const [head, tail] = plate.length < headLength + tailLength ? ['', ''] : [headOf(plate), tailOf(plate)];
    return [
      [this.#bySkeleton, skeletonOf(plate)],
      [this.#byHead, head],
      [this.#byTail, tail],
    ];
  }
}

const headLength = 4;
const tailLength = 3;

function headOf(plate: string): string {
  return plate.slice(0, headLength);
}

function tailOf(plate: string): string {
  return plate.slice(-tailLength);
}

/** P of 鲁P12345: the letter of a city, one in each province. */
function letterOf(plate: string): string {
  return plate.charAt(1);
}
