import { expect, test } from 'vitest';
import { checkListed, decideProvision } from '../../../main/watchlist/provision.ts';
import type { Listed } from '../../../main/watchlist/provision.ts';
import type { EntryChange } from '../../../main/watchlist/watchlist-store.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { anEntry } from '../../builders/entry.ts';

const car: Listed = {
  kind: 'vehicle',
  plate: '鲁P·12345',
  category: 'barred',
  basis: '单位禁入决定 2026-014',
  expires: Date.UTC(2027, 0, 1),
  approvedBy: 'chief1',
};
const person: Listed = { ...car, kind: 'person', idNumber: '110105491231002', category: 'missing-person' };

/** The list after the changes, numbered as a store would. */
function applied(current: readonly WatchlistEntry[], changes: readonly EntryChange[]): WatchlistEntry[] {
  const entries = new Map(current.map((entry) => [entry.id, entry]));
  let nextId = Math.max(0, ...entries.keys()) + 1;
  for (const change of changes) {
    if (change.change === 'withdraw') entries.delete(change.id);
    else if (change.change === 'replace') entries.set(change.entry.id, change.entry);
    else entries.set(nextId, { ...change.entry, id: nextId++ });
  }
  return [...entries.values()];
}

test('what the file lists is added, normalised, with the machine as its author', () => {
  const [entry, missing] = applied([], decideProvision([], [car, person]));
  expect(entry).toMatchObject({
    plate: '鲁P12345',
    author: 'provision',
    approvedBy: 'chief1',
    origin: 'provision',
    priority: 2,
  });
  expect(missing).toMatchObject({ idNumber: '11010519491231002X', priority: 1, name: null });
});

test('the same file again changes nothing', () => {
  const entries = applied([], decideProvision([], [car, person]));
  expect(decideProvision(entries, [person, { ...car, plate: '鲁p12345' }])).toEqual([]);
});

test('a changed row keeps the number of its entry', () => {
  const entries = applied([], decideProvision([], [car, person]));
  const changes = decideProvision(entries, [{ ...car, expires: Date.UTC(2028, 0, 1) }, person]);
  expect(changes).toMatchObject([{ change: 'replace', entry: { id: 1, expiresAtMs: Date.UTC(2028, 0, 1) } }]);
});

test('a row taken out of the file is withdrawn, entries of other origin stay', () => {
  const written = anEntry({ id: 9, origin: 'console', author: 'guard1' });
  const entries = [...applied([], decideProvision([], [car, person])), written];
  expect(decideProvision(entries, [person])).toEqual([{ change: 'withdraw', id: 1 }]);
});

test('a row nobody approved is listed without approval', () => {
  expect(decideProvision([], [{ ...car, approvedBy: undefined }])).toMatchObject([{ entry: { approvedBy: null } }]);
});

test.each<[string, Listed[], object]>([
  ['no plate', [{ ...car, plate: '鲁P1234' }], { index: 0, field: 'plate', problem: 'not-a-plate' }],
  [
    'a wrong ID number',
    [car, { ...person, idNumber: '110105194912310021' }],
    { index: 1, field: 'idNumber', problem: 'not-an-id-number' },
  ],
  [
    'an approver who is the author',
    [{ ...car, approvedBy: 'provision' }],
    { index: 0, field: 'approvedBy', problem: 'approver-is-author' },
  ],
  [
    'an end before the beginning',
    [{ ...car, validFrom: car.expires }],
    { index: 0, field: 'validFrom', problem: 'never-valid' },
  ],
  ['the same car twice', [car, { ...car, plate: '鲁P 12345' }], { index: 1, field: 'plate', problem: 'duplicate' }],
])('%s is named with its row', (_what, listed, problem) => expect(checkListed(listed)).toEqual([problem]));

test('a car listed for two reasons is no duplicate', () => {
  expect(checkListed([car, { ...car, category: 'wanted-vehicle' }])).toEqual([]);
});

test('a row may say a colour, a pattern, places; and a person without a number', () => {
  const [pattern, named] = applied(
    [],
    decideProvision(
      [],
      [
        { ...car, plate: '鲁P123？?', plateColour: 'blue', points: ['gate'], cameraIds: ['cam-1'] },
        { ...person, idNumber: undefined, name: '钱某', libraryId: 'A-7' },
      ],
    ),
  );
  expect(pattern).toMatchObject({
    ...{ plate: '鲁P123??', plateColour: 'blue' },
    scope: { points: ['gate'], cameraIds: ['cam-1'] },
  });
  expect(named).toMatchObject({ idNumber: null, name: '钱某', libraryId: 'A-7' });
});

test('persons without a number are told apart by their id in the library, or their name', () => {
  const nameless = { ...person, idNumber: undefined };
  const rows: Listed[] = [
    { ...nameless, name: '钱某' },
    { ...nameless, name: '钱某', libraryId: 'A-7' },
    { ...nameless, name: '孙某' },
  ];
  expect(checkListed(rows)).toEqual([]);
  expect(checkListed([...rows, { ...nameless, name: '孙某' }])).toMatchObject([{ index: 3, problem: 'duplicate' }]);
});

test.each<[string, Listed, object]>([
  ['a pattern that fits half the town', { ...car, plate: '鲁P*' }, { field: 'plate', problem: 'too-vague' }],
  ['nobody', { ...person, idNumber: undefined }, { field: 'idNumber', problem: 'nobody-named' }],
])('%s is refused', (_what, row, problem) => expect(checkListed([row])).toMatchObject([problem]));
