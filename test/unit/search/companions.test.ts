import { expect, test } from 'vitest';
import { companionsOf } from '../../../main/journal/companions.ts';
import { aSighting } from '../../builders/sighting.ts';

const pass = (id: number, ...plates: string[]) => ({
  pass: aSighting({ id: id * 100 }),
  beside: plates.map((plate, n) => aSighting({ id: id * 100 + n + 1, plate, receivedAtMs: id * 1000 + n })),
});

test('a vehicle beside two passes came along; beside one it only met', () => {
  const found = companionsOf('plate:鲁P12345', [pass(1, '鲁PAAAA1', '鲁PAAAA2'), pass(2, '鲁PAAAA1')]);
  expect(found).toMatchObject([{ plate: '鲁PAAAA1', together: 2, firstAtMs: 1000, lastAtMs: 2000 }]);
  expect(found[0]?.sightings.map(({ id }) => id)).toEqual([101, 201]);
});

test('one read beside two passes of a waiting subject is one meeting', () => {
  const once = aSighting({ id: 7, plate: '鲁PAAAA1' });
  const passes = [1, 2].map((id) => ({ pass: aSighting({ id: id * 100 }), beside: [once] }));
  expect(companionsOf('plate:鲁P12345', passes)).toEqual([]);
});

test("the subject's own misread plate, people, and cars without a plate are no companions", () => {
  const others = [1, 2].map((id) => ({
    pass: aSighting({ id: id * 100 }),
    beside: [
      aSighting({ id: id * 100 + 1, plate: '鲁PI2345' }),
      aSighting({ id: id * 100 + 2, facts: { kind: 'vehicle' } }),
      aSighting({ id: id * 100 + 3, facts: { kind: 'face' } }),
    ],
  }));
  expect(companionsOf('plate:鲁P12345', others)).toEqual([]);
  // A listed person's companions may drive anything.
  expect(companionsOf('entry:12', others).map(({ plate }) => plate)).toEqual(['鲁PI2345']);
});

test('those together most often come first, twenty at most', () => {
  const plates = Array.from({ length: 30 }, (_, n) => `鲁P${String(10_000 + n)}`);
  const found = companionsOf('plate:京A00001', [pass(1, ...plates), pass(2, ...plates), pass(3, '鲁P10029')]);
  expect(found).toHaveLength(20);
  expect(found[0]).toMatchObject({ plate: '鲁P10029', together: 3 });
});
