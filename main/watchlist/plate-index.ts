import { compareEdit, compareLookAlikes, comparePattern, isPattern, skeletonOf } from './plate-likeness.ts';
import type { PlateMatch } from './plate-likeness.ts';

/**
 * Listed plates, found by what a camera made of them, without comparing with each.
 *
 * One edit leaves either the first four or the last three characters of a plate as they were; so plates are kept by
 * both, and only those that share one with the read plate are compared. That needs a tenth of the memory of an index
 * of all deletions, and no list, however local, puts more than about a thousand plates under one such key.
 */
export class PlateIndex {
  readonly #idsByPlate = new Map<string, readonly number[]>();
  readonly #bySkeleton = new Map<string, Set<string>>();
  readonly #byHead = new Map<string, Set<string>>();
  readonly #byTail = new Map<string, Set<string>>();
  readonly #patterns = new Set<string>();

  add(plate: string, id: number): void {
    const ids = this.#idsByPlate.get(plate);
    this.#idsByPlate.set(plate, ids ? [...ids, id] : [id]);
    if (ids) return;
    if (isPattern(plate)) this.#patterns.add(plate);
    else for (const [shelf, key] of this.#placesOf(plate)) put(shelf, key, plate);
  }

  remove(plate: string, id: number): void {
    const left = (this.#idsByPlate.get(plate) ?? []).filter((other) => other !== id);
    if (left.length > 0) {
      this.#idsByPlate.set(plate, left);
      return;
    }
    this.#idsByPlate.delete(plate);
    if (isPattern(plate)) this.#patterns.delete(plate);
    else for (const [shelf, key] of this.#placesOf(plate)) take(shelf, key, plate);
  }

  findExact(read: string): readonly number[] {
    return this.#idsByPlate.get(read) ?? [];
  }

  /** Every listed plate the read one is like, itself included; each once, by its strongest likeness. */
  find(read: string): { ids: readonly number[]; match: PlateMatch }[] {
    const found = new Map<string, PlateMatch>();
    const offer = (listed: string, match: PlateMatch | null): void => {
      if (match && !found.has(listed)) found.set(listed, match);
    };
    if (this.#idsByPlate.has(read)) offer(read, { likeness: 'exact', score: 1 });
    for (const listed of this.#bySkeleton.get(skeletonOf(read)) ?? []) offer(listed, compareLookAlikes(read, listed));
    for (const listed of this.#byHead.get(headOf(read)) ?? []) offer(listed, compareEdit(read, listed));
    for (const listed of this.#byTail.get(tailOf(read)) ?? []) offer(listed, compareEdit(read, listed));
    for (const listed of this.#byHead.get('') ?? []) offer(listed, compareEdit(read, listed));
    for (const pattern of this.#patterns) offer(pattern, comparePattern(read, pattern));
    return [...found].map(([listed, match]) => ({ ids: this.findExact(listed), match }));
  }

  #placesOf(plate: string): readonly (readonly [Map<string, Set<string>>, string])[] {
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

function put(shelf: Map<string, Set<string>>, key: string, plate: string): void {
  const plates = shelf.get(key);
  if (plates) plates.add(plate);
  else shelf.set(key, new Set([plate]));
}

function take(shelf: Map<string, Set<string>>, key: string, plate: string): void {
  const plates = shelf.get(key);
  plates?.delete(plate);
  if (plates?.size === 0) shelf.delete(key);
}
