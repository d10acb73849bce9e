import type { Readable } from 'node:stream';
import type { Worksheet } from 'exceljs';

/** A `Date` becomes a date of the sheet, by the clock of this machine; null an empty cell. */
export type SheetCell = string | number | Date | null;

export interface SheetToWrite {
  name: string;
  /** `is`: what its cells hold; text when left out. Widths in characters. */
  headers: readonly { text: string; width: number; note?: string; is?: 'text' | 'number' | 'share' | 'time' }[];
  rows: Iterable<readonly SheetCell[]> | AsyncIterable<readonly SheetCell[]>;
  /** Cells of a column that take one of a few words. `column` counts from 1. */
  choices?: readonly { column: number; words: readonly string[] }[];
}

const formats = { text: '@', number: '0', share: '0.00%', time: 'yyyy-mm-dd hh:mm:ss' } as const;

/** A workbook of one sheet, in pieces as it is written; no cell is a formula. */
export async function writeXlsx(sheet: SheetToWrite): Promise<Readable> {
  const [{ default: excel }, { PassThrough }] = await Promise.all([import('exceljs'), import('node:stream')]);
  const out = new PassThrough();
  const workbook = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const write = async (): Promise<void> => {
    const page = workbook.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
    page.columns = sheet.headers.map(({ text, width, is = 'text' }) => ({
      ...{ header: text, width, style: { numFmt: formats[is] } },
    }));
    page.getRow(1).font = { bold: true };
    for (const [index, { note }] of sheet.headers.entries()) {
      if (note !== undefined) page.getRow(1).getCell(index + 1).note = note;
    }
    addChoices(page, sheet.choices ?? []);
    page.getRow(1).commit();
    let rows = 0;
    for await (const cells of sheet.rows) {
      page.addRow(cells.map(written)).commit();
      rows += 1;
      if (rows % 200 === 0) await drained(out);
    }
    page.commit();
    await workbook.commit();
  };
  write().catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  return out;
}

function written(cell: SheetCell): SheetCell {
  if (typeof cell === 'string') return xmlSafe(cell);
  // A sheet's dates know no zone, and exceljs writes UTC: what the clock on the wall shows is to stand there.
  return cell instanceof Date ? new Date(cell.getTime() - cell.getTimezoneOffset() * 60_000) : cell;
}

/** Lists to choose from, down to the thousandth row. */
function addChoices(page: Worksheet, choices: NonNullable<SheetToWrite['choices']>): void {
  for (const { column, words } of choices) {
    const letter = page.getColumn(column).letter;
    // Not in exceljs's types, though it writes them.
    const validations = (page as unknown as { dataValidations: { add(range: string, rule: object): void } })
      .dataValidations;
    validations.add(`${letter}2:${letter}1000`, {
      type: 'list',
      allowBlank: true,
      showErrorMessage: false,
      formulae: [`"${words.join(',')}"`],
    });
  }
}

/** Gives others their turn, and waits while whoever reads is behind. */
async function drained(out: Readable & { writableNeedDrain?: boolean }): Promise<void> {
  const { setImmediate: nextTurn } = await import('node:timers/promises');
  do await nextTurn();
  while (out.writableNeedDrain === true && !out.destroyed);
}

/** XML 1.0 cannot hold most control characters, and `_x0041_` would be read as one (ECMA-376 part 1, 22.9.2.19). */
const xmlSafe = (text: string): string =>
  text
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .toWellFormed();
