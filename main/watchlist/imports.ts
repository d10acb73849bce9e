import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntryDraft, ImportPreview, ImportRow, ImportSource, WatchlistEntry } from '#contract/watchlist.ts';
import { AppError } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import { minutes } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { changedMembers, written } from './decide-changes.ts';
import { readDelimited, withoutGuard } from './delimited-text.ts';
import { keyOf } from './entry-key.ts';
import { readHeader, RowJudge } from './import-rows.ts';
import type { ImportContext, SheetHeader } from './import-rows.ts';
import { QueueOfOne } from './queue-of-one.ts';
import type { SheetRow } from './sheet-cell.ts';
import type { EntryChange } from './watchlist-store.ts';
import { readXlsx } from './xlsx-reader.ts';

/** Rows of one sheet, the header not counted. */
export const mostRows = 100_000;
/** Rows judged before others have their turn: some milliseconds. */
const judgedTogether = 250;
const keptMs = minutes(30);
/** Previews kept at once, one for each account; the oldest goes. Of long sheets each is tens of megabytes. */
const mostPreviews = 4;
/** Sheets read at once, and waiting to be. */
const mostWaiting = 3;
const shownRows = 500;
const dryRunRows = 1000;

export interface ImportsOptions {
  watchlist: {
    written(): readonly WatchlistEntry[];
    importChanges(by: string, decide: (list: ReadonlyMap<number, WatchlistEntry>) => EntryChange[]): Promise<void>;
  };
  /** What rows are held against, as it is now. */
  context: () => ImportContext;
  clock: Clock;
  log: Log;
}

interface Kept {
  account: string;
  /** What may be taken: of new, changed and same rows. Of wrong ones only how many there were. */
  right: readonly ImportRow[];
  wrong: number;
  forget: Cancel;
}

/** Sheets on their way into the list: read and judged, shown, and taken when whoever brought them says so. */
export class Imports {
  readonly #options: ImportsOptions;
  readonly #log: Log;
  readonly #kept = new Map<string, Kept>();
  readonly #reading = new QueueOfOne('sheets', mostWaiting);

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#log = options.log.room('watchlist');
  }

  /** One sheet is read at a time. `unavailable`: too many wait. */
  preview(source: ImportSource, account: string): Promise<ImportPreview> {
    return this.#reading.run(() => this.#read(source, account));
  }

  /** What is right in it, as far as it still is, as one change; `not-found` for a preview that is too old or another's. */
  async take(previewId: string, account: string): Promise<{ added: number; changed: number; left: number }> {
    const kept = this.#find(previewId, account);
    // Whoever presses twice imports once.
    this.#forget(previewId);
    const taken = { added: 0, changed: 0, left: kept.wrong };
    try {
      await this.#options.watchlist.importChanges(account, (list) => {
        const decided = decideImport(kept.right, list, account, this.#options.clock.nowMs());
        taken.added = decided.added;
        taken.changed = decided.changed;
        taken.left = kept.wrong + decided.left;
        return decided.changes;
      });
    } catch (error) {
      this.#keep(previewId, kept);
      throw error;
    }
    this.#log.info('a sheet was imported', taken);
    return taken;
  }

  /** The first thousand that are right, for a dry run. */
  drafts(previewId: string, account: string): EntryDraft[] {
    const { right } = this.#find(previewId, account);
    return right.slice(0, dryRunRows).flatMap(({ draft }) => draft ?? []);
  }

  async #read(source: ImportSource, account: string): Promise<ImportPreview> {
    const context = this.#options.context();
    const listed = this.#options.watchlist.written();
    const rows: Record<ImportRow['outcome'], ImportRow[]> = { wrong: [], changed: [], new: [], same: [] };
    let wrong = 0;
    let header: SheetHeader | null = null;
    let judge: RowJudge | null = null;
    let read = 0;
    for await (const row of rowsOf(source)) {
      if (judge === null) {
        header = readHeader(row.cells);
        refuseForeign(header);
        judge = new RowJudge({ header, context, listed });
        continue;
      }
      read += 1;
      if (read > mostRows) {
        const facts = { paths: 'base64', problem: 'too-many-rows', most: mostRows };
        throw new AppError('bad-input', 'the sheet has too many rows', { facts });
      }
      const judged = judge.judge(row);
      if (judged.outcome === 'wrong') wrong += 1;
      if (judged.outcome !== 'wrong' || rows.wrong.length < shownRows) rows[judged.outcome].push(judged);
      if (read % judgedTogether === 0) await nextTurn();
    }
    if (header === null)
      throw new AppError('bad-input', 'the sheet is empty', { facts: { paths: 'base64', problem: 'empty' } });
    const previewId = randomBytes(12).toString('hex');
    const right = [...rows.new, ...rows.changed, ...rows.same];
    this.#forgetOf(account);
    this.#keep(previewId, { account, right, wrong, forget: () => undefined });
    const counts = { new: rows.new.length, changed: rows.changed.length, same: rows.same.length, wrong };
    this.#log.info('a sheet was read', counts);
    const shown = [...rows.wrong, ...rows.changed, ...rows.new, ...rows.same].slice(0, shownRows);
    return { previewId, counts, rows: shown, unknownColumns: header.unknown.slice(0, 50) };
  }

  #find(previewId: string, account: string): Kept {
    const kept = this.#kept.get(previewId);
    if (kept?.account !== account) throw new AppError('not-found', 'there is no such preview any more');
    return kept;
  }

  #keep(previewId: string, kept: Kept): void {
    const forget = this.#options.clock.after(keptMs, () => void this.#kept.delete(previewId));
    this.#kept.set(previewId, { ...kept, forget });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > mostPreviews && oldest.done !== true) this.#forget(oldest.value);
  }

  #forget(previewId: string): void {
    this.#kept.get(previewId)?.forget();
    this.#kept.delete(previewId);
  }

  #forgetOf(account: string): void {
    for (const [previewId, kept] of this.#kept) if (kept.account === account) this.#forget(previewId);
  }
}

/** The list may have changed since the preview: each row is held against it again. */
function decideImport(
  rows: readonly ImportRow[],
  list: ReadonlyMap<number, WatchlistEntry>,
  author: string,
  nowMs: number,
): { changes: EntryChange[]; added: number; changed: number; left: number } {
  const byKey = new Map<string, WatchlistEntry>();
  for (const entry of list.values()) byKey.set(keyOf(entry), entry);
  const changes: EntryChange[] = [];
  const counts = { added: 0, changed: 0, left: 0 };
  for (const { draft } of rows) {
    if (draft === null) continue;
    const known = byKey.get(keyOf(draft));
    if (known !== undefined && changedMembers(known, draft).length === 0) continue;
    if (draft.expiresAtMs <= nowMs || (known !== undefined && known.origin !== 'console')) counts.left += 1;
    else if (known === undefined) {
      changes.push({ change: 'add', entry: written(draft, author) });
      counts.added += 1;
    } else {
      changes.push({ change: 'replace', entry: { ...written(draft, author), id: known.id } });
      counts.changed += 1;
    }
  }
  return { changes, ...counts };
}

async function* rowsOf(source: ImportSource): AsyncGenerator<SheetRow> {
  switch (source.format) {
    case 'xlsx':
      yield* readXlsx(Buffer.from(source.base64, 'base64'));
      break;
    case 'text':
      for (const { row, cells } of readDelimited(source.text)) yield { row, cells: cells.map(withoutGuard) };
  }
}

/** A file in another encoding than it was read in, or one that has nothing to do with lists, is not read row by row. */
function refuseForeign({ places, unknown }: SheetHeader): void {
  const facts = { paths: 'header', problem: 'unreadable', found: unknown.slice(0, 5).join(', ') };
  if (unknown.some((header) => header.includes('\uFFFD'))) {
    throw new AppError('bad-input', 'the header cannot be read', { facts });
  }
  if (!places.has('plate') && !places.has('idNumber') && !places.has('name') && !places.has('libraryId')) {
    throw new AppError('bad-input', 'the header names nothing to list', { facts: { ...facts, problem: 'no-columns' } });
  }
}
