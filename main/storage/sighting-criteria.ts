/** From a filter to what the cells of a sighting must be. Pure. */
import { lookAlikesOf } from '#contract/plate-pattern.ts';
import type { SightingFilter } from '#contract/search.ts';
import { column, noCamera, nothing, plateHeadCells, plateTailCells, unsure } from './sighting-cells.ts';
import type { CellCodes, WordKind } from './sighting-cells.ts';

/** A question to one column: which codes will do. `unsure` always does: the row decides. */
export interface Criterion {
  column: number;
  /** 1 for each code that will do. */
  wanted: Uint8Array;
}

/** One character of a plate: a star, or the codes that will do. */
export type PlateStep = 'any-number' | Uint8Array;

export interface Criteria {
  /** All must hold, in the order in which they are best asked: what few sightings say first. */
  criteria: Criterion[];
  /** Also to be held against a plate's eight cells; null: the criteria say all there is to say. */
  steps: PlateStep[] | null;
}

/** The filter's receipt time and hits are not in the cells: whoever asks adds them. */
export function criteriaOf(
  filter: Omit<SightingFilter, 'cameraIds'> & { cameraIds?: (string | null)[] | undefined },
  codes: CellCodes,
): Criteria {
  const criteria: Criterion[] = [];
  const ask = (number: number, kind: WordKind, words: readonly string[] | undefined): void => {
    if (words === undefined || words.length === 0) return;
    criteria.push({ column: number, wanted: tableOf(words.map((word) => codes.find(kind, word))) });
  };
  ask(column.behaviour, 'behaviour', filter.behaviours);
  ask(column.coatColour, 'colour', filter.coatColours);
  const plate = filter.plate === undefined ? null : plateCriteria(filter.plate, filter.plateAlike === true, codes);
  criteria.push(...(plate?.criteria ?? []));
  ask(column.vehicleClass, 'vehicle-class', filter.vehicleClasses);
  ask(column.plateColour, 'colour', filter.plateColours);
  ask(column.vehicleColour, 'colour', filter.vehicleColours);
  ask(
    column.camera,
    'camera',
    filter.cameraIds?.map((id) => id ?? noCamera),
  );
  ask(column.kind, 'kind', filter.kinds);
  // A place that holds no sighting says nothing anywhere: something must be asked that it fails.
  if (!criteria.some(({ wanted }) => wanted[nothing] === 0)) criteria.push({ column: column.kind, wanted: anything() });
  return { criteria, steps: plate?.steps ?? null };
}

function plateCriteria(pattern: string, alike: boolean, codes: CellCodes): Criteria {
  const wantedOf = (character: string): Uint8Array => {
    const characters = alike ? Array.from(lookAlikesOf(character)) : [character];
    return tableOf(characters.map((each) => codes.find('plate', each)));
  };
  const criteria: Criterion[] = [];
  const head = pattern.split('*', 1)[0] ?? '';
  const stars = pattern.split('*').length - 1;
  const tail = stars === 0 ? '' : pattern.slice(pattern.lastIndexOf('*') + 1);
  const shortest = pattern.length - stars;
  // The last characters first: they tell plates apart, where the first two are nearly every car's.
  for (let at = Math.min(tail.length, plateTailCells) - 1; at >= 0; at--) {
    const character = tail.charAt(tail.length - 1 - at);
    if (character !== '?') criteria.push({ column: column.plateTail + at, wanted: wantedOf(character) });
  }
  for (let at = Math.min(head.length, plateHeadCells) - 1; at >= 0; at--) {
    const character = head.charAt(at);
    if (character !== '?') criteria.push({ column: column.plateHead + at, wanted: wantedOf(character) });
  }
  if (shortest > plateHeadCells) {
    // Longer than the cells tell: only what is vague there can be it.
    criteria.unshift({ column: column.plateHead, wanted: tableOf([]) });
    return { criteria, steps: null };
  }
  // Long enough, and without a star not longer.
  criteria.push({ column: column.plateHead + Math.max(0, shortest - 1), wanted: anything() });
  if (stars === 0 && shortest < plateHeadCells) {
    criteria.push({ column: column.plateHead + shortest, wanted: tableOf([nothing]) });
  }
  const said = stars === 0 || (stars === 1 && tail.length <= plateTailCells);
  const steps = (): PlateStep[] =>
    Array.from(pattern, (character) =>
      character === '*' ? 'any-number' : character === '?' ? anything() : wantedOf(character),
    );
  return { criteria, steps: said ? null : steps() };
}

function tableOf(codes: readonly (number | null)[]): Uint8Array {
  const wanted = new Uint8Array(256);
  for (const code of codes) if (code !== null) wanted[code] = 1;
  wanted[unsure] = 1;
  return wanted;
}

/** Every code but `nothing`. */
function anything(): Uint8Array {
  const wanted = new Uint8Array(256).fill(1);
  wanted[nothing] = 0;
  return wanted;
}

/** Places of a block, ascending. Null: all of them. */
export type Places = readonly number[] | null;

/** Those of the places whose cell is wanted. */
export function sift(places: Places, cells: Uint8Array | null, wanted: Uint8Array, size: number): number[] {
  const kept: number[] = [];
  if (cells === null) {
    if (wanted[nothing] === 0) return kept;
    return places === null ? Array.from({ length: size }, (_, place) => place) : [...places];
  }
  if (places === null) {
    for (let place = 0; place < size; place++) if (wanted[cells[place] ?? 0] === 1) kept.push(place);
  } else {
    for (const place of places) if (wanted[cells[place] ?? 0] === 1) kept.push(place);
  }
  return kept;
}

/** Whether the plate whose cells stand at `place` fills the steps; a vague plate does. */
export function fillsSteps(heads: readonly (Uint8Array | null)[], place: number, steps: readonly PlateStep[]): boolean {
  if (heads[0]?.[place] === unsure) return true;
  let length = 0;
  while (length < plateHeadCells && (heads[length]?.[place] ?? nothing) !== nothing) length += 1;
  let [at, stepAt] = [0, 0];
  let [starAt, filledTo] = [-1, 0];
  while (at < length) {
    const step = steps[stepAt];
    if (step === 'any-number') {
      starAt = stepAt++;
      filledTo = at;
    } else if (step !== undefined && step[heads[at]?.[place] ?? nothing] === 1) {
      at += 1;
      stepAt += 1;
    } else if (starAt >= 0) {
      stepAt = starAt + 1;
      at = ++filledTo;
    } else return false;
  }
  while (steps[stepAt] === 'any-number') stepAt += 1;
  return stepAt === steps.length;
}
