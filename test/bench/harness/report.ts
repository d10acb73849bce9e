/** What a bench says: a table for people, one line of JSON for programs. Pure. */

export interface Row {
  what: string;
  ours: string;
  /** The other side of the ratio; empty when a figure stands alone. */
  theirs?: string;
  ratio?: string;
  /** The bound that must hold, as a person reads it; left out for figures that are only printed. */
  must?: string;
  /** Null: told, not judged in this run. */
  holds?: boolean | null;
}

export interface Outcome {
  rows: Row[];
  figures: Record<string, number | null>;
  /** What a reader must know to read the table. */
  notes?: string[];
}

const heads = ['', 'Guardroom', 'other side', 'ratio', 'must show', ''] as const;

export function renderTable(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const render = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [render(heads), rule, ...rows.map((row) => render(cellsOf(row)))].join('\n');
}

function cellsOf({ what, ours, theirs = '', ratio = '', must = '', holds }: Row): string[] {
  const verdict = holds === undefined ? '' : holds === null ? '(not judged)' : holds ? 'ok' : 'FAILS';
  return [what, ours, theirs, ratio, must, verdict];
}

export function allHold(rows: readonly Row[]): boolean {
  return rows.every(({ holds }) => holds !== false);
}

export const percent = (value: number | null, digits = 1): string =>
  value === null ? '–' : `${value.toFixed(digits)} %`;
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
export const milliseconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} ms`);
export const times = (value: number | null, digits = 2): string => (value === null ? '–' : value.toFixed(digits));

/** Enough digits to compare by, none to be impressed by. */
export function roundFigures(figures: Readonly<Record<string, number | null>>): Record<string, number | null> {
  const round = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, value === null ? null : round(value)]),
  );
}

/** Above this, whoever else computes decides the figures: a side that gets no CPU shows fewer frames and seems cheap. */
const quietPercent = 10;

/** `othersPercent`: what ran besides both sides and the cameras, percent of one core. */
export function notesOnQuiet(othersPercent: number): string[] {
  if (othersPercent <= quietPercent) return [];
  return [
    `NOT QUIET: something else used ${percent(othersPercent, 0)} of a core meanwhile. These figures are no measurement.`,
  ];
}
