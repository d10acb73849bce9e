/** Comma or tab separated text (RFC 4180), as sheets are pasted and saved. */

export interface TextRow {
  /** As a sheet numbers it: a line break within quotes begins no row. */
  row: number;
  cells: string[];
}

/** Row by row; blank ones are left out but counted. An unclosed quote ends with the text. */
export function* readDelimited(text: string): Generator<TextRow> {
  const delimiter = delimiterOf(text);
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let row = 0;
  while (at < text.length) {
    row += 1;
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(text, at, delimiter);
      cells.push(cell.value);
      at = cell.end;
      if (text.charAt(at) !== delimiter) break;
      at += 1;
    }
    // The end of the line, in whichever of the three ways it is written.
    if (text.charAt(at) === '\r') at += 1;
    if (text.charAt(at) === '\n') at += 1;
    if (cells.some((value) => value !== '')) yield { row, cells };
  }
}

/** The one that stands most often in the header. */
export function delimiterOf(text: string): string {
  const header = /^\uFEFF?[\r\n]*([^\r\n]*)/.exec(text)?.[1] ?? '';
  const counted = ['\t', ',', ';', '，'].map((delimiter) => ({ delimiter, times: header.split(delimiter).length }));
  return counted.reduce((best, each) => (each.times > best.times ? each : best)).delimiter;
}

function readCell(text: string, start: number, delimiter: string): { value: string; end: number } {
  if (text.charAt(start) !== '"') {
    const end = endOfBare(text, start, delimiter);
    return { value: text.slice(start, end), end };
  }
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    at = quote + 1;
    if (text.charAt(at) !== '"') break;
    value += '"';
    at += 1;
  }
  // What somebody wrote after the closing quote belongs to the cell all the same.
  const end = endOfBare(text, at, delimiter);
  return { value: value + text.slice(at, end), end };
}

function endOfBare(text: string, start: number, delimiter: string): number {
  let at = start;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === delimiter || character === '\n' || character === '\r') break;
    at += 1;
  }
  return at;
}

const needsQuotes = /["\r\n\t,]/;
/** What spreadsheets take for a formula, or for the mark that keeps them from it. */
const looksLikeFormula = /^['=+\-@＝＋－＠\t\r]/;

/** One line, without its end. Cells that a spreadsheet would run as a formula begin with an apostrophe. */
export function writeDelimited(cells: readonly string[]): string {
  return cells
    .map((cell) => {
      const safe = looksLikeFormula.test(cell) ? `'${cell}` : cell;
      return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    })
    .join(',');
}

/** The cell as it was before `writeDelimited` made it harmless. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && looksLikeFormula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
