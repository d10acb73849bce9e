import { Readable } from 'node:stream';
import type { Worksheet } from 'exceljs';
import { AppError } from '../system/app-error.ts';
import type { SheetCell, SheetRow } from './sheet-cell.ts';
import { firstSheetOf, piecesOf } from './xlsx-archive.ts';

/** The widest sheet we look at; what is to the right of it is nobody's list. */
const mostColumns = 100;

/** The rows of a workbook's first sheet as they are read; blank ones left out. AppError `bad-input`: it is none, or too large. */
export async function* readXlsx(bytes: Buffer): AsyncGenerator<SheetRow> {
  const found = await firstSheetOf(bytes);
  if (found.outcome !== 'readable') {
    throw new AppError('bad-input', 'the file cannot be read', { facts: { paths: 'base64', problem: found.outcome } });
  }
  const { default: excel } = await import('exceljs');
  const source = Readable.from(piecesOf(found.archive));
  const reader = new excel.stream.xlsx.WorkbookReader(source, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  try {
    for await (const sheet of reader) {
      for await (const row of sheet) {
        const cells: SheetCell[] = [];
        row.eachCell((cell, column) => {
          if (column <= mostColumns) cells[column - 1] = cellOf(cell.value);
        });
        // A cell that is not there leaves a hole.
        const whole = Array.from(cells, (cell) => cell ?? null);
        if (whole.some((cell) => cell !== null && cell !== '')) yield { row: row.number, cells: whole };
      }
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const facts = { paths: 'base64', problem: 'no-spreadsheet' };
    throw new AppError('bad-input', 'the spreadsheet is damaged', { facts, cause });
  } finally {
    source.destroy();
  }
}

/** Rich text without its looks, formulas as their last result. */
function cellOf(value: unknown): SheetCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value;
  if (typeof value !== 'object') return null;
  if ('richText' in value && Array.isArray(value.richText)) {
    return value.richText.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('');
  }
  if ('result' in value) return cellOf(value.result);
  if ('text' in value) return cellOf(value.text);
  return null;
}

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

/** XML 1.0 has no way of writing most control characters. */
const xmlSafe = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '').toWellFormed();
