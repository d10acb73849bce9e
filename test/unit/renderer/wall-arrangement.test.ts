import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assigned, slotsOf, swapped } from '../../../renderer/features/wall/arrangement.ts';

const wall = { arranged: null, viewTiles: null, cameraIds: ['a', 'b', 'c', 'd', 'e'], pageSize: 4 };

describe('which camera is in which tile', () => {
  test('without a view every camera has one, on as many pages as it takes', () => {
    expect(slotsOf(wall)).toEqual(['a', 'b', 'c', 'd', 'e', null, null, null]);
  });

  test('a view shows what it says; a camera that is gone leaves its tile empty', () => {
    expect(slotsOf({ ...wall, viewTiles: ['c', 'gone', 'a'] })).toEqual(['c', null, 'a', null]);
    expect(slotsOf({ ...wall, viewTiles: [] })).toEqual([null, null, null, null]);
  });

  test('a camera that is new comes last, however the others were rearranged', () => {
    expect(slotsOf({ ...wall, arranged: ['b', 'a', null, 'd', 'c'] })).toEqual([
      ...['b', 'a', null, 'd', 'c', 'e'],
      ...[null, null],
    ]);
  });

  test('rearranging by hand counts for more than the view', () => {
    expect(slotsOf({ ...wall, viewTiles: ['a', 'b'], arranged: ['b', 'a'] })).toEqual(['b', 'a', null, null]);
  });

  test('a camera that is on the wall already changes places with what was there', () => {
    expect(assigned(['a', 'b', null], 2, 'a')).toEqual([null, 'b', 'a']);
    expect(assigned(['a', 'b', null], 0, 'b')).toEqual(['b', 'a', null]);
    expect(assigned(['a', 'b', null], 0, 'z')).toEqual(['z', 'b', null]);
    expect(assigned(['a', 'b', null], 0, null)).toEqual([null, 'b', null]);
  });

  test('however tiles are swapped and given cameras, none shows twice and none is lost', () => {
    const deed = fc.tuple(fc.nat(7), fc.nat(7), fc.boolean());
    fc.assert(
      fc.property(fc.array(deed), (deeds) => {
        let slots = slotsOf(wall);
        for (const [one, other, swap] of deeds) {
          slots = swap ? swapped(slots, one, other) : assigned(slots, one, wall.cameraIds[other % 5] ?? null);
        }
        expect(slots.filter((id) => id !== null).sort()).toEqual(wall.cameraIds);
      }),
    );
  });
});
