/** A cell as a sheet holds it. Dates are without a zone: their UTC parts are what the sheet shows. */
export type SheetCell = string | number | boolean | Date | null;

export interface SheetRow {
  /** As the sheet numbers it; the header is the first that is not blank, usually 1. */
  row: number;
  cells: readonly SheetCell[];
}

/** Whole numbers without an exponent. */
export function textOfCell(cell: SheetCell): string {
  if (cell === null) return '';
  // A copy: what V8 cuts out of a long text keeps all of it, and what is read here is kept for half an hour.
  if (typeof cell === 'string') return Buffer.from(cell, 'utf8').toString('utf8');
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'number' && Number.isInteger(cell)) return BigInt(cell).toString();
  return String(cell);
}
