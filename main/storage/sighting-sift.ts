/** Places of a block by their cells. Pure. */
import { nothing, unsure } from './sighting-cells.ts';

/** 1 for each code that will do. `unsure` always does: the row decides. */
export function tableOf(codes: readonly (number | null)[]): Uint8Array {
  const wanted = new Uint8Array(256);
  for (const code of codes) if (code !== null) wanted[code] = 1;
  wanted[unsure] = 1;
  return wanted;
}

/** A question to one column: which codes will do. */
export interface Criterion {
  column: number;
  /** 1 for each code that will do. */
  wanted: Uint8Array;
}

/** Places of a block, ascending. Null: all of them. */
export type Places = Uint16Array | null;

/** Those of the places whose cell is wanted. `size`: how many places there are. */
export function sift(places: Places, cells: Uint8Array | null, wanted: Uint8Array, size: number): Places {
  if (cells === null) return wanted[nothing] === 1 ? places : new Uint16Array(0);
  const most = places === null ? size : places.length;
  const kept = new Uint16Array(most);
  let count = 0;
  // Every place is written and the next overwrites it unless it is kept: no branch to guess wrong, five million times.
  if (places === null) {
    for (let place = 0; place < size; place++) {
      kept[count] = place;
      count += wanted[cells[place] ?? 0] ?? 0;
    }
  } else {
    for (const place of places) {
      kept[count] = place;
      count += wanted[cells[place] ?? 0] ?? 0;
    }
  }
  return kept.subarray(0, count);
}
