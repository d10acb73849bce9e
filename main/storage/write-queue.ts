import type { Knex } from 'knex';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';

interface Waiting {
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
  readonly #writer: Knex;
  readonly #log: Log;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(writer: Knex, log: Log) {
    this.#writer = writer;
    this.#log = log;
  }

  write<T>(job: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new AppError('unavailable', 'the station is stopping'));
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(new AppError('unavailable', 'too many writes are waiting for the disk'));
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
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
      await this.#writer.transaction(async (trx) => {
        for (const waiting of group) {
          try {
            // A savepoint of its own, so that one failing job takes nothing down with it.
            settle.push(await trx.transaction((savepoint) => waiting.run(savepoint)));
          } catch (error) {
            settle.push(() => waiting.fail(error));
          }
        }
      });
      this.commits += 1;
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
}
