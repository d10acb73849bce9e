/**
 * What a filter may ask of a sighting, as one byte a question: the journal's second form, made to be looked through.
 *
 * Sightings are cut into blocks of 4,000 numbers. Of each block there is a column of cells for each question: the cell
 * at `place` belongs to the sighting `block × 4000 + place + 1`. A column of five million cells is five million bytes,
 * read and compared in the time a B-tree takes for a few ten thousand rows, whatever is asked together with what.
 */
import type { Sighting } from '#contract/sighting.ts';
import { plateOf } from './journal-rows.ts';

/** Their bytes fit on one page of the database with its header: a table leaf takes 4,061 bytes of a row (sqlite.org/fileformat2). */
export const placesPerBlock = 4000;

export const blockOf = (id: number): number => Math.floor((id - 1) / placesPerBlock);
export const placeOf = (id: number): number => (id - 1) % placesPerBlock;
export const idAt = (block: number, place: number): number => block * placesPerBlock + place + 1;

/** Numbers of the columns. Written into the database: never given another meaning. */
export const column = {
  kind: 1,
  camera: 2,
  plateColour: 3,
  vehicleColour: 4,
  vehicleClass: 5,
  coatColour: 6,
  behaviour: 7,
  /** The first character of the plate; each has a column, so that a search reads those that it asks for and no more. */
  plate1: 8,
  /** Time of receipt, 8 bytes a sighting: IEEE 754 double, little-endian. */
  received: 9,
  /** `unsure` where the eight cells of the plate are: hardly ever, and then the column is not there. */
  vaguePlate: 10,
  plate2: 11,
  plate3: 12,
  plate4: 13,
  plate5: 14,
  plate6: 15,
  plate7: 16,
  plate8: 17,
} as const;
/** In the order of the characters. No plate in use is longer. */
export const plateColumns: readonly number[] = [
  ...[column.plate1, column.plate2, column.plate3, column.plate4],
  ...[column.plate5, column.plate6, column.plate7, column.plate8],
];
export const plateLength = plateColumns.length;

/** No such sighting, or it says nothing here. */
export const nothing = 0;
/** Says something that no code was left for: the row has to be asked. */
export const unsure = 255;
const lastCode = 254;

/** What codes are given for, each kind by itself. */
export type WordKind = 'kind' | 'camera' | 'colour' | 'vehicle-class' | 'behaviour' | 'plate';
export interface CodedWord {
  kind: WordKind;
  code: number;
  word: string;
}

/** The word of a sighting that belongs to no camera; no camera has this id. */
export const noCamera = '';

/** Codes of words, given in order of first use and never taken back. */
export class CellCodes {
  readonly #codes = new Map<WordKind, Map<string, number>>();
  #unsaved: CodedWord[] = [];

  constructor(saved: readonly CodedWord[]) {
    for (const { kind, code, word } of saved) this.#of(kind).set(word, code);
  }

  /** `unsure` when all are given away. */
  give(kind: WordKind, word: string): number {
    const codes = this.#of(kind);
    const known = codes.get(word);
    if (known !== undefined) return known;
    const code = codes.size + 1;
    if (code > lastCode) return unsure;
    codes.set(word, code);
    this.#unsaved.push({ kind, code, word });
    return code;
  }

  find(kind: WordKind, word: string): number | null {
    return this.#of(kind).get(word) ?? null;
  }

  /** Those that are not in the database yet. */
  unsaved(): readonly CodedWord[] {
    return this.#unsaved;
  }

  saved(words: readonly CodedWord[]): void {
    this.#unsaved = this.#unsaved.filter((word) => !words.includes(word));
  }

  #of(kind: WordKind): Map<string, number> {
    const codes = this.#codes.get(kind) ?? new Map<string, number>();
    this.#codes.set(kind, codes);
    return codes;
  }
}

export type Indexed = Pick<Sighting, 'id' | 'cameraId' | 'receivedAtMs' | 'facts'>;

/** From `place` on, sightings were received in this hour (hours since 1970), until the next run begins. */
export type HourRun = readonly [place: number, hour: number];
export const hourOf = (atMs: number): number => Math.floor(atMs / 3_600_000);

/** One block in memory: the newest, still being filled, or one that is made again from its rows. */
export class BlockCells {
  readonly block: number;
  readonly received = new Float64Array(placesPerBlock);
  /** Sightings in it. */
  rows = 0;
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  readonly #columns = new Map<number, Uint8Array>();

  constructor(block: number) {
    this.block = block;
  }

  /** The cells of a column; null: all are `nothing`. */
  cells(number: number): Uint8Array | null {
    return this.#columns.get(number) ?? null;
  }

  /** Adding a sighting again changes nothing. */
  add(sighting: Indexed, codes: CellCodes): void {
    const place = placeOf(sighting.id);
    const { facts, cameraId, receivedAtMs } = sighting;
    if (this.cells(column.kind)?.[place]) return;
    this.rows += 1;
    this.firstMs = Math.min(this.firstMs, receivedAtMs);
    this.lastMs = Math.max(this.lastMs, receivedAtMs);
    this.received[place] = receivedAtMs;
    const put = (number: number, kind: WordKind, word: string | undefined): void => {
      if (word !== undefined) this.#put(number, place, codes.give(kind, word));
    };
    put(column.kind, 'kind', facts.kind);
    put(column.camera, 'camera', cameraId ?? noCamera);
    switch (facts.kind) {
      case 'vehicle':
        put(column.vehicleClass, 'vehicle-class', facts.vehicleClass);
        put(column.plateColour, 'colour', facts.plateColour);
        put(column.vehicleColour, 'colour', facts.vehicleColour);
        break;
      case 'cycle':
        put(column.plateColour, 'colour', facts.plateColour);
        put(column.vehicleColour, 'colour', facts.vehicleColour);
        break;
      case 'face':
      case 'person':
        put(column.coatColour, 'colour', facts.coatColour);
        break;
      case 'behaviour':
        put(column.behaviour, 'behaviour', facts.behaviour);
        break;
      case 'crowd':
        break;
    }
    const plate = plateOf(facts);
    if (plate !== null) this.#putPlate(place, plate, codes);
  }

  /** In which hour each place was received, by runs; places that hold no sighting belong to the run before. */
  hourRuns(): HourRun[] {
    const runs: [number, number][] = [];
    const kinds = this.cells(column.kind);
    for (let place = 0; kinds !== null && place < placesPerBlock; place++) {
      if (kinds[place] === nothing) continue;
      const hour = hourOf(this.received[place] ?? 0);
      if (runs.at(-1)?.[1] !== hour) runs.push([place, hour]);
    }
    return runs;
  }

  #putPlate(place: number, plate: string, codes: CellCodes): void {
    const given = Array.from({ length: plate.length }, (_, at) => codes.give('plate', plate.charAt(at)));
    // Too long, empty, or of a character without a code: which plates it is like is left to its row.
    const vague = plate.length === 0 || plate.length > plateLength || given.includes(unsure);
    for (const [at, number] of plateColumns.entries())
      this.#put(number, place, vague ? unsure : (given[at] ?? nothing));
    if (vague) this.#put(column.vaguePlate, place, unsure);
  }

  #put(number: number, place: number, code: number): void {
    if (code === nothing) return;
    let cells = this.#columns.get(number);
    if (cells === undefined) this.#columns.set(number, (cells = new Uint8Array(placesPerBlock)));
    cells[place] = code;
  }
}
