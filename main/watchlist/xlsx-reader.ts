/** The rows of a workbook's first sheet (ECMA-376 part 1, section 18), read from front to back and never kept whole. */
import { AppError } from '../system/app-error.ts';
import type { SheetCell, SheetRow } from './sheet-cell.ts';
import { DamagedPart, partsOf, textOf } from './xlsx-archive.ts';
import type { ArchivePart } from './xlsx-archive.ts';
import { readXml } from './xml-tokens.ts';
import type { XmlToken } from './xml-tokens.ts';

/** The widest sheet we look at; what is to the right of it is nobody's list. */
const mostColumns = 100;
/** Of all parts that are read, inflated. A hundred thousand rows of long cells are half of it. */
const mostInflated = 256 * 1024 * 1024;
const mostStrings = 2_000_000;

/** Blank rows are left out. AppError `bad-input`: it is no spreadsheet, damaged, or too large. */
export async function* readXlsx(bytes: Buffer): AsyncGenerator<SheetRow> {
  const parts = partsOf(bytes);
  if (parts === null) throw unreadable('no-spreadsheet');
  try {
    const workbook = await readWorkbook(parts);
    const sheet = workbook === null ? undefined : parts.get(workbook.sheet);
    if (workbook === null || sheet === undefined) throw unreadable('no-spreadsheet');
    const [strings, styles] = [parts.get('xl/sharedStrings.xml'), parts.get('xl/styles.xml')];
    const inflated = [sheet, strings, styles].reduce((sum, part) => sum + (part?.inflatedBytes ?? 0), 0);
    if (inflated > mostInflated) throw unreadable('too-large');
    const book: Book = {
      strings: strings === undefined ? [] : await readStrings(strings),
      dateStyles: styles === undefined ? new Set() : await readDateStyles(styles),
      epochDays: workbook.from1904 ? 24_107 : 25_569,
    };
    yield* readRows(sheet, book);
  } catch (cause) {
    if (cause instanceof DamagedPart || cause instanceof SyntaxError) throw unreadable('damaged', cause);
    throw cause;
  }
}

interface Book {
  strings: readonly string[];
  /** Numbers of the cell formats that show a date. */
  dateStyles: ReadonlySet<number>;
  /** Serial number of 1970-01-01. */
  epochDays: number;
}

/** The first sheet that is shown. */
async function readWorkbook(
  parts: ReadonlyMap<string, ArchivePart>,
): Promise<{ sheet: string; from1904: boolean } | null> {
  const [workbook, relations] = [parts.get('xl/workbook.xml'), parts.get('xl/_rels/workbook.xml.rels')];
  if (workbook === undefined || relations === undefined) return null;
  if (workbook.inflatedBytes + relations.inflatedBytes > mostInflated / 64) throw unreadable('too-large');
  let from1904 = false;
  const sheets: { id: string; hidden: boolean }[] = [];
  await eachTag(workbook, (name, attributes) => {
    if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.get('date1904') ?? '');
    const id = attributes.get('id');
    if (name === 'sheet' && id !== undefined) {
      sheets.push({ id, hidden: (attributes.get('state') ?? 'visible') !== 'visible' });
    }
  });
  const targets = new Map<string, string>();
  await eachTag(relations, (name, attributes) => {
    if (name === 'Relationship') targets.set(attributes.get('Id') ?? '', attributes.get('Target') ?? '');
  });
  const target = targets.get((sheets.find(({ hidden }) => !hidden) ?? sheets[0])?.id ?? '');
  if (target === undefined) return null;
  return { sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, from1904 };
}

async function eachTag(
  part: ArchivePart,
  take: (name: string, attributes: ReadonlyMap<string, string>) => void,
): Promise<void> {
  for await (const tokens of readXml(textOf(part))) {
    for (const token of tokens) if (token.is === 'open') take(token.name, token.attributes);
  }
}

/** Rich text without its looks, and without the reading aids (`rPh`) that some programs add to Chinese. */
async function readStrings(part: ArchivePart): Promise<string[]> {
  const strings: string[] = [];
  const text = new TextGatherer();
  for await (const tokens of readXml(textOf(part))) {
    for (const token of tokens) {
      if (token.is === 'open' && token.name === 'si') text.clear();
      text.take(token);
      if (token.is === 'close' && token.name === 'si') strings.push(text.gathered);
    }
    if (strings.length > mostStrings) throw unreadable('too-large');
  }
  return strings;
}

/** Numbers of built-in formats that show a date (section 18.8.30, East Asian ones included). */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

async function readDateStyles(part: ArchivePart): Promise<Set<number>> {
  const dateFormats = new Set<number>();
  const dateStyles = new Set<number>();
  let inCells = false;
  let style = 0;
  for await (const tokens of readXml(textOf(part))) {
    for (const token of tokens) {
      if (token.is === 'close' && token.name === 'cellXfs') inCells = false;
      if (token.is !== 'open') continue;
      const id = Number(token.attributes.get('numFmtId'));
      if (token.name === 'cellXfs') inCells = !token.empty;
      if (token.name === 'numFmt' && showsDate(token.attributes.get('formatCode') ?? '')) dateFormats.add(id);
      if (token.name !== 'xf' || !inCells) continue;
      if (isBuiltInDate(id) || dateFormats.has(id)) dateStyles.add(style);
      style += 1;
    }
  }
  return dateStyles;
}

/** `yyyy"年"m"月"d"日"`: what is quoted, escaped or in brackets shows nothing of the number. */
const showsDate = (format: string): boolean =>
  /[ymdhs]/i.test(format.replace(/"[^"]*"|\\.|_.|\[[^\]]*\]|General/gi, ''));

async function* readRows(part: ArchivePart, book: Book): AsyncGenerator<SheetRow> {
  const text = new TextGatherer('v');
  let row = 0;
  let column = -1;
  let cells: (SheetCell | undefined)[] = [];
  let cell: ReadonlyMap<string, string> = new Map();
  for await (const tokens of readXml(textOf(part))) {
    const rows: SheetRow[] = [];
    for (const token of tokens) {
      text.take(token);
      if (token.is === 'open' && token.name === 'row') {
        const given = Number(token.attributes.get('r'));
        row = Number.isInteger(given) && given > 0 ? given : row + 1;
        [cells, column] = [[], -1];
      } else if (token.is === 'open' && token.name === 'c') {
        column = columnOf(token.attributes.get('r')) ?? column + 1;
        cell = token.attributes;
        text.clear();
      } else if (token.is === 'close' && token.name === 'c' && column < mostColumns) {
        cells[column] = cellOf(text.gathered, cell, book);
      } else if (token.is === 'close' && token.name === 'row') {
        const whole = Array.from(cells, (each) => each ?? null);
        if (whole.some((each) => each !== null && each !== '')) rows.push({ row, cells: whole });
      }
    }
    yield* rows;
  }
}

/** `AB12` → 27. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellOf(text: string, cell: ReadonlyMap<string, string>, { strings, dateStyles, epochDays }: Book): SheetCell {
  switch (cell.get('t') ?? 'n') {
    case 's':
      return strings[Number(text)] ?? null;
    case 'b':
      return text === '1';
    case 'e':
      return null;
    case 'd': {
      // Without a zone, as every date of a sheet.
      const date = new Date(/[zZ]$/.test(text) || !text.includes('T') ? text : `${text}Z`);
      return Number.isNaN(date.getTime()) ? text : date;
    }
    case 'n': {
      if (text.trim() === '') return null;
      const number = Number(text);
      if (!Number.isFinite(number)) return text;
      // To the millisecond: a serial number holds no more.
      const isDate = dateStyles.has(Number(cell.get('s') ?? 0)) && Math.abs(number) < 3_000_000;
      return isDate ? new Date(Math.round((number - epochDays) * 86_400_000)) : number;
    }
    default:
      return text;
  }
}

/** The text of `t` elements, and of one more kind, wherever they stand but in a reading aid. */
class TextGatherer {
  gathered = '';
  readonly #also: string;
  #inside = false;
  #aid = false;

  constructor(also = 't') {
    this.#also = also;
  }

  clear(): void {
    this.gathered = '';
  }

  take(token: XmlToken): void {
    if (token.is === 'text') {
      if (this.#inside && !this.#aid) this.gathered += unescapedCharacters(token.text);
    } else if (token.name === 'rPh') this.#aid = token.is === 'open';
    else if (token.name === 't' || token.name === this.#also) this.#inside = token.is === 'open';
  }
}

/** `_x000D_`: characters that XML cannot hold (section 22.9.2.19). */
const unescapedCharacters = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

function unreadable(problem: 'no-spreadsheet' | 'damaged' | 'too-large', cause?: unknown): AppError {
  return new AppError('bad-input', 'the file cannot be read', { facts: { paths: 'base64', problem }, cause });
}
