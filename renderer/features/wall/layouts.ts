/** How a wall is split. The ten splits guards' hands know; geometry only. */
import { layoutSizes } from '#contract/view.ts';
import type { LayoutSize } from '#contract/view.ts';

export { layoutSizes };
export type { LayoutSize };

/** Grid lines count from 1, as in CSS. */
export interface Cell {
  column: number;
  row: number;
  columns: number;
  rows: number;
}
export interface Layout {
  size: LayoutSize;
  columns: number;
  rows: number;
  /** In the order cameras fill them: the big one first. */
  cells: readonly Cell[];
}

const one = (column: number, row: number): Cell => ({ column, row, columns: 1, rows: 1 });

function everyCell(columns: number, rows: number): Cell[] {
  return Array.from({ length: columns * rows }, (_, at) => one((at % columns) + 1, Math.floor(at / columns) + 1));
}

/** A square grid in which one big tile takes the place of several. */
function around(side: number, big: Cell): Cell[] {
  const covered = (cell: Cell): boolean =>
    cell.column >= big.column &&
    cell.column < big.column + big.columns &&
    cell.row >= big.row &&
    cell.row < big.row + big.rows;
  return [big, ...everyCell(side, side).filter((cell) => !covered(cell))];
}

function drawn(size: LayoutSize): Layout {
  switch (size) {
    case 6:
      return { size, columns: 3, rows: 3, cells: around(3, { column: 1, row: 1, columns: 2, rows: 2 }) };
    case 8:
      return { size, columns: 4, rows: 4, cells: around(4, { column: 1, row: 1, columns: 3, rows: 3 }) };
    case 13:
      return { size, columns: 4, rows: 4, cells: around(4, { column: 2, row: 2, columns: 2, rows: 2 }) };
    case 1:
    case 4:
    case 9:
    case 16:
    case 25:
    case 36:
    case 64: {
      const side = Math.sqrt(size);
      return { size, columns: side, rows: side, cells: everyCell(side, side) };
    }
  }
}

const layouts = new Map(layoutSizes.map((size) => [size, drawn(size)]));

/** Always the same one for a size: a tile whose cell is the same need not be drawn again. */
export function layoutOf(size: LayoutSize): Layout {
  return layouts.get(size) ?? drawn(size);
}

/** The smallest even split that shows every camera at once. */
export function fittingSize(cameras: number): LayoutSize {
  return ([1, 4, 9, 16, 25, 36, 64] as const).find((size) => size >= cameras) ?? 64;
}

export function pageCount(cameras: number, size: LayoutSize): number {
  return Math.max(1, Math.ceil(cameras / size));
}

export function camerasOnPage<T>(cameras: readonly T[], size: LayoutSize, page: number): readonly T[] {
  return cameras.slice(page * size, (page + 1) * size);
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The tile an arrow key leads to: the nearest in that direction that lies beside the one we are on; the same one at
 * the edge. Works for big tiles, which have several neighbours on a side.
 */
export function neighbour(layout: Layout, from: number, direction: Direction, filled: number): number {
  const here = layout.cells[from];
  if (here === undefined) return 0;
  let best = from;
  let bestCost = Infinity;
  for (const [index, there] of layout.cells.entries()) {
    if (index === from || index >= filled) continue;
    const cost = costOf(here, there, direction);
    if (cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  }
  return best;
}

function costOf(here: Cell, there: Cell, direction: Direction): number {
  const horizontal = direction === 'left' || direction === 'right';
  const gap =
    direction === 'right'
      ? there.column - (here.column + here.columns)
      : direction === 'left'
        ? here.column - (there.column + there.columns)
        : direction === 'down'
          ? there.row - (here.row + here.rows)
          : here.row - (there.row + there.rows);
  if (gap < 0) return Infinity;
  const overlap = horizontal
    ? Math.min(here.row + here.rows, there.row + there.rows) - Math.max(here.row, there.row)
    : Math.min(here.column + here.columns, there.column + there.columns) - Math.max(here.column, there.column);
  if (overlap <= 0) return Infinity;
  const aside = horizontal ? Math.abs(there.row - here.row) : Math.abs(there.column - here.column);
  return gap * 100 + aside;
}
