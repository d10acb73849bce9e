import type { CameraPoint } from '#contract/camera.ts';
import type { Hit, VehicleEntry } from '#contract/watchlist.ts';
import { usualSettings } from '#contract/watchlist.ts';
import { confidenceOf, holdsAt } from '../../main/watchlist/matcher.ts';
import type { Matchable } from '../../main/watchlist/matcher.ts';
import { comparePlates, isPattern } from '../../main/watchlist/plate-likeness.ts';
import { scoreOf } from '../../main/watchlist/plate-score.ts';
import { normalisePlate, plateFormOf } from '../../main/watchlist/plate.ts';
import { isInScope } from '../../main/watchlist/scope.ts';

/** Which listed vehicles a sighting hits, found by looking at every entry. What the matcher's index is held against. */
export class NaiveMatcher {
  readonly #entries: readonly VehicleEntry[];
  readonly #pointOf: (cameraId: string) => CameraPoint | null;
  readonly #ofLetter = new Map<string, number>();

  constructor(entries: readonly VehicleEntry[], pointOf: (cameraId: string) => CameraPoint | null = () => null) {
    this.#entries = entries;
    this.#pointOf = pointOf;
    for (const plate of new Set(entries.map((entry) => entry.plate))) {
      if (!isPattern(plate)) this.#ofLetter.set(plate.charAt(1), this.#listedOf(plate) + 1);
    }
  }

  /** In order of the entries. */
  match({ facts, cameraId }: Matchable, nowMs: number): Hit[] {
    if (facts.kind !== 'vehicle' || facts.plate === undefined) return [];
    const { plateColour } = facts;
    const text = normalisePlate(facts.plate);
    const alike = this.#entries.flatMap((entry) => {
      const match = comparePlates(text, entry.plate);
      const isOfOtherColour =
        entry.plateColour !== null && plateColour !== undefined && !['other', entry.plateColour].includes(plateColour);
      return match && holdsAt(entry, nowMs) && !isOfOtherColour ? [{ entry, match }] : [];
    });
    const isListed = alike.some(({ match }) => match.likeness === 'exact');
    const edits = alike.filter(({ match }) => match.likeness === 'one-edit');
    const oneEdit = new Set(edits.map(({ entry }) => entry.plate)).size;
    const read = { text, isPlate: plateFormOf(text) !== null, confidence: confidenceOf(facts) };
    return alike.flatMap(({ entry, match }): Hit[] => {
      const ofLetter = Math.max(this.#listedOf(text), this.#listedOf(entry.plate));
      const score = scoreOf(match, read, { oneEdit, ofLetter });
      const differs = match.likeness === 'look-alike' || match.likeness === 'one-edit';
      if (differs && (isListed || score < usualSettings.plateScore)) return [];
      if (!isInScope(entry.scope, { cameraId, point: cameraId === null ? null : this.#pointOf(cameraId) })) return [];
      return [
        { entryId: entry.id, reason: `plate-${match.likeness}`, matched: text, score, reads: [], confirmed: false },
      ];
    });
  }

  #listedOf(plate: string): number {
    return this.#ofLetter.get(plate.charAt(1)) ?? 0;
  }
}
