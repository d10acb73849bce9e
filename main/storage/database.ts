import { join } from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import { AppError } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';
import { migrationSource } from './migrations/index.ts';
import { WriteQueue } from './write-queue.ts';
import type { Durability } from './write-queue.ts';

/** The station's SQLite file: one writer, several readers. */
export interface Database {
  /**
   * Runs `job` on the single writer, together with whatever else is waiting, and resolves once the whole group is
   * committed and synced to disk. A job that throws is rolled back alone; the others stand.
   * `replayable` waits for the commit but not for the sync: only for rows that a synced log elsewhere gives back.
   */
  write<T>(job: (trx: Knex.Transaction) => Promise<T>, durability?: Durability): Promise<T>;
  /** Read-only connections; a read never waits for the writer (WAL). */
  readonly read: Knex;
  /** As `read`, for searches that look through much: connections of their own, so that they keep nobody else waiting. */
  readonly scan: Knex;
  /** Groups committed since the start. */
  readonly commits: () => number;
  /** Of those, the ones that were synced; a checkpoint adds two syncs every few thousand pages written. */
  readonly syncedCommits: () => number;
  close(): Promise<void>;
}

export const databaseFileName = 'guardroom.sqlite3';

/** Opens (and creates or migrates) the database in `directory`. */
export async function openDatabase(directory: string, log: Log): Promise<Database> {
  const filename = join(directory, databaseFileName);
  const writer = knex({
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 1, max: 1, afterCreate: prepare(writerPragmas) },
  });
  await migrate(writer);
  const readers = (most: number): Knex =>
    knex({
      client: 'sqlite3',
      connection: { filename },
      useNullAsDefault: true,
      pool: { min: 1, max: most, afterCreate: prepare(readerPragmas) },
    });
  const [read, scan] = [readers(3), readers(2)];
  const queue = new WriteQueue(writer, log.room('storage'));
  return {
    write: (job, durability) => queue.write(job, durability),
    read,
    scan,
    commits: () => queue.commits,
    syncedCommits: () => queue.syncedCommits,
    async close() {
      await queue.close();
      await read.destroy();
      await scan.destroy();
      await writer.destroy();
    },
  };
}

async function migrate(writer: Knex): Promise<void> {
  try {
    await writer.migrate.latest({ migrationSource });
  } catch (error) {
    await writer.destroy();
    throw new AppError('internal', 'the database could not be opened or brought up to date', { cause: error });
  }
}

const writerPragmas = [
  'PRAGMA journal_mode = WAL',
  // FULL: in WAL mode NORMAL may lose the last commits at a power cut, and an acknowledged capture is never lost.
  'PRAGMA synchronous = FULL',
  // Pages; 16 MB. Each checkpoint syncs twice, and a page written many times meanwhile is copied once.
  'PRAGMA wal_autocheckpoint = 4000',
  // KiB. The pages that inserts touch (the ends of the journal's indexes) stay in memory.
  'PRAGMA cache_size = -32768',
  'PRAGMA foreign_keys = ON',
  'PRAGMA busy_timeout = 5000',
  'PRAGMA journal_size_limit = 67108864',
];
// query_only makes these connections read-only; knex always adds OPEN_READWRITE to whatever flags it is given.
const readerPragmas = ['PRAGMA busy_timeout = 5000', 'PRAGMA query_only = ON', 'PRAGMA cache_size = -16384'];

interface RawConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}
function prepare(pragmas: readonly string[]) {
  return (connection: RawConnection, done: (error: Error | null, connection: RawConnection) => void): void => {
    connection.exec(pragmas.join(';'), (error) => done(error, connection));
  };
}
