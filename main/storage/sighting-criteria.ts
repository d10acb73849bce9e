/** From a filter to what the cells of a sighting must be. Pure. */
import type { SightingFilter } from '#contract/search.ts';
import { plateAsked } from './plate-sift.ts';
import type { PlateParts } from './plate-sift.ts';
import { column, noCamera, nothing } from './sighting-cells.ts';
import type { CellCodes, WordKind } from './sighting-cells.ts';
import { tableOf } from './sighting-sift.ts';
import type { Criterion } from './sighting-sift.ts';

/** As the contract's, and `null` among the cameras is "no camera". */
export type ScanFilter = Omit<SightingFilter, 'cameraIds'> & { cameraIds?: (string | null)[] | undefined };

export interface Criteria {
  /** All must hold, in the order in which they are best asked: what few sightings say first. */
  criteria: Criterion[];
  /** What is left to be asked of a plate when all the criteria hold; null: nothing. */
  plate: PlateParts | null;
}

/** The filter's receipt time and hits are not in the cells: whoever asks adds them. */
export function criteriaOf(filter: ScanFilter, codes: CellCodes): Criteria {
  const criteria: Criterion[] = [];
  const ask = (number: number, kind: WordKind, words: readonly string[] | undefined): void => {
    if (words === undefined || words.length === 0) return;
    criteria.push({ column: number, wanted: tableOf(words.map((word) => codes.find(kind, word))) });
  };
  const asked = filter.plate === undefined ? null : plateAsked(filter.plate, filter.plateAlike === true, codes);
  if (filter.plate !== undefined && asked === null) {
    criteria.push({ column: column.vaguePlate, wanted: tableOf([]) });
  }
  ask(column.behaviour, 'behaviour', filter.behaviours);
  ask(column.coatColour, 'colour', filter.coatColours);
  // One character tells plates apart better than a colour; what is before it is nearly every car's.
  criteria.push(...(asked?.criteria.slice(0, 1) ?? []));
  ask(column.vehicleClass, 'vehicle-class', filter.vehicleClasses);
  ask(column.plateColour, 'colour', filter.plateColours);
  ask(column.vehicleColour, 'colour', filter.vehicleColours);
  criteria.push(...(asked?.criteria.slice(1) ?? []));
  ask(
    column.camera,
    'camera',
    filter.cameraIds?.map((id) => id ?? noCamera),
  );
  ask(column.kind, 'kind', filter.kinds);
  const plate = asked?.parts ?? null;
  // A place that holds no sighting says nothing anywhere: something must be asked that it fails.
  if (criteria.length === 0 && plate === null) criteria.push({ column: column.kind, wanted: something });
  return { criteria, plate };
}

const something = Uint8Array.from({ length: 256 }, (_, code) => (code === nothing ? 0 : 1));
