import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlateIndex } from '../../../main/watchlist/plate-index.ts';
import { comparePlates } from '../../../main/watchlist/plate-likeness.ts';

describe('a read plate is like a listed one', () => {
  test.each([
    ['鲁P12345', '鲁P12345', 'exact', 1],
    ['鲁P1234S', '鲁P12345', 'look-alike', 0.9],
    ['鲁PI2345', '鲁P12345', 'look-alike', 0.9],
    ['鲁PB0D8O', '鲁P80080', 'look-alike', 0.9 ** 3],
    ['鲁PBDZ1S', '鲁P80215', 'look-alike', 0.9 ** 4],
    ['晋P12345', '鲁P12345', 'look-alike', 0.8],
    ['晋P1234S', '鲁P12345', 'look-alike', 0.72],
    ['鲁P12745', '鲁P12345', 'one-edit', 0.5],
    ['鲁H12345', '鲁P12345', 'one-edit', 0.5],
    ['P12345', '鲁P12345', 'one-edit', 0.75],
    ['鲁P1234', '鲁P12345', 'one-edit', 0.75],
    ['鲁P123455', '鲁P12345', 'one-edit', 0.75],
    ['鲁P12345', '鲁P123??', 'wildcard', 0.5 + 2.5 / 7],
    ['鲁P12345', '鲁*345', 'wildcard', 0.5 + 2 / 7],
    ['鲁P12345', '*', 'wildcard', 0.5],
  ])('%s to %s: %s', (read, listed, likeness, score) => {
    const match = comparePlates(read, listed);
    expect(match?.likeness).toBe(likeness);
    expect(match?.score).toBeCloseTo(score, 10);
  });

  test.each([
    ['鲁P12754', '鲁P12345'],
    ['鲁P2345', '鲁P12354'],
    ['鲁P12345', '鲁P123?'],
    ['鲁P12345', '鲁P*6'],
    ['鲁P12345', '鲁P12345?'],
    ['', '鲁P12345'],
  ])('%j is not like %s', (read, listed) => expect(comparePlates(read, listed)).toBeNull());
});

// Few characters, so that plates of one run are often like one another.
const serial = fc.string({ unit: fc.constantFrom('0', 'D', '1', '8', 'B', '3', 'K'), minLength: 4, maxLength: 6 });
const plate = fc
  .tuple(fc.constantFrom('鲁', '晋', '京'), fc.constantFrom('P', 'B'), serial)
  .map((parts) => parts.join(''));
const pattern = fc
  .tuple(plate, fc.nat(6), fc.constantFrom('?', '*', '??'))
  .map(([listed, at, wild]) => listed.slice(0, at) + wild + listed.slice(at + 1));
const listed = fc.oneof({ weight: 5, arbitrary: plate }, pattern);

test('the index finds what comparing with every listed plate finds, whatever was added and removed', () => {
  const change = fc.record({ plate: listed, id: fc.integer({ min: 1, max: 5 }), remove: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.array(plate, { minLength: 1, maxLength: 10 }),
      (changes, reads) => {
        const index = new PlateIndex();
        const list = new Map<string, Set<number>>();
        for (const { plate: changed, id, remove } of changes) {
          const ids = list.get(changed) ?? new Set();
          if (remove) {
            if (ids.delete(id)) index.remove(changed, id);
          } else if (!ids.has(id)) {
            ids.add(id);
            index.add(changed, id);
          }
          list.set(changed, ids);
        }
        for (const read of reads) {
          const scanned = [...list].flatMap(([each, ids]) => {
            const match = comparePlates(read, each);
            return match && ids.size > 0 ? [{ ids: [...ids].sort(), match }] : [];
          });
          const found = index.find(read).map(({ ids, match }) => ({ ids: ids.toSorted(), match }));
          const order = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
          expect(found.sort(order)).toEqual(scanned.sort(order));
        }
      },
    ),
    { numRuns: 300 },
  );
});
