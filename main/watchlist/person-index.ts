import type { PersonEntry } from '#contract/watchlist.ts';
import { normaliseIdNumber } from './id-number.ts';

/** What persons are listed by. */
export interface PersonKeys {
  /** Normalised each; null: not known. */
  idNumber: string | null;
  libraryId: string | null;
  name: string | null;
}

/** One spelling per name: no spaces, no dots between its parts (阿不都·热合曼), half-width, capitals. */
export function normaliseName(written: string): string {
  return written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•‧∙・●.]/gu, '');
}

export function personKeysOf({ idNumber, libraryId, name }: Written): PersonKeys {
  return {
    idNumber: orNull(normaliseIdNumber(idNumber ?? '')),
    libraryId: orNull((libraryId ?? '').trim()),
    name: orNull(normaliseName(name ?? '')),
  };
}

type Written = Partial<Record<keyof PersonKeys, string | null | undefined>>;

const orNull = (key: string): string | null => (key === '' ? null : key);

type Shelf = Map<string, readonly number[]>;

const nobody: readonly number[] = [];

/** Listed persons by each of what they are listed by. */
export class PersonIndex {
  readonly #shelves: Readonly<Record<keyof PersonKeys, Shelf>> = {
    idNumber: new Map(),
    libraryId: new Map(),
    name: new Map(),
  };

  find(by: keyof PersonKeys, key: string | null): readonly number[] {
    return key === null ? nobody : (this.#shelves[by].get(key) ?? nobody);
  }

  add(entry: PersonEntry): void {
    this.#eachKey(entry, (shelf, key) => shelf.set(key, [...(shelf.get(key) ?? nobody), entry.id]));
  }

  remove(entry: PersonEntry): void {
    this.#eachKey(entry, (shelf, key) => {
      const left = (shelf.get(key) ?? nobody).filter((other) => other !== entry.id);
      if (left.length === 0) shelf.delete(key);
      else shelf.set(key, left);
    });
  }

  #eachKey(entry: PersonEntry, act: (shelf: Shelf, key: string) => void): void {
    const keys = personKeysOf(entry);
    for (const by of ['idNumber', 'libraryId', 'name'] as const) {
      const key = keys[by];
      if (key !== null) act(this.#shelves[by], key);
    }
  }
}
