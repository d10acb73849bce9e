import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  camerasOnPage,
  fittingSize,
  layoutOf,
  layoutSizes,
  neighbour,
  pageCount,
} from '../../../renderer/features/wall/layouts.ts';

describe.each(layoutSizes)('the split of %i', (size) => {
  const layout = layoutOf(size);

  test('has as many tiles as its name says', () => {
    expect(layout.cells).toHaveLength(size);
  });

  test('covers every place of its grid exactly once', () => {
    const covered = layout.cells.flatMap(({ column, row, columns, rows }) =>
      Array.from({ length: columns * rows }, (_, at) => {
        return `${String(column + (at % columns))},${String(row + Math.floor(at / columns))}`;
      }),
    );
    expect(new Set(covered).size).toBe(covered.length);
    expect(covered).toHaveLength(layout.columns * layout.rows);
  });

  test('lets the arrows reach every tile', () => {
    const reached = new Set([0]);
    for (const from of reached) {
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        reached.add(neighbour(layout, from, direction, size));
      }
    }
    expect(reached.size).toBe(size);
  });
});

test('at first the smallest even split that shows every camera is taken', () => {
  expect(fittingSize(0)).toBe(1);
  expect(fittingSize(3)).toBe(4);
  expect(fittingSize(9)).toBe(9);
  expect(fittingSize(10)).toBe(16);
  expect(fittingSize(65)).toBe(64);
});

test('pages show every camera once, whatever the split', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.constantFrom(...layoutSizes), (count, size) => {
      const cameras = Array.from({ length: count }, (_, index) => index);
      const pages = Array.from({ length: pageCount(count, size) }, (_, page) => camerasOnPage(cameras, size, page));
      expect(pages.flat()).toEqual(cameras);
    }),
  );
});

test('an arrow at the edge, or towards an empty tile, stays where it is', () => {
  const nine = layoutOf(9);
  expect(neighbour(nine, 2, 'right', 9)).toBe(2);
  expect(neighbour(nine, 1, 'down', 4)).toBe(1);
  expect(neighbour(nine, 0, 'down', 4)).toBe(3);
});

test('from the big tile of eight the arrow leads to the tile beside its top', () => {
  expect(neighbour(layoutOf(8), 0, 'right', 8)).toBe(1);
});
