/** What is typed about an entry before it is one, and back. Pure. */
import { everywhere } from '#contract/scope.ts';
import type { Scope } from '#contract/scope.ts';
import type { Colour } from '#contract/sighting.ts';
import { entryProblem } from '#contract/watchlist.ts';
import type {
  EntryCategory,
  EntryDraft,
  EntryProblem,
  OwnCategory,
  Priority,
  WatchlistEntry,
} from '#contract/watchlist.ts';
import type { StationError } from '../../api/app-error-of.ts';
import { isoDate } from '../../text/format.ts';
import { typedPlate } from '../journal/plate-pattern.ts';
import { dayFromToday, dayOf, endOf, lastDay } from './entry-days.ts';

export interface EntryForm {
  kind: 'vehicle' | 'person';
  plate: string;
  plateColour: Colour | null;
  idNumber: string;
  name: string;
  libraryId: string;
  /** Digest of the reference photo. */
  photo: string | null;
  category: EntryCategory;
  ownCategory: string | null;
  basis: string;
  priority: Priority;
  /** `2026-11-30`; empty: at once. */
  from: string;
  /** The last day on which it holds. */
  lastDay: string;
  scope: Scope;
  /** One step a line. */
  procedure: string;
  note: string;
}

/** How long an entry holds unless its writer says otherwise: long enough for a term, short enough to be looked at again. */
const usualDays = 180;

export function emptyForm(kind: EntryForm['kind'], nowMs: number): EntryForm {
  return {
    ...{ kind, plate: '', plateColour: null, idNumber: '', name: '', libraryId: '', photo: null },
    ...{ category: 'barred', ownCategory: null, basis: '', priority: 2, scope: everywhere, procedure: '', note: '' },
    from: '',
    lastDay: dayFromToday(nowMs, usualDays),
  };
}

export function formOf(entry: WatchlistEntry): EntryForm {
  return {
    kind: entry.kind,
    plate: entry.kind === 'vehicle' ? entry.plate : '',
    plateColour: entry.kind === 'vehicle' ? entry.plateColour : null,
    idNumber: entry.kind === 'person' ? (entry.idNumber ?? '') : '',
    name: entry.kind === 'person' ? (entry.name ?? '') : '',
    libraryId: entry.kind === 'person' ? (entry.libraryId ?? '') : '',
    photo: entry.kind === 'person' ? entry.photo : null,
    category: entry.category,
    ownCategory: entry.ownCategory,
    basis: entry.basis,
    priority: entry.priority,
    from: entry.validFromMs === null ? '' : isoDate(entry.validFromMs),
    lastDay: lastDay(entry.expiresAtMs),
    scope: entry.scope,
    procedure: entry.procedure.join('\n'),
    note: entry.note,
  };
}

/** Steps as they are written into a field: one a line, empty lines do not count. */
export function stepsOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((step) => step.trim())
    .filter((step) => step !== '');
}

/** An own category brings its priority with it; its steps are said where none are written. */
export function withCategory(form: EntryForm, category: EntryCategory, own: OwnCategory | null): EntryForm {
  return { ...form, category, ownCategory: own?.name ?? null, ...(own === null ? {} : { priority: own.priority }) };
}

export type Finished =
  { outcome: 'complete'; draft: EntryDraft } | { outcome: 'incomplete'; problems: readonly EntryProblem[] };

/** A pattern that names fewer would hit half the town; the station holds to the same. */
const leastNamed = 3;

/**
 * The draft to send, or what is not right yet. Whether a plate is one, and a number somebody's, the station decides.
 * An entry that is changed without touching its days keeps them to the millisecond.
 */
export function draftOf(
  form: EntryForm,
  { nowMs, ownCategories, was }: { nowMs: number; ownCategories: readonly OwnCategory[]; was: WatchlistEntry | null },
): Finished {
  const problems: EntryProblem[] = [];
  const problem = (field: string, what: EntryProblem['problem'], found = ''): void =>
    void problems.push({ field, problem: what, found });
  const before = was === null ? null : formOf(was);
  const fromMs = form.from === '' ? null : before?.from === form.from ? (was?.validFromMs ?? null) : dayOf(form.from);
  const expiresAtMs = before?.lastDay === form.lastDay ? (was?.expiresAtMs ?? null) : endOf(form.lastDay);

  const plate = typedPlate(form.plate);
  if (form.kind === 'vehicle') {
    if (plate === '') problem('plate', 'missing');
    else if (plate.replace(/[?*]/g, '').length < leastNamed) problem('plate', 'too-vague', plate);
  } else if ([form.idNumber, form.name, form.libraryId].every((text) => text.trim() === '')) {
    problem('idNumber', 'missing');
  }
  if (form.basis.trim() === '') problem('basis', 'missing');
  if (form.from !== '' && fromMs === null) problem('validFromMs', 'not-a-date', form.from);
  if (expiresAtMs === null) problem('expiresAtMs', form.lastDay === '' ? 'missing' : 'not-a-date', form.lastDay);
  else if (expiresAtMs <= nowMs) problem('expiresAtMs', 'already-expired', form.lastDay);
  else if (fromMs !== null && fromMs >= expiresAtMs) problem('validFromMs', 'never-valid', form.from);
  if (problems.length > 0 || expiresAtMs === null) return { outcome: 'incomplete', problems };

  const written = stepsOf(form.procedure);
  const own = ownCategories.find(({ name }) => name === form.ownCategory);
  const common = {
    category: form.category,
    ownCategory: form.category === 'other' ? form.ownCategory : null,
    basis: form.basis.trim(),
    priority: form.priority,
    validFromMs: fromMs,
    expiresAtMs,
    scope: form.scope,
    procedure: written.length > 0 ? written : (own?.procedure ?? []),
    note: form.note.trim(),
  };
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  return {
    outcome: 'complete',
    draft:
      form.kind === 'vehicle'
        ? { ...common, kind: 'vehicle', plate, plateColour: form.plateColour }
        : {
            ...common,
            kind: 'person',
            idNumber: orNull(form.idNumber),
            name: orNull(form.name),
            libraryId: orNull(form.libraryId),
            photo: form.photo,
          },
  };
}

/** What is wrong with a member when the station refuses it without saying more. */
const usualProblem: Readonly<Record<string, EntryProblem['problem']>> = {
  plate: 'not-a-plate',
  idNumber: 'not-an-id-number',
  category: 'unknown-category',
  ownCategory: 'unknown-category',
  validFromMs: 'not-a-date',
  expiresAtMs: 'not-a-date',
  scope: 'unknown-place',
};

/** What the station refused, at the members it named; none when it was something else. */
export function problemsOf(error: StationError | null): EntryProblem[] {
  if (error === null || error.code !== 'bad-input') return [];
  const paths = String(error.facts['paths'] ?? '').split(',');
  return paths.flatMap((path) => {
    const [first, second] = path.trim().split('.');
    const field = (first === 'draft' ? second : first) ?? '';
    if (field === '') return [];
    const said = entryProblem.shape.problem.safeParse(error.facts[field] ?? error.facts['problem']);
    return [{ field, problem: said.success ? said.data : (usualProblem[field] ?? 'unreadable'), found: '' }];
  });
}
