import type { Readable } from 'node:stream';
import type { Worksheet } from 'exceljs';

export interface SheetToWrite {
  name: string;
  headers: readonly { text: string; width: number; note?: string }[];
  rows: Iterable<readonly (string | number)[]>;
  /** Cells of a column that take one of a few words. `column` counts from 1. */
  choices?: readonly { column: number; words: readonly string[] }[];
}

/** A workbook of one sheet, in pieces as it is written; every cell is text or a number, none a formula. */
export async function writeXlsx(sheet: SheetToWrite): Promise<Readable> {
  const [{ default: excel }, { PassThrough }] = await Promise.all([import('exceljs'), import('node:stream')]);
  const out = new PassThrough();
  const workbook = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const write = async (): Promise<void> => {
    const page = workbook.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
    page.columns = sheet.headers.map(({ text, width }) => ({ header: text, width, style: { numFmt: '@' } }));
    page.getRow(1).font = { bold: true };
    for (const [index, { note }] of sheet.headers.entries()) {
      if (note !== undefined) page.getRow(1).getCell(index + 1).note = note;
    }
    addChoices(page, sheet.choices ?? []);
    page.getRow(1).commit();
    let written = 0;
    for (const cells of sheet.rows) {
      page.addRow(cells.map((cell) => (typeof cell === 'string' ? xmlSafe(cell) : cell))).commit();
      written += 1;
      if (written % 200 === 0) await drained(out);
    }
    page.commit();
    await workbook.commit();
  };
  write().catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  return out;
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
