/** What is wrong with an entry as somebody wrote it, and how it reads once every spelling is the one we keep. Pure. */
import { isPlatePattern } from '#contract/plate-pattern.ts';
import type { EntryDraft, EntryProblem } from '#contract/watchlist.ts';
import { isListableIdNumber, normaliseIdNumber } from './id-number.ts';
import { normalisePlate, plateFormOf, provinces } from './plate.ts';

export interface DraftContext {
  nowMs: number;
  cameraIds: ReadonlySet<string>;
  ownCategories: ReadonlySet<string>;
}

/** Characters. */
export const longest = { basis: 256, note: 1000, step: 500, name: 64, steps: 20 } as const;
/** The last instant a Date can hold. */
const lastInstantMs = 8_640_000_000_000_000;

/** The draft in our spelling, with everything that is wrong with it; with no problems it can be listed. */
export function checkDraft(given: EntryDraft, context: DraftContext): { draft: EntryDraft; problems: EntryProblem[] } {
  const problems: EntryProblem[] = [];
  const refuse = (field: string, problem: EntryProblem['problem'], found: string | number | null): void =>
    void problems.push({ field, problem, found: shortened(String(found ?? '')) });
  const text = (field: string, written: string, most: number): string => {
    const tidy = tidied(written);
    if (tidy.includes('\uFFFD')) refuse(field, 'unreadable', tidy);
    else if (tidy.length > most) refuse(field, 'too-long', tidy);
    return tidy;
  };

  const procedure = given.procedure.map((step) => text('procedure', step, longest.step)).filter((step) => step !== '');
  if (procedure.length > longest.steps) refuse('procedure', 'too-long', procedure.length);
  const common = {
    basis: text('basis', given.basis, longest.basis),
    note: text('note', given.note, longest.note),
    procedure,
    scope: { points: [...new Set(given.scope.points)], cameraIds: [...new Set(given.scope.cameraIds)] },
  };
  if (common.basis === '') refuse('basis', 'missing', '');
  const unknown = common.scope.cameraIds.find((id) => !context.cameraIds.has(id));
  if (unknown !== undefined) refuse('scope', 'unknown-place', unknown);
  const { ownCategory, validFromMs, expiresAtMs } = given;
  if (ownCategory !== null && (given.category !== 'other' || !context.ownCategories.has(ownCategory))) {
    refuse('ownCategory', 'unknown-category', ownCategory);
  }
  if (Math.abs(expiresAtMs) > lastInstantMs) refuse('expiresAtMs', 'not-a-date', expiresAtMs);
  else if (expiresAtMs <= context.nowMs) refuse('expiresAtMs', 'already-expired', isoOf(expiresAtMs));
  if (validFromMs !== null) {
    if (Math.abs(validFromMs) > lastInstantMs) refuse('validFromMs', 'not-a-date', validFromMs);
    else if (validFromMs >= expiresAtMs) refuse('validFromMs', 'never-valid', isoOf(validFromMs));
  }

  if (given.kind === 'vehicle') {
    const plate = normalisePlate(given.plate).replace(/\*+/g, '*');
    const wrong = plateProblemOf(plate);
    if (wrong !== null) refuse('plate', wrong, given.plate);
    return { draft: { ...given, ...common, plate }, problems };
  }
  const idNumber = emptyIsNull(given.idNumber === null ? null : normaliseIdNumber(given.idNumber));
  const name = emptyIsNull(given.name === null ? null : text('name', given.name, longest.name));
  const libraryId = emptyIsNull(given.libraryId === null ? null : text('libraryId', given.libraryId, 256));
  if (idNumber !== null && !isListableIdNumber(idNumber)) refuse('idNumber', 'not-an-id-number', given.idNumber);
  if (idNumber === null && name === null && libraryId === null) refuse('idNumber', 'missing', '');
  return { draft: { ...given, ...common, idNumber, name, libraryId }, problems };
}

/** Of a normalised plate. Null: it can be listed. */
export function plateProblemOf(plate: string): 'missing' | 'not-a-plate' | 'too-vague' | null {
  if (plate === '') return 'missing';
  if (!isPlatePattern(plate)) return plateFormOf(plate) === null ? 'not-a-plate' : null;
  if (plate.length > 16 || !patternShape.test(plate)) return 'not-a-plate';
  return plate.replace(/[?*]/g, '').length < 3 ? 'too-vague' : null;
}

/** What plates are written with, and the two wildcards. */
const patternShape = new RegExp(`^[A-Z0-9?*${provinces}使领警学挂港澳应急民航]+$`);

/** Outer blanks and what cannot be seen are no part of what was written; lines end one way. */
export function tidied(written: string): string {
  return written
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\uFEFF\u200B]/g, '')
    .trim();
}

export function shortened(found: string): string {
  return found.length <= 60 ? found : `${found.slice(0, 59)}…`;
}

const emptyIsNull = (text: string | null): string | null => (text === '' ? null : text);
const isoOf = (atMs: number): string => new Date(atMs).toISOString();
