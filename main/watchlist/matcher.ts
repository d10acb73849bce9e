import type { CameraPoint } from '#contract/camera.ts';
import type { Colour, Sighting } from '#contract/sighting.ts';
import { usualSettings } from '#contract/watchlist.ts';
import type {
  Hit,
  HitReason,
  PersonEntry,
  VehicleEntry,
  WatchlistEntry,
  WatchlistSettings,
} from '#contract/watchlist.ts';
import { maskIdNumber } from './id-number.ts';
import { PersonIndex, personKeysOf } from './person-index.ts';
import { PlateIndex } from './plate-index.ts';
import type { PlateLikeness } from './plate-likeness.ts';
import { scoreOf } from './plate-score.ts';
import type { PlateRead } from './plate-score.ts';
import { normalisePlate, plateFormOf } from './plate.ts';
import { isInScope } from './scope.ts';

/** What matching looks at; a sighting has more. */
export type Matchable = Pick<Sighting, 'facts' | 'cameraId'>;

export type MatchSettings = Pick<WatchlistSettings, 'similarity' | 'similarityByCamera' | 'plateScore'>;

export interface MatcherOptions {
  /** Where a camera looks; null: it is not known here. */
  pointOf?: (cameraId: string) => CameraPoint | null;
  /** Asked at every sighting. */
  settings?: () => MatchSettings;
}

/** An entry that a sighting is like, and whether that is enough for a hit. */
export interface Finding {
  entry: WatchlistEntry;
  hit: Hit;
  /** False: a plate that is like the listed one, but for what is known is another car's. */
  counts: boolean;
}

/**
 * Finds the entries a sighting matches. Pure and in memory: kept up to date entry by entry, asks nobody for the time.
 * Several entries may list one subject (two categories, two decisions); each that holds is a hit of its own.
 */
export class Matcher {
  readonly #pointOf: (cameraId: string) => CameraPoint | null;
  readonly #settings: () => MatchSettings;
  readonly #entries = new Map<number, WatchlistEntry>();
  readonly #plates = new PlateIndex();
  readonly #persons = new PersonIndex();

  constructor({ pointOf = () => null, settings = () => usualSettings }: MatcherOptions = {}) {
    this.#pointOf = pointOf;
    this.#settings = settings;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Adds an entry, or puts it in the place of the one with its id. */
  set(entry: WatchlistEntry): void {
    this.remove(entry.id);
    this.#entries.set(entry.id, entry);
    if (entry.kind === 'vehicle') this.#plates.add(normalisePlate(entry.plate), entry.id);
    else this.#persons.add(entry);
  }

  remove(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    if (entry.kind === 'vehicle') this.#plates.remove(normalisePlate(entry.plate), id);
    else this.#persons.remove(entry);
  }

  /** Hits of the entries that hold at `nowMs`, where the sighting was made: most urgent first, then surest, then oldest. */
  match(sighting: Matchable, nowMs: number): Hit[] {
    return this.find(sighting, nowMs)
      .filter(({ counts }) => counts)
      .map(({ hit }) => hit);
  }

  /** The same, and beside the hits what fell short of one: it may speak for another car when reads are compared. */
  find(sighting: Matchable, nowMs: number): Finding[] {
    return this.#findingsOf(sighting, nowMs).sort(
      (a, b) => a.entry.priority - b.entry.priority || b.hit.score - a.hit.score || a.entry.id - b.entry.id,
    );
  }

  #findingsOf({ facts, cameraId }: Matchable, nowMs: number): Finding[] {
    switch (facts.kind) {
      case 'vehicle':
      case 'cycle': {
        if (facts.plate === undefined) return [];
        const text = normalisePlate(facts.plate);
        const read = { text, isPlate: plateFormOf(text) !== null, confidence: confidenceOf(facts) };
        return this.#findPlate(read, facts.plateColour, cameraId, nowMs);
      }
      case 'face':
      case 'person':
        return this.#findPerson(facts, cameraId, nowMs);
      case 'behaviour':
      case 'crowd':
        return [];
    }
  }

  #findPlate(read: PlateRead, colour: Colour | undefined, cameraId: string | null, nowMs: number): Finding[] {
    const alike = this.#plates
      .find(read.text)
      .map(({ listed, ids, match }) => ({ listed, match, entries: this.#vehiclesOf(ids, colour, nowMs) }))
      .filter(({ entries }) => entries.length > 0);
    // Who reads a listed plate has read that plate; others like it are other cars.
    const isKnown = alike.some(({ match }) => match.likeness === 'exact');
    const oneEdit = alike.filter(({ match }) => match.likeness === 'one-edit').length;
    const ofReadLetter = this.#plates.listedOfLetter(read.text);
    const { plateScore } = this.#settings();
    return alike.flatMap(({ listed, match: { likeness, score: like }, entries }) => {
      const ofLetter = Math.max(ofReadLetter, this.#plates.listedOfLetter(listed));
      const score = scoreOf({ likeness, score: like }, read, { ofLetter, oneEdit });
      const counts = likeness === 'exact' || likeness === 'wildcard' || (!isKnown && score >= plateScore);
      const hit = { reason: reasons[likeness], matched: read.text, score, reads: [], confirmed: false };
      return entries.map((entry) => ({
        entry,
        hit: { entryId: entry.id, ...hit },
        counts: counts && this.#isAt(entry, cameraId),
      }));
    });
  }

  #vehiclesOf(ids: readonly number[], colour: Colour | undefined, nowMs: number): VehicleEntry[] {
    return ids.flatMap((id) => {
      const entry = this.#entries.get(id);
      if (entry?.kind !== 'vehicle' || !holdsAt(entry, nowMs)) return [];
      return isOfOtherColour(entry.plateColour, colour) ? [] : [entry];
    });
  }

  #findPerson(facts: PersonFacts, cameraId: string | null, nowMs: number): Finding[] {
    const keys = personKeysOf(facts);
    const { similarity, similarityByCamera } = this.#settings();
    const least = (cameraId === null ? undefined : similarityByCamera[cameraId]) ?? similarity;
    // Without a similarity, what stands beside an ID number was read from a card, not guessed from a face.
    const isSure = facts.similarity === undefined ? keys.idNumber !== null : facts.similarity >= least;
    const score = facts.similarity ?? 1;
    const found = new Map<number, Finding>();
    const collect = (ids: readonly number[], reason: HitReason, matched: string): void => {
      for (const id of ids) {
        const entry = this.#entries.get(id);
        if (entry?.kind !== 'person' || found.has(id) || !holdsAt(entry, nowMs)) continue;
        if (reason !== 'id-number-exact' && isSomebodyElse(entry, keys.idNumber)) continue;
        const hit = { entryId: id, reason, matched, score, reads: [], confirmed: false };
        found.set(id, { entry, hit, counts: this.#isAt(entry, cameraId) });
      }
    };
    collect(
      this.#persons.find('idNumber', keys.idNumber),
      'id-number-exact',
      keys.idNumber === null ? '' : maskIdNumber(keys.idNumber),
    );
    if (isSure) {
      collect(this.#persons.find('libraryId', keys.libraryId), 'library-id', keys.libraryId ?? '');
      collect(this.#persons.find('name', keys.name), 'library-name', (facts.name ?? '').trim());
    }
    return [...found.values()];
  }

  #isAt({ scope }: WatchlistEntry, cameraId: string | null): boolean {
    return isInScope(scope, { cameraId, point: cameraId === null ? null : this.#pointOf(cameraId) });
  }
}

type PersonFacts = Extract<Sighting['facts'], { kind: 'face' | 'person' }>;

const reasons = {
  exact: 'plate-exact',
  'look-alike': 'plate-look-alike',
  'one-edit': 'plate-one-edit',
  wildcard: 'plate-wildcard',
} as const satisfies Record<PlateLikeness, HitReason>;

/** What the camera says of its own read of a plate; null: nothing. Those that have no such figure may send 0. */
export function confidenceOf(facts: Sighting['facts']): number | null {
  return facts.kind === 'vehicle' && facts.plateConfidence !== 0 ? (facts.plateConfidence ?? null) : null;
}

/** Approved by someone other than its author, begun, not expired. */
export function holdsAt(entry: WatchlistEntry, nowMs: number): boolean {
  return (
    entry.approvedBy !== null &&
    entry.approvedBy !== entry.author &&
    (entry.validFromMs === null || entry.validFromMs <= nowMs) &&
    nowMs < entry.expiresAtMs
  );
}

/** A camera that saw no colour, or one it has no word for, does not speak against the listed one. */
function isOfOtherColour(listed: Colour | null, read: Colour | undefined): boolean {
  return listed !== null && listed !== 'other' && read !== undefined && read !== 'other' && read !== listed;
}

/** Of the same name, or the same number in another camera's library. */
function isSomebodyElse(entry: PersonEntry, idNumberRead: string | null): boolean {
  const { idNumber } = personKeysOf(entry);
  return idNumber !== null && idNumberRead !== null && idNumber !== idNumberRead;
}
