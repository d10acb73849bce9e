import type { Knex } from 'knex';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';

/**
 * `synced`: on disk when the write resolves. `replayable`: committed, and kept over a crash of the program, but a power
 * cut may take it: only for rows that a log synced elsewhere gives back. Order is kept either way: what a power cut
 * takes is always the newest, never something that a write still there was built upon.
 */
export type Durability = 'synced' | 'replayable';

interface Waiting {
  durability: Durability;
  run(trx: Knex.Transaction): Promise<() => void>;
  fail(error: unknown): void;
}

/** Writers waiting beyond this are refused: the disk has stopped keeping up. */
const maxWaiting = 20_000;
/** Jobs in one commit. */
const maxGroup = 500;

/** The single writer: everything waiting goes into one transaction, so that one sync pays for all of it. */
export class WriteQueue {
  commits = 0;
  /** Of the commits, those that waited for the disk. */
  syncedCommits = 0;
  readonly #writer: Knex;
  readonly #log: Log;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;
  /** What the connection is set to; the pragma costs a statement, so it is sent on a change only. */
  #durability: Durability | null = null;

  constructor(writer: Knex, log: Log) {
    this.#writer = writer;
    this.#log = log;
  }

  write<T>(job: (trx: Knex.Transaction) => Promise<T>, durability: Durability = 'synced'): Promise<T> {
    if (this.#closed) return Promise.reject(new AppError('unavailable', 'the station is stopping'));
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(new AppError('unavailable', 'too many writes are waiting for the disk'));
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        durability,
        async run(trx) {
          const result = await job(trx);
          return () => resolve(result);
        },
        fail: reject,
      });
      this.#running ??= this.#drain();
    });
  }

  /** Finishes what waits, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop: requests parsed in the same turn share the commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, maxGroup);
      await this.#commit(group);
    }
    this.#running = null;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const settle: (() => void)[] = [];
    try {
      const durability = group.some((waiting) => waiting.durability === 'synced') ? 'synced' : 'replayable';
      await this.#setDurability(durability);
      await this.#writer.transaction(async (trx) => {
        for (const waiting of group) {
          try {
            // A savepoint of its own, so that one failing job takes nothing down with it.
            settle.push(await trx.transaction((savepoint) => waiting.run(savepoint)));
          } catch (error) {
            // SQLite may have rolled everything back already: what ran next would be outside the transaction.
            if (endsTransaction(error)) throw error;
            settle.push(() => waiting.fail(error));
          }
        }
      });
      this.commits += 1;
      if (durability === 'synced') this.syncedCommits += 1;
    } catch (error) {
      this.#log.error('commit failed', { jobs: group.length, reason: reasonOf(error) });
      const full = /SQLITE_FULL|ENOSPC/.test(reasonOf(error));
      for (const waiting of group) {
        waiting.fail(
          new AppError(full ? 'disk-full' : 'internal', 'the database refused the commit', { cause: error }),
        );
      }
      return;
    }
    for (const done of settle) done();
  }

  async #setDurability(durability: Durability): Promise<void> {
    if (this.#durability === durability) return;
    // In WAL mode FULL syncs the log at each commit, NORMAL only before a checkpoint. FULL carries earlier commits along.
    await this.#writer.raw(`PRAGMA synchronous = ${durability === 'synced' ? 'FULL' : 'NORMAL'}`);
    this.#durability = durability;
  }
}

/** The errors after which SQLite may end the whole transaction by itself (sqlite.org/lang_transaction.html, section 3). */
function endsTransaction(error: unknown): boolean {
  return /SQLITE_(FULL|IOERR|NOMEM|BUSY|INTERRUPT)/.test(reasonOf(error));
}
