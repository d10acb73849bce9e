/** Which rows of a long list are drawn. Pure. */

export interface RowsInView {
  /** Rows [first, last). */
  first: number;
  last: number;
}

/** Rows beyond either edge that are drawn too, so that a turn of the wheel finds them there. */
const beyond = 2;

/** `viewTopPx`: how far the top of the list is above the top of the view; negative when below it. `pitchPx`: a row and its gap. */
export function rowsInView(viewTopPx: number, viewHeightPx: number, pitchPx: number, rows: number): RowsInView {
  if (!(pitchPx > 0)) return { first: 0, last: Math.min(rows, beyond * 2) };
  const first = Math.max(0, Math.min(rows, Math.floor(viewTopPx / pitchPx) - beyond));
  const last = Math.min(rows, Math.ceil((viewTopPx + viewHeightPx) / pitchPx) + beyond);
  return { first, last: Math.max(first, last) };
}

/** Where to scroll to so that a row is seen whole; null: it is. `coveredPx` of the view's top lies under a heading. */
export function scrollToRow(
  rowTopPx: number,
  pitchPx: number,
  view: { topPx: number; heightPx: number; coveredPx: number },
): number | null {
  if (rowTopPx < view.topPx + view.coveredPx) return Math.max(0, rowTopPx - view.coveredPx);
  const bottom = rowTopPx + pitchPx;
  return bottom > view.topPx + view.heightPx ? bottom - view.heightPx : null;
}
