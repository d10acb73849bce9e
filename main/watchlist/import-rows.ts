/** A sheet's rows as entries: what each would do to the list, or what is wrong with it. Pure. */
import type { Scope } from '#contract/scope.ts';
import type { EntryDraft, EntryProblem, ImportRow, Priority, WatchlistEntry } from '#contract/watchlist.ts';
import { checkDraft, shortened, tidied } from './check-draft.ts';
import type { DraftContext } from './check-draft.ts';
import { changedMembers } from './decide-changes.ts';
import { keyOf } from './entry-key.ts';
import { usualPriority } from './provision.ts';
import { textOfCell } from './sheet-cell.ts';
import type { SheetCell, SheetRow } from './sheet-cell.ts';
import { instantOf } from './sheet-dates.ts';
import {
  cameraPrefix,
  categoryOfWord,
  colourOfWord,
  columnOfHeader,
  factColumns,
  isAnywhere,
  kindOfWord,
  pointOfWord,
  priorityOfWord,
} from './sheet-words.ts';
import type { Column } from './sheet-words.ts';

export interface ImportContext extends DraftContext {
  cameraIdOf(name: string): string | null;
  ownPriorities: ReadonlyMap<string, Priority>;
}

export interface SheetHeader {
  /** Where each column of ours stands. */
  places: ReadonlyMap<Column, number>;
  unknown: string[];
}

export function readHeader(cells: readonly SheetCell[]): SheetHeader {
  const places = new Map<Column, number>();
  const unknown: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const text = tidied(textOfCell(cell));
    if (text === '') continue;
    const column = columnOfHeader(text);
    if (column === null) unknown.push(shortened(text));
    else if (!isFact(column) && !places.has(column)) places.set(column, index);
  }
  return { places, unknown };
}

const isFact = (column: string): column is (typeof factColumns)[number] => factColumns.some((each) => each === column);

/** What makes rows of one sheet into changes of one list. */
export class RowJudge {
  readonly #header: SheetHeader;
  readonly #context: ImportContext;
  readonly #listed = new Map<string, WatchlistEntry>();
  readonly #rowOfKey = new Map<string, number>();

  constructor(options: { header: SheetHeader; context: ImportContext; listed: Iterable<WatchlistEntry> }) {
    this.#header = options.header;
    this.#context = options.context;
    for (const entry of options.listed) this.#listed.set(keyOf(entry), entry);
  }

  judge({ row, cells }: SheetRow): ImportRow {
    const read = new RowReader(cells, this.#header.places, this.#context);
    const draft = read.draft();
    const wrong = (problems: EntryProblem[], entryId: number | null = null): ImportRow => ({
      ...{ row, outcome: 'wrong', draft: null, entryId, changes: [], problems },
    });
    if (draft === null) return wrong(read.problems);
    const checked = checkDraft(draft, this.#context);
    // What could not be read at all is not told a second time for the value that stands in for it.
    const told = new Set(read.problems.map(({ field }) => field));
    const problems = [...read.problems, ...checked.problems.filter(({ field }) => !told.has(field))];
    const key = keyOf(checked.draft);
    const earlier = this.#rowOfKey.get(key);
    if (earlier !== undefined && read.problems.length === 0) {
      return wrong([{ field: 'row', problem: 'duplicate', found: String(earlier) }]);
    }
    const known = this.#listed.get(key);
    const draftNow = known === undefined ? checked.draft : this.#withAbsent(checked.draft, known);
    const changes = known === undefined ? [] : changedMembers(known, draftNow);
    // What the list says already it may go on saying, though nobody could write it anew: that it has expired, say.
    const isSame = known !== undefined && changes.length === 0 && read.problems.length === 0;
    if (problems.length > 0 && !isSame) return wrong(problems, known?.id);
    this.#rowOfKey.set(key, row);
    if (known === undefined) return { row, outcome: 'new', draft: draftNow, entryId: null, changes, problems };
    if (isSame) return { row, outcome: 'same', draft: draftNow, entryId: known.id, changes, problems: [] };
    if (known.origin !== 'console') {
      return wrong([{ field: 'row', problem: 'kept-elsewhere', found: known.origin }], known.id);
    }
    return { row, outcome: 'changed', draft: draftNow, entryId: known.id, changes, problems };
  }

  /** What the sheet has no column for stays as the entry has it; a photo is in no sheet. */
  #withAbsent(draft: EntryDraft, known: WatchlistEntry): EntryDraft {
    const { places } = this.#header;
    const has = (column: Column): boolean => places.has(column);
    const common = {
      ...(has('priority') ? {} : { priority: known.priority }),
      ...(has('validFrom') ? {} : { validFromMs: known.validFromMs }),
      ...(has('places') ? {} : { scope: known.scope }),
      ...(has('procedure') ? {} : { procedure: known.procedure }),
      ...(has('note') ? {} : { note: known.note }),
    };
    if (draft.kind === 'vehicle' && known.kind === 'vehicle') {
      return { ...draft, ...common, ...(has('plateColour') ? {} : { plateColour: known.plateColour }) };
    }
    if (draft.kind === 'person' && known.kind === 'person') {
      return {
        ...draft,
        ...common,
        photo: known.photo,
        ...(has('name') ? {} : { name: known.name }),
        ...(has('idNumber') ? {} : { idNumber: known.idNumber }),
        ...(has('libraryId') ? {} : { libraryId: known.libraryId }),
      };
    }
    return draft;
  }
}

/** One row's cells as members of a draft; gathers what cannot be read. */
class RowReader {
  readonly problems: EntryProblem[] = [];
  readonly #cells: readonly SheetCell[];
  readonly #places: ReadonlyMap<Column, number>;
  readonly #context: ImportContext;

  constructor(cells: readonly SheetCell[], places: ReadonlyMap<Column, number>, context: ImportContext) {
    this.#cells = cells;
    this.#places = places;
    this.#context = context;
  }

  /** Null: not even what it lists can be told. Where a member is wrong, something right stands in for it. */
  draft(): EntryDraft | null {
    const plate = this.#text('plate');
    const said = this.#text('kind');
    const kind = said === '' ? (plate === '' ? 'person' : 'vehicle') : kindOfWord(said);
    if (kind === null) {
      this.#refuse('kind', 'unreadable', said);
      return null;
    }
    const { category, ownCategory } = this.#category();
    const common = {
      category,
      ownCategory,
      basis: this.#text('basis'),
      priority: this.#priority(ownCategory) ?? usualPriority[category],
      validFromMs: this.#validFrom(),
      expiresAtMs: this.#expires(),
      scope: this.#scope(),
      procedure: this.#procedure(),
      note: this.#text('note'),
    };
    if (kind === 'vehicle') return { kind, plate, plateColour: this.#colour(), ...common };
    const orNull = (text: string): string | null => (text === '' ? null : text);
    const [name, libraryId] = [orNull(this.#text('name')), orNull(this.#text('libraryId'))];
    return { kind, idNumber: this.#idNumber(), name, libraryId, photo: null, ...common };
  }

  #cell(column: Column): SheetCell {
    const place = this.#places.get(column);
    return place === undefined ? null : (this.#cells[place] ?? null);
  }

  #text(column: Column): string {
    return tidied(textOfCell(this.#cell(column)));
  }

  #refuse(field: string, problem: EntryProblem['problem'], found: string): void {
    this.problems.push({ field, problem, found: shortened(found) });
  }

  /** A sheet keeps only 15 digits of a number: the last three of an ID number typed as one are gone. */
  #idNumber(): string | null {
    const cell = this.#cell('idNumber');
    const text = this.#text('idNumber');
    if (typeof cell === 'number' && Math.abs(cell) >= 1e15) this.#refuse('idNumber', 'unreadable', text);
    return text === '' ? null : text;
  }

  #category(): { category: EntryDraft['category']; ownCategory: string | null } {
    const word = this.#text('category');
    const category = word === '' ? null : categoryOfWord(word);
    if (category !== null) return { category, ownCategory: null };
    if (this.#context.ownCategories.has(word)) return { category: 'other', ownCategory: word };
    this.#refuse('category', word === '' ? 'missing' : 'unknown-category', word);
    return { category: 'other', ownCategory: null };
  }

  #priority(ownCategory: string | null): Priority | null {
    const word = this.#text('priority');
    if (word === '') return this.#context.ownPriorities.get(ownCategory ?? '') ?? null;
    const priority = priorityOfWord(word);
    if (priority === null) this.#refuse('priority', 'unknown-priority', word);
    return priority;
  }

  #colour() {
    const word = this.#text('plateColour');
    if (word === '') return null;
    const colour = colourOfWord(word);
    if (colour === null) this.#refuse('plateColour', 'unknown-colour', word);
    return colour;
  }

  #validFrom(): number | null {
    const text = this.#text('validFrom');
    if (text === '') return null;
    const atMs = instantOf(this.#cell('validFrom'), 'start');
    if (atMs === null) this.#refuse('validFromMs', 'not-a-date', text);
    return atMs;
  }

  #expires(): number {
    const text = this.#text('expires');
    const atMs = text === '' ? null : instantOf(this.#cell('expires'), 'end');
    if (atMs === null) this.#refuse('expiresAtMs', text === '' ? 'missing' : 'not-a-date', text);
    return atMs ?? Number.MAX_SAFE_INTEGER;
  }

  /** Kinds of place and cameras by name, one a line, or with 、 or ; or , between them. */
  #scope(): Scope {
    const text = this.#text('places');
    const scope: Scope = { points: [], cameraIds: [] };
    if (text === '' || isAnywhere(text)) return scope;
    const isOne = text.includes('\n') ? null : this.#place(text);
    const places = isOne === null ? text.split(text.includes('\n') ? '\n' : /[、,;，；/|]/) : [text];
    for (const each of places.map((place) => place.trim()).filter((place) => place !== '')) {
      const place = this.#place(each);
      if (place === null) this.#refuse('scope', 'unknown-place', each);
      else if ('point' in place) scope.points.push(place.point);
      else scope.cameraIds.push(place.cameraId);
    }
    if (scope.points.length > 16 || scope.cameraIds.length > 256) this.#refuse('scope', 'too-long', text);
    return scope;
  }

  #place(word: string): { point: Scope['points'][number] } | { cameraId: string } | null {
    const { cameraIdOf } = this.#context;
    if (word.startsWith(cameraPrefix)) {
      const name = word.slice(cameraPrefix.length);
      return { cameraId: cameraIdOf(name) ?? name };
    }
    const point = pointOfWord(word);
    if (point !== null) return { point };
    const cameraId = cameraIdOf(word);
    return cameraId === null ? null : { cameraId };
  }

  /** One step a line; all on one line, with ； between them. */
  #procedure(): string[] {
    const raw = textOfCell(this.#cell('procedure'));
    return raw
      .replace(/\r\n?/g, '\n')
      .split(raw.includes('\n') || raw.includes('\r') ? '\n' : /[；;]/)
      .map(tidied)
      .filter((step) => step !== '');
  }
}
