import type { Sighting } from '#contract/sighting.ts';
import type { Hit, WatchlistEntry } from '#contract/watchlist.ts';
import { maskIdNumber, normaliseIdNumber } from './id-number.ts';
import { PlateIndex } from './plate-index.ts';
import { normalisePlate } from './plate.ts';

/** What matching looks at; a sighting has more. */
export type Matchable = Pick<Sighting, 'facts' | 'cameraId'>;

/**
 * Finds the entries a sighting matches. Pure and in memory: kept up to date entry by entry, asks nobody for the time.
 * Several entries may list one subject (two categories, two decisions); each that holds is a hit of its own.
 */
export class Matcher {
  readonly #entries = new Map<number, WatchlistEntry>();
  readonly #byPlate = new PlateIndex();
  readonly #byIdNumber = new Index();

  get size(): number {
    return this.#entries.size;
  }

  /** Adds an entry, or puts it in the place of the one with its id. */
  set(entry: WatchlistEntry): void {
    this.remove(entry.id);
    this.#entries.set(entry.id, entry);
    this.#indexOf(entry).add(keyOf(entry), entry.id);
  }

  remove(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#indexOf(entry).remove(keyOf(entry), id);
  }

  /** Hits of the entries that hold at `nowMs`: most urgent first, then surest, then oldest. */
  match(sighting: Matchable, nowMs: number): Hit[] {
    const hits: { hit: Hit; entry: WatchlistEntry }[] = [];
    const collect = (ids: readonly number[], hit: Omit<Hit, 'entryId' | 'reads' | 'confirmed'>): void => {
      for (const id of ids) {
        const entry = this.#entries.get(id);
        if (entry && holdsAt(entry, nowMs))
          hits.push({ hit: { entryId: id, reads: [], confirmed: false, ...hit }, entry });
      }
    };
    const { facts } = sighting;
    switch (facts.kind) {
      case 'vehicle':
      case 'cycle': {
        if (facts.plate === undefined) break;
        const plate = normalisePlate(facts.plate);
        const score = facts.kind === 'vehicle' ? (facts.plateConfidence ?? 1) : 1;
        collect(this.#byPlate.findExact(plate), { reason: 'plate-exact', matched: plate, score });
        break;
      }
      case 'face':
      case 'person': {
        if (facts.idNumber === undefined) break;
        const idNumber = normaliseIdNumber(facts.idNumber);
        // Without a similarity the number was read from a card, not guessed from a face.
        const score = facts.similarity ?? 1;
        collect(this.#byIdNumber.find(idNumber), { reason: 'id-number-exact', matched: maskIdNumber(idNumber), score });
        break;
      }
      case 'behaviour':
      case 'crowd':
        break;
    }
    return hits
      .sort((a, b) => a.entry.priority - b.entry.priority || b.hit.score - a.hit.score || a.entry.id - b.entry.id)
      .map(({ hit }) => hit);
  }

  #indexOf(entry: WatchlistEntry): Index | PlateIndex {
    return entry.kind === 'vehicle' ? this.#byPlate : this.#byIdNumber;
  }
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

function keyOf(entry: WatchlistEntry): string {
  return entry.kind === 'vehicle' ? normalisePlate(entry.plate) : normaliseIdNumber(entry.idNumber ?? '');
}

const nobody: readonly number[] = [];

/** Entry ids by key. Almost every key has one. */
class Index {
  readonly #ids = new Map<string, readonly number[]>();

  find(key: string): readonly number[] {
    return this.#ids.get(key) ?? nobody;
  }
  add(key: string, id: number): void {
    this.#ids.set(key, [...this.find(key), id]);
  }
  remove(key: string, id: number): void {
    const left = this.find(key).filter((other) => other !== id);
    if (left.length === 0) this.#ids.delete(key);
    else this.#ids.set(key, left);
  }
}
