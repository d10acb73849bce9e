import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { AppError } from '../system/app-error.ts';
import { makePrivateDirectory } from '../system/disk.ts';

/** Nobody else may use the directory until `release` was called or this process has died, however it died. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process. The lock is SQLite's own exclusive file lock, which the operating system
 * gives back even after kill -9; a file with a process number in it would outlive its process and lie.
 */
export async function lockDataDirectory(directory: string): Promise<DirectoryLock> {
  await makePrivateDirectory(directory);
  const holderFile = join(directory, 'station.pid');
  const lock = await open(join(directory, 'station.lock'));
  try {
    await execute(
      lock,
      'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (at TEXT); COMMIT;',
    );
  } catch (cause) {
    await close(lock);
    const holder = await readFile(holderFile, 'utf8').catch(() => '?');
    throw new AppError('conflict', `another station (process ${holder.trim()}) is using ${directory}`, { cause });
  }
  await writeFile(holderFile, `${process.pid}\n`);
  return { release: () => close(lock) };
}

function open(path: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path, (error) => (error === null ? resolve(database) : reject(error)));
  });
}
function execute(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}
function close(database: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((error) => (error === null ? resolve() : reject(error)));
  });
}
