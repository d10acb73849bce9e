import type { Sighting } from '../../../preload/contract/sighting.ts';
import type { VehicleEntry } from '../../../preload/contract/watchlist.ts';
import { anEntry } from '../../builders/entry.ts';
import { aSighting } from '../../builders/sighting.ts';
import type { CameraRead } from './noise.ts';

/** Entries are in force in November 2026. */
export const nowMs = Date.UTC(2026, 10, 23, 6, 32);

/** Numbered from 1, in the order given. */
export function listOf(plates: readonly string[]): VehicleEntry[] {
  return plates.map((plate, index) => anEntry({ id: index + 1, plate }));
}

export function sightingOf({ text, confidence }: CameraRead, given: Partial<Sighting> = {}): Sighting {
  const plateConfidence = confidence === null ? {} : { plateConfidence: confidence };
  return aSighting({ facts: { kind: 'vehicle', plate: text, ...plateConfidence }, ...given });
}
