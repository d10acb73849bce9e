/** Entries from the provision file: what is wrong with them, and what has to change so that the list says the same. */
import type { CameraPoint } from '#contract/camera.ts';
import type { Colour } from '#contract/sighting.ts';
import type { EntryCategory, Priority, WatchlistEntry } from '#contract/watchlist.ts';
import { plateProblemOf } from './check-draft.ts';
import { keyOf } from './entry-key.ts';
import { isListableIdNumber, normaliseIdNumber } from './id-number.ts';
import { normalisePlate } from './plate.ts';
import type { EntryChange, NewEntry } from './watchlist-store.ts';

/** Author of every provisioned entry. An approver is a person, so the two never are the same. */
export const provisionAuthor = 'provision';

interface ListedCommon {
  category: EntryCategory;
  basis: string;
  /** The first instant at which the entry no longer holds. */
  expires: number;
  validFrom?: number | undefined;
  approvedBy?: string | undefined;
  priority?: Priority | undefined;
  procedure?: readonly string[] | undefined;
  note?: string | undefined;
  /** Kinds of place and cameras, by id, where it holds; neither: everywhere. */
  points?: readonly CameraPoint[] | undefined;
  cameraIds?: readonly string[] | undefined;
}
/** One row of the provision file's `watchlist`, already parsed. Of a person at least one of the three is given. */
export type Listed = ListedCommon &
  (
    | { kind: 'vehicle'; plate: string; plateColour?: Colour | undefined }
    | {
        kind: 'person';
        idNumber?: string | undefined;
        name?: string | undefined;
        libraryId?: string | undefined;
      }
  );

export interface ListedProblem {
  /** Position in the list. */
  index: number;
  field: 'plate' | 'idNumber' | 'approvedBy' | 'validFrom';
  problem:
    | 'not-a-plate'
    | 'too-vague'
    | 'not-an-id-number'
    | 'nobody-named'
    | 'approver-is-author'
    | 'never-valid'
    | 'duplicate';
}

/** What the shape of a row cannot show. A plate with a slip of the pen would wait for ever for its car. */
export function checkListed(listed: readonly Listed[]): ListedProblem[] {
  const problems: ListedProblem[] = [];
  const seen = new Set<string>();
  for (const [index, row] of listed.entries()) {
    const field = row.kind === 'vehicle' ? 'plate' : 'idNumber';
    if (row.kind === 'vehicle') {
      const problem = plateProblemOf(normalisePlate(row.plate));
      if (problem !== null) problems.push({ index, field, problem: problem === 'missing' ? 'not-a-plate' : problem });
    } else if (row.idNumber !== undefined) {
      if (!isListableIdNumber(normaliseIdNumber(row.idNumber))) {
        problems.push({ index, field, problem: 'not-an-id-number' });
      }
    } else if (row.name === undefined && row.libraryId === undefined) {
      problems.push({ index, field, problem: 'nobody-named' });
    }
    if (row.approvedBy === provisionAuthor)
      problems.push({ index, field: 'approvedBy', problem: 'approver-is-author' });
    if (row.validFrom !== undefined && row.validFrom >= row.expires) {
      problems.push({ index, field: 'validFrom', problem: 'never-valid' });
    }
    const key = keyOf(entryOf(row));
    if (seen.has(key)) problems.push({ index, field, problem: 'duplicate' });
    seen.add(key);
  }
  return problems;
}

/**
 * Changes that make the provisioned entries say what the file says. Entries of other origins are not touched.
 * An entry is the same when kind, subject and category are: it keeps its number and its alarms.
 */
export function decideProvision(current: readonly WatchlistEntry[], listed: readonly Listed[]): EntryChange[] {
  const left = new Map<string, WatchlistEntry>();
  for (const entry of current) if (entry.origin === 'provision') left.set(keyOf(entry), entry);
  const changes: EntryChange[] = [];
  for (const row of listed) {
    const wanted = entryOf(row);
    const key = keyOf(wanted);
    const known = left.get(key);
    left.delete(key);
    if (!known) changes.push({ change: 'add', entry: wanted });
    else if (!saysTheSame(known, wanted)) changes.push({ change: 'replace', entry: { ...wanted, id: known.id } });
  }
  for (const { id } of left.values()) changes.push({ change: 'withdraw', id });
  return changes;
}

export const usualPriority: Readonly<Record<EntryCategory, Priority>> = {
  'police-notice': 1,
  'wanted-vehicle': 1,
  'missing-person': 1,
  barred: 2,
  other: 3,
};

function entryOf(row: Listed): NewEntry {
  const common = {
    category: row.category,
    basis: row.basis,
    priority: row.priority ?? usualPriority[row.category],
    validFromMs: row.validFrom ?? null,
    expiresAtMs: row.expires,
    author: provisionAuthor,
    approvedBy: row.approvedBy ?? null,
    procedure: [...(row.procedure ?? [])],
    origin: 'provision' as const,
    note: row.note ?? '',
    ownCategory: null,
    scope: { points: [...(row.points ?? [])], cameraIds: [...(row.cameraIds ?? [])] },
    approvedAtMs: null,
    disposition: null,
  };
  return row.kind === 'vehicle'
    ? { kind: 'vehicle', ...common, plate: normalisePlate(row.plate), plateColour: row.plateColour ?? null }
    : {
        kind: 'person',
        ...common,
        idNumber: row.idNumber === undefined ? null : normaliseIdNumber(row.idNumber),
        name: row.name ?? null,
        libraryId: row.libraryId ?? null,
        photo: null,
      };
}

function saysTheSame(known: WatchlistEntry, wanted: NewEntry): boolean {
  const facts = (entry: WatchlistEntry | NewEntry): string =>
    JSON.stringify(Object.entries({ ...entry, id: 0 }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return facts(known) === facts(wanted);
}
