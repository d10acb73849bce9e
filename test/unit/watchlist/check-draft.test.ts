import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryDraft } from '#contract/watchlist.ts';
import { checkDraft } from '../../../main/watchlist/check-draft.ts';
import { aDraft, aPersonDraft } from '../../builders/draft.ts';

const context = {
  nowMs: Date.UTC(2026, 10, 23),
  cameraIds: new Set(['cam-1']),
  ownCategories: new Set(['欠费车辆']),
};
const check = (draft: EntryDraft) => checkDraft(draft, context);
const problemsOf = (draft: EntryDraft) => check(draft).problems.map(({ field, problem }) => `${field}: ${problem}`);

describe('a plate', () => {
  test.each([
    ['鲁p·１２３４５', '鲁P12345'],
    ['鲁P123？？', '鲁P123??'],
    ['鲁P**45', '鲁P*45'],
    ['＊P12３*', '*P123*'],
    ['鲁P????警', '鲁P????警'],
  ])('%s is listed as %s', (written, plate) => {
    const { draft, problems } = check(aDraft({ plate: written }));
    expect([draft, problems]).toMatchObject([{ plate }, []]);
  });

  test.each([
    ['', 'missing'],
    ['鲁P1234', 'not-a-plate'],
    ['鲁P12345678901234?', 'not-a-plate'],
    ['鲁P12?某', 'not-a-plate'],
    ['鲁P*', 'too-vague'],
    ['*', 'too-vague'],
    ['??????5', 'too-vague'],
  ])('%j is %s', (plate, problem) => expect(problemsOf(aDraft({ plate }))).toEqual([`plate: ${problem}`]));
});

describe('a person', () => {
  test('is anybody who has a number, a name or a place in the cameras’ library', () => {
    const nobody = { idNumber: null, name: ' ', libraryId: '' };
    expect(problemsOf(aPersonDraft(nobody))).toEqual(['idNumber: missing']);
    for (const some of [{ idNumber: '110105491231002' }, { name: '赵某' }, { libraryId: 'A-7' }]) {
      expect(problemsOf(aPersonDraft({ ...nobody, ...some }))).toEqual([]);
    }
    expect(check(aPersonDraft({ ...nobody, idNumber: '110105491231002' })).draft).toMatchObject({
      ...{ idNumber: '11010519491231002X', name: null, libraryId: null },
    });
  });

  test('with a wrong digit in the number is not listed', () => {
    const { problems } = check(aPersonDraft({ idNumber: '371525199003071236' }));
    expect(problems).toEqual([{ field: 'idNumber', problem: 'not-an-id-number', found: '371525199003071236' }]);
  });
});

test.each<[string, Parameters<typeof aDraft>[0], string]>([
  ['without a basis', { basis: ' \u200B' }, 'basis: missing'],
  ['with a basis nobody reads to its end', { basis: '据'.repeat(257) }, 'basis: too-long'],
  ['that the wrong encoding tore', { note: '\uFFFD\uFFFDA' }, 'note: unreadable'],
  ['with too many steps', { procedure: Array.from({ length: 21 }, () => '核对') }, 'procedure: too-long'],
  ['that has expired', { expiresAtMs: context.nowMs }, 'expiresAtMs: already-expired'],
  ['that ends before it begins', { validFromMs: Date.UTC(2027, 0, 1) }, 'validFromMs: never-valid'],
  ['that ends beyond all dates', { expiresAtMs: 9e15 }, 'expiresAtMs: not-a-date'],
  ['at a camera nobody knows', { scope: { points: [], cameraIds: ['cam-9'] } }, 'scope: unknown-place'],
  ['of a category the unit has not', { category: 'other', ownCategory: '黑车' }, 'ownCategory: unknown-category'],
  ['of two categories', { category: 'barred', ownCategory: '欠费车辆' }, 'ownCategory: unknown-category'],
])('an entry %s is not listed', (_what, given, problem) => expect(problemsOf(aDraft(given))).toEqual([problem]));

test('what is right in it is checked too, and said all at once', () => {
  expect(problemsOf(aDraft({ plate: 'X', basis: '', expiresAtMs: 0 }))).toEqual([
    'basis: missing',
    'expiresAtMs: already-expired',
    'plate: not-a-plate',
  ]);
});

test('whatever is written, a checked draft checked again is the same, and as right or wrong as before', () => {
  const written = fc.record({
    plate: fc.oneof(fc.string(), fc.constantFrom('鲁P12345', '鲁P*45')),
    basis: fc.string({ unit: 'binary' }),
    note: fc.string(),
    procedure: fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(written, (given) => {
      const once = check(aDraft(given));
      const twice = check(once.draft);
      expect(twice.draft).toEqual(once.draft);
      expect(twice.problems.map(({ field, problem }) => [field, problem])).toEqual(
        once.problems.map(({ field, problem }) => [field, problem]),
      );
    }),
  );
});
