import type { EntryStatus, WatchlistEntry } from '#contract/watchlist.ts';
import { reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import { hours } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { statusOf } from './entry-status.ts';
import { numberRanges } from './number-ranges.ts';
import type { Deed, ExpiryNotice, ExpiryStore } from './watchlist-store.ts';

export interface ExpiryWatchOptions {
  store: ExpiryStore;
  /** The list as it is. */
  entries: () => readonly WatchlistEntry[];
  noticeDays: () => number;
  /** Told when entries have come near their end, or to it, since the last look. */
  passed: () => void;
  clock: Clock;
  log: Log;
}

/** Rows of the audit chain of one look; of more entries at once, one row names them all. */
const mostRows = 100;

/** Announces the end of approved entries, once when it comes near and once when it has come. */
export class ExpiryWatch {
  readonly #options: ExpiryWatchOptions;
  readonly #log: Log;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: ExpiryWatchOptions) {
    this.#options = options;
    this.#log = options.log.room('watchlist');
  }

  /** Looks at once and every hour. */
  start(): () => Promise<void> {
    const cancel = this.#options.clock.every(hours(1), () => void this.look());
    void this.look();
    return async () => {
      cancel();
      await this.#looking;
    };
  }

  /** Resolves once what is due has been announced, or could not be; then the next look tries again. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      try {
        await this.#announce();
      } catch (error) {
        this.#log.error('ends of entries could not be announced', { reason: reasonOf(error) });
      }
    });
    return this.#looking;
  }

  async #announce(): Promise<void> {
    const { store, entries, noticeDays, clock, passed } = this.#options;
    const due = decideNotices(entries(), await store.announced(), clock.nowMs(), noticeDays());
    for (const notice of ['soon', 'expired'] as const) {
      const ids = due[notice];
      if (ids.length === 0) continue;
      await store.announce(ids, notice, deedsOf(ids, notice));
      this.#log.warn(notice === 'soon' ? 'entries expire soon' : 'entries have expired', {
        entries: ids.length,
        ids: numberRanges(ids),
      });
    }
    if (due.soon.length + due.expired.length > 0) passed();
  }
}

/** Which entries' ends are to be announced. What was never approved ends in silence; what ended unseen is not near any more. */
export function decideNotices(
  entries: readonly WatchlistEntry[],
  announced: ReadonlyMap<number, ExpiryNotice>,
  nowMs: number,
  noticeDays: number,
): Record<ExpiryNotice, number[]> {
  const due: Record<ExpiryNotice, number[]> = { soon: [], expired: [] };
  for (const entry of entries) {
    if (entry.approvedBy === null) continue;
    const notice = noticeOf(statusOf(entry, nowMs, noticeDays));
    const before = announced.get(entry.id);
    if (notice !== null && before !== notice && before !== 'expired') due[notice].push(entry.id);
  }
  return due;
}

function noticeOf(status: EntryStatus): ExpiryNotice | null {
  if (status === 'expiring-soon') return 'soon';
  return status === 'expired' ? 'expired' : null;
}

function deedsOf(ids: readonly number[], notice: ExpiryNotice): Deed[] {
  const action = notice === 'soon' ? 'watchlist.expires-soon' : 'watchlist.expired';
  if (ids.length <= mostRows) return ids.map((id) => ({ action, subject: `entry:${id}`, facts: {} }));
  return [{ action, subject: 'entries', facts: { entries: ids.length, ids: numberRanges(ids) } }];
}
