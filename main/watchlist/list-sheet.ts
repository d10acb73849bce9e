/** The list as a sheet, and an empty one to fill in: what goes out comes in again unchanged. */
import { Readable } from 'node:stream';
import type { Camera } from '#contract/camera.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { writeDelimited } from './delimited-text.ts';
import { statusOf } from './entry-status.ts';
import { formatForReading } from './plate.ts';
import { dateText } from './sheet-dates.ts';
import {
  cameraPrefix,
  categoryWord,
  categoryWords,
  colourWord,
  columns,
  factColumns,
  headerOf,
  kindWord,
  originWord,
  pointOfWord,
  pointWord,
  statusWord,
} from './sheet-words.ts';
import type { Column, FactColumn } from './sheet-words.ts';
import { writeXlsx } from '../system/xlsx-writer.ts';

export interface SheetFacts {
  nowMs: number;
  expiryNoticeDays: number;
  /** By id. */
  cameras: ReadonlyMap<string, Pick<Camera, 'name'>>;
}

const written: readonly (Column | FactColumn)[] = [...columns, ...factColumns];
const sheetName = '名单';

/** Characters. */
const widths: Readonly<Partial<Record<Column | FactColumn, number>>> = {
  plate: 14,
  idNumber: 22,
  basis: 32,
  places: 24,
  procedure: 40,
  note: 32,
};

const notes: Readonly<Partial<Record<Column, string>>> = {
  kind: '车辆或人员；不填时，有号牌的是车辆',
  plate: '如 鲁P12345。? 代表一个看不清的字符，* 代表任意几个；至少写明三个字符',
  idNumber: '证件号、姓名、人像库编号至少填一项。请把单元格设为文本',
  libraryId: '摄像机自带人像库里的编号',
  basis: '必填，如 单位禁入决定 2026-014',
  priority: '1 最紧急，3 最低；不填时按类别',
  validFrom: '不填：批准后立即生效',
  expires: '必填，最后一天，如 2026-12-31',
  places: '摄像机名称或地点类型（出入口、周界……），用“、”隔开；不填：全部地点',
  procedure: '一行一步；不填：按类别',
};

export function exportXlsx(entries: Iterable<WatchlistEntry>, facts: SheetFacts): Promise<Readable> {
  const headers = written.map((column) => ({ text: headerOf(column), width: widths[column] ?? 12 }));
  return writeXlsx({ name: sheetName, headers, rows: rowsOf(entries, facts) });
}

/** UTF-8 with the mark by which spreadsheet programs know it. */
export function exportCsv(entries: Iterable<WatchlistEntry>, facts: SheetFacts): Readable {
  function* lines(): Generator<string> {
    let lines = `\uFEFF${writeDelimited(written.map(headerOf))}\r\n`;
    for (const row of rowsOf(entries, facts)) {
      lines += `${writeDelimited(row)}\r\n`;
      // A few kilobytes at a time: a stream asks for each piece by itself.
      if (lines.length > 16_384) {
        yield lines;
        lines = '';
      }
    }
    yield lines;
  }
  return Readable.from(lines(), { objectMode: false, highWaterMark: 65_536, encoding: 'utf8' });
}

export function templateXlsx(ownCategories: readonly string[]): Promise<Readable> {
  const headers = columns.map((column) => {
    const note = notes[column];
    return { text: headerOf(column), width: widths[column] ?? 12, ...(note === undefined ? {} : { note }) };
  });
  const column = (name: Column): number => columns.indexOf(name) + 1;
  // A formula of a list to choose from takes 255 characters.
  const categories: string[] = [];
  for (const word of [...categoryWords(), ...ownCategories]) {
    if ([...categories, word].join(',').length < 250 && !/[",]/.test(word)) categories.push(word);
  }
  return writeXlsx({
    name: sheetName,
    headers,
    rows: [],
    choices: [
      { column: column('kind'), words: [kindWord('vehicle'), kindWord('person')] },
      { column: column('category'), words: categories },
      { column: column('priority'), words: ['1', '2', '3'] },
    ],
  });
}

function* rowsOf(entries: Iterable<WatchlistEntry>, facts: SheetFacts): Generator<string[]> {
  for (const entry of entries) yield written.map((column) => cellOf(entry, column, facts));
}

function cellOf(entry: WatchlistEntry, column: Column | FactColumn, facts: SheetFacts): string {
  const vehicle = entry.kind === 'vehicle' ? entry : null;
  const person = entry.kind === 'person' ? entry : null;
  switch (column) {
    case 'kind':
      return kindWord(entry.kind);
    case 'plate':
      return vehicle === null ? '' : formatForReading(vehicle.plate);
    case 'plateColour':
      return vehicle === null || vehicle.plateColour === null ? '' : colourWord(vehicle.plateColour);
    case 'name':
      return person?.name ?? '';
    case 'idNumber':
      return person?.idNumber ?? '';
    case 'libraryId':
      return person?.libraryId ?? '';
    case 'category':
      return entry.ownCategory ?? categoryWord(entry.category);
    case 'basis':
      return entry.basis;
    case 'priority':
      return String(entry.priority);
    case 'validFrom':
      return entry.validFromMs === null ? '' : dateText(entry.validFromMs, 'start');
    case 'expires':
      return dateText(entry.expiresAtMs, 'end');
    case 'places':
      return placesText(entry, facts);
    case 'procedure':
      return procedureText(entry.procedure);
    case 'note':
      return entry.note;
    case 'status':
      return statusWord(statusOf(entry, facts.nowMs, facts.expiryNoticeDays));
    case 'author':
      return entry.author;
    case 'approvedBy':
      return entry.approvedBy ?? '';
    case 'origin':
      return originWord(entry.origin);
  }
}

function placesText({ scope }: WatchlistEntry, { cameras }: SheetFacts): string {
  const names = scope.cameraIds.map((id) => {
    const name = cameras.get(id)?.name;
    return name === undefined || pointOfWord(name) !== null ? `${cameraPrefix}${name ?? id}` : name;
  });
  const places = [...scope.points.map(pointWord), ...names];
  // A name that holds what stands between names: one a line, and never alone on one.
  const isPlain = places.every((place) => !/[、,;，；/|]/.test(place));
  return isPlain || places.length < 2 ? places.join('、') : places.join('\n');
}

/** A single step that holds what stands between steps ends with a line break, which says that lines are steps. */
function procedureText(steps: readonly string[]): string {
  const [only] = steps;
  return steps.length === 1 && only !== undefined && /[；;]/.test(only) ? `${only}\n` : steps.join('\n');
}
