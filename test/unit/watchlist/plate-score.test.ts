import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlateLikeness } from '../../../main/watchlist/plate-likeness.ts';
import { scoreOf } from '../../../main/watchlist/plate-score.ts';
import type { Crowd, PlateRead } from '../../../main/watchlist/plate-score.ts';
import { usualSettings } from '#contract/watchlist.ts';

const plate = (confidence: number | null): PlateRead => ({ text: '鲁P1234S', isPlate: true, confidence });
const noPlate: PlateRead = { text: '鲁P1234O', isPlate: false, confidence: 0.99 };
const few: Crowd = { ofLetter: 20, oneEdit: 1 };
const some: Crowd = { ofLetter: 1000, oneEdit: 1 };
const many: Crowd = { ofLetter: 70_000, oneEdit: 3 };
const lookAlike = { likeness: 'look-alike', score: 0.9 } as const;
const edit = { likeness: 'one-edit', score: 0.5 } as const;
const editOfNoPlate = { likeness: 'one-edit', score: 0.75 } as const;

describe('is it a hit, as the settings usually are?', () => {
  test.each([
    ['a look-alike of one of a few, whatever the camera says', lookAlike, plate(0.99), few, true],
    ['a look-alike of one of a few, where it says nothing', lookAlike, plate(null), few, true],
    ['a look-alike of one of many, read beyond doubt', lookAlike, plate(0.99), many, false],
    ['a look-alike of one of many, where the camera says nothing', lookAlike, plate(null), many, false],
    ['a look-alike of one of many, read in doubt', lookAlike, plate(0.79), many, true],
    ['a look-alike that cannot be a plate, of one of many', lookAlike, noPlate, many, true],
    ['one edit from one of a few, read beyond doubt', edit, plate(0.99), few, false],
    ['one edit, where the camera says nothing', edit, plate(null), few, false],
    ['one edit from one of some, read in doubt', edit, plate(0.75), some, true],
    ['one edit from one of many, read in some doubt', edit, plate(0.75), many, false],
    ['one edit from one of many, hardly read', edit, plate(0.69), many, true],
    ['one edit from what cannot be a plate', editOfNoPlate, noPlate, many, true],
    ['one edit from so many that none is meant', editOfNoPlate, noPlate, { ...many, oneEdit: 17 }, false],
  ])('%s', (_what, match, read, crowd, isHit) => {
    expect(scoreOf(match, read, crowd) >= usualSettings.plateScore).toBe(isHit);
  });
});

test('an exact plate is as sure as the camera is of its read', () => {
  const exact = { likeness: 'exact', score: 1 } as const;
  expect(scoreOf(exact, plate(0.87), many)).toBe(0.87);
  expect(scoreOf(exact, plate(null), many)).toBe(1);
});

test('whatever is read, the score is one, and more listed plates make no likeness surer', () => {
  const match = fc.record({
    likeness: fc.constantFrom<PlateLikeness>('exact', 'look-alike', 'one-edit', 'wildcard'),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const read = fc.record({
    text: fc.constant('鲁P12345'),
    isPlate: fc.boolean(),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  const count = fc.nat({ max: 100_000 });
  fc.assert(
    fc.property(match, read, count, count, count, (alike, seen, ofLetter, oneEdit, more) => {
      const score = scoreOf(alike, seen, { ofLetter, oneEdit });
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(scoreOf(alike, seen, { ofLetter: ofLetter + more, oneEdit: oneEdit + more })).toBeLessThanOrEqual(score);
    }),
  );
});
