/** Moving through a grid of pictures by key. Pure. */

/** The index a key leads to from `index`; null: the key does not move, or leads out of the grid. */
export function moveInGrid(key: string, index: number, columns: number, count: number): number | null {
  if (count === 0) return null;
  const rowLast = count - 1;
  const to = (target: number): number | null => (target < 0 || target > rowLast || target === index ? null : target);
  switch (key) {
    case 'ArrowLeft':
      return to(index - 1);
    case 'ArrowRight':
      return to(index + 1);
    case 'ArrowUp':
      return to(index - columns);
    case 'ArrowDown':
      // Below the last whole row the last picture is nearest.
      return index + columns <= rowLast
        ? to(index + columns)
        : Math.floor(index / columns) < Math.floor(rowLast / columns)
          ? to(rowLast)
          : null;
    case 'PageUp':
      return to(Math.max(index % columns, index - 3 * columns));
    case 'PageDown':
      return to(Math.min(rowLast, index + 3 * columns));
    case 'Home':
      return to(0);
    case 'End':
      return to(rowLast);
    default:
      return null;
  }
}
