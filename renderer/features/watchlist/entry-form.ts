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

/** An own category brings its priority with it. */
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
export function draftOf(form: EntryForm, { nowMs, was }: { nowMs: number; was: WatchlistEntry | null }): Finished {
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

  const common = {
    category: form.category,
    ownCategory: form.category === 'other' ? form.ownCategory : null,
    basis: form.basis.trim(),
    priority: form.priority,
    validFromMs: fromMs,
    expiresAtMs,
    scope: form.scope,
    // None: the station says those of the category, whatever they are on the day of the hit.
    procedure: stepsOf(form.procedure),
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

/**
 * What the station refused, at the members it named; none when it was something else. `kind`: of which an entry that is
 * there already is told by its plate, or by its number.
 */
export function problemsOf(error: StationError | null, kind: EntryForm['kind']): EntryProblem[] {
  if (error === null) return [];
  const { code, facts } = error;
  if (code === 'conflict' && facts['problem'] === 'duplicate') {
    return [{ field: kind === 'vehicle' ? 'plate' : 'idNumber', problem: 'duplicate', found: '' }];
  }
  if (code !== 'bad-input') return [];
  // `plate:not-a-plate, basis:missing`, where it says more than the paths.
  const said = new Map(listIn(facts['problems']).map((each) => each.split(':', 2) as [string, string | undefined]));
  return listIn(facts['paths']).flatMap((path) => {
    const [first, second] = path.split('.');
    const field = (first === 'draft' ? second : first) ?? '';
    if (field === '') return [];
    const problem = entryProblem.shape.problem.safeParse(said.get(field));
    return [{ field, problem: problem.success ? problem.data : (usualProblem[field] ?? 'unreadable'), found: '' }];
  });
}

const listIn = (fact: string | number | undefined): string[] =>
  String(fact ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/**
 * The station fills in the steps of the category where an entry has none of its own. Put back as if they were its own,
 * they would stay when the category changes.
 */
export function withoutUsualSteps(form: EntryForm, usual: readonly string[]): EntryForm {
  const steps = stepsOf(form.procedure).join('\n');
  return usual.some((each) => stepsOf(each).join('\n') === steps) ? { ...form, procedure: '' } : form;
}
