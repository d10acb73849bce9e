/** Writes a recorded month into a data directory, as a station that ran all month would have left it. */
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { JournalTable } from '../../../main/storage/journal-table.ts';
import { rowOf, sightingColumns } from '../../../main/storage/journal-rows.ts';
import { databaseFileName, openDatabase } from '../../../main/storage/database.ts';
import { SettingsTable } from '../../../main/storage/settings-table.ts';
import { SightingBlocks } from '../../../main/storage/sighting-blocks.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { makePrivateDirectory } from '../../../main/system/disk.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { openSecrets } from '../../../main/system/secrets.ts';
import type { Sighting } from '../../../preload/contract/sighting.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { recordedMonth } from './recorded-month.ts';

export interface FilledJournal {
  sightings: number;
  hits: number;
  fillSeconds: number;
  /** To make what searches look through from the rows of the whole month. */
  cellsSeconds: number;
}

const rowsAtOnce = 300;
/** One sighting in so many is in an alarm. */
const perHit = 2000;

export async function fillJournal(
  directory: string,
  count: number,
  endMs: number,
  signal: AbortSignal,
): Promise<FilledJournal> {
  const startedMs = performance.now();
  await makePrivateDirectory(directory);
  const secrets = await openSecrets(directory);
  await (await openDatabase(directory, silentLog)).close();
  const hits = await writeRows(join(directory, databaseFileName), count, endMs, signal);
  const filledMs = performance.now();
  const database = await openDatabase(directory, silentLog);
  try {
    await writeAlarms(new AlarmTable(database), hits);
    const last = await new JournalTable(database, new SightingBlocks(database, silentLog)).lastId();
    await new SettingsTable({ database, secrets, clock: realClock }).write('judged-up-to', last);
    const blocks = new SightingBlocks(database, silentLog);
    const cellsFromMs = performance.now();
    blocks.start();
    await blocks.settled();
    await blocks.close();
    return {
      sightings: count,
      hits: hits.length,
      fillSeconds: (filledMs - startedMs) / 1000,
      cellsSeconds: (performance.now() - cellsFromMs) / 1000,
    };
  } finally {
    await database.close();
  }
}

/** Straight into the file, without syncs and with the indexes made at the end. Gives the sightings that are to be hits. */
async function writeRows(file: string, count: number, endMs: number, signal: AbortSignal): Promise<Sighting[]> {
  const database = new sqlite3.Database(file);
  const run = (sql: string, values: unknown[] = []): Promise<void> =>
    new Promise((done, fail) => database.run(sql, values, (error) => (error === null ? done() : fail(error))));
  const all = (sql: string): Promise<{ name: string; sql: string }[]> =>
    new Promise((done, fail) => {
      database.all<{ name: string; sql: string }>(sql, (error, rows) => (error === null ? done(rows) : fail(error)));
    });
  const hits: Sighting[] = [];
  try {
    for (const pragma of ['synchronous = OFF', 'cache_size = -262144']) await run(`PRAGMA ${pragma}`);
    const indexes = await all(
      "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'sightings' AND type = 'index' AND sql IS NOT NULL",
    );
    for (const { name } of indexes) await run(`DROP INDEX ${name}`);
    const tuple = `(${sightingColumns.map(() => '?').join(', ')})`;
    const insertOf = (rows: number): string =>
      `INSERT INTO sightings (${sightingColumns.join(', ')}) VALUES ${Array.from({ length: rows }, () => tuple).join(', ')}`;
    await run('BEGIN');
    let waiting: Sighting[] = [];
    let written = 0;
    const flush = async (): Promise<void> => {
      signal.throwIfAborted();
      if (waiting.length > 0) await run(insertOf(waiting.length), waiting.flatMap(rowOf));
      written += waiting.length;
      waiting = [];
      // The log would otherwise hold the whole month a second time.
      if (written % (rowsAtOnce * 500) === 0) {
        await run('COMMIT');
        await run('PRAGMA wal_checkpoint(TRUNCATE)');
        await run('BEGIN');
      }
    };
    for (const sighting of recordedMonth(count, endMs)) {
      if (sighting.id % perHit === 0) hits.push(sighting);
      waiting.push(sighting);
      if (waiting.length === rowsAtOnce) await flush();
    }
    await flush();
    await run(
      `INSERT INTO sighting_devices SELECT device_id, count(*), max(received_at_ms), -600 FROM sightings GROUP BY device_id`,
    );
    await run('COMMIT');
    for (const { sql } of indexes) await run(sql);
    await run('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await new Promise((done) => database.close(done));
  }
  return hits;
}

/** Each hit raised an alarm of its own; the newest few are still open. */
async function writeAlarms(table: AlarmTable, hits: readonly Sighting[]): Promise<void> {
  const atOnce = 500;
  for (let from = 0; from < hits.length; from += atOnce) {
    const some = hits.slice(from, from + atOnce);
    const alarms = some.map((sighting, index) => {
      const id = from + index + 1;
      const atMs = sighting.receivedAtMs;
      const isOpen = id > hits.length - 5;
      return anAlarm({
        ...{ id, revision: id, entry: anEntry({ id: 1 + (id % 200) }), raisedAtMs: atMs, lastSeenAtMs: atMs },
        ...{ subject: `plate:鲁P${String(10_000 + (id % 200))}`, sightings: [{ ...sighting, alarmId: id }] },
        ...{ cameraId: sighting.cameraId, cameraName: sighting.cameraName },
        ...(isOpen
          ? {}
          : {
              state: 'resolved' as const,
              acknowledged: { by: 'guard1', atMs: atMs + 5000 },
              resolved: { by: 'guard1', atMs: atMs + 60_000, outcome: 'true-hit' as const, note: '' },
            }),
      });
    });
    await table.commit({
      alarms,
      events: [],
      links: alarms.map(({ id, sightings }) => ({ alarmId: id, sightingId: sightings[0]?.id ?? 0 })),
      lastAlarmId: from + some.length,
      lastRevision: from + some.length,
    });
  }
}
