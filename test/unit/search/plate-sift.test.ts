import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillsPlatePattern, foldPlate, isPlatePattern, lookAlikePlates } from '#contract/plate-pattern.ts';
import { endingCharacters, plateAsked, siftEndings, siftPlates } from '../../../main/storage/plate-sift.ts';
import type { PlateAsked } from '../../../main/storage/plate-sift.ts';
import {
  BlockCells,
  CellCodes,
  column,
  placesPerBlock,
  plateColumns,
  unsure,
} from '../../../main/storage/sighting-cells.ts';
import { sift, tableOf } from '../../../main/storage/sighting-sift.ts';
import type { Places } from '../../../main/storage/sighting-sift.ts';

const plate = fc.stringMatching(/^[鲁京]?P?[0D1I8B]{0,7}$/);
const pattern = fc.stringMatching(/^[鲁?*]?P?[01D*?B]{0,7}[*?8]?$/).filter((text) => text !== '');

const fits = (read: string, asked: string): boolean =>
  isPlatePattern(asked) ? fillsPlatePattern(read, asked) : read === asked;

/** As a search finds them. */
function placesOf(block: BlockCells, asked: PlateAsked | null): Places {
  if (asked === null) return sift(null, block.cells(column.vaguePlate), tableOf([]), placesPerBlock);
  let places: Places = null;
  for (const { column: number, wanted } of asked.criteria) {
    places = sift(places, block.cells(number), wanted, placesPerBlock);
  }
  if (asked.parts === null) return places;
  const ending = endingCharacters(asked.parts);
  const cells = plateColumns.map((number) => block.cells(number));
  if (ending !== null) {
    const read = cells.map((each, n) => (ending.includes(n) ? each : null));
    places = siftEndings(places, read, asked.parts);
  }
  return siftPlates(places, cells, asked.parts);
}

test('the cells of plates say what their text says, whatever is asked', () => {
  fc.assert(
    fc.property(fc.array(plate, { minLength: 1, maxLength: 40 }), pattern, fc.boolean(), (plates, asked, alike) => {
      const codes = new CellCodes([]);
      const block = new BlockCells(0);
      for (const [index, each] of plates.entries()) {
        const facts = { kind: 'vehicle' as const, plate: each };
        block.add({ id: index + 1, cameraId: null, receivedAtMs: 0, facts }, codes);
      }
      const found = [...(placesOf(block, plateAsked(asked, alike, codes)) ?? [])];
      const clear = found.filter((place) => /^.{1,8}$/u.test(plates[place] ?? ''));
      const fold = (text: string): string => (alike ? foldPlate(text) : text);
      const expected = plates.flatMap((each, place) =>
        each.length >= 1 && each.length <= 8 && fits(fold(each), fold(asked)) ? [place] : [],
      );
      expect(clear).toEqual(expected);
      // What the cells cannot tell is never left out.
      const vague = plates.flatMap((each, place) => (each.length > 8 || each === '' ? [place] : []));
      expect(found.filter((place) => vague.includes(place))).toEqual(vague);
    }),
    { numRuns: 500 },
  );
});

test('every spelling of a plate folds alike, and all that fold alike are among them', () => {
  const spellings = lookAlikePlates('鲁P1B', 100) ?? [];
  expect(spellings.toSorted()).toEqual(['鲁P18', '鲁P1B', '鲁PI8', '鲁PIB']);
  expect(new Set(spellings.map(foldPlate)).size).toBe(1);
  expect(lookAlikePlates('00000', 1000)).toBeNull();
});

test('a character beyond the 254 that have a code leaves the plate to its row', () => {
  const codes = new CellCodes([]);
  for (let n = 0; n < 254; n++) codes.give('plate', String.fromCharCode(0x4e00 + n));
  const block = new BlockCells(0);
  block.add({ id: 1, cameraId: null, receivedAtMs: 0, facts: { kind: 'vehicle', plate: '鲁P12345' } }, codes);
  expect(plateAsked('津*', false, codes)).toBeNull();
  expect(block.cells(column.vaguePlate)?.[0]).toBe(unsure);
});
