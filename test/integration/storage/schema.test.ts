import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { silentLog } from '../../../main/system/log.ts';

const schemaPath = join(import.meta.dirname, '../../../main/storage/schema.sql');

/** Runs schema.sql as SQLite itself reads it, into a file of its own. */
async function execute(filename: string, sql: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const database = new sqlite3.Database(filename);
    database.exec(sql, (failed) =>
      database.close((error) => ((failed ?? error) ? reject(failed ?? error!) : resolve())),
    );
  });
}

let directory: string;
let migrated: Database;
let written: Knex;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  migrated = await openDatabase(directory, silentLog);
  const filename = join(directory, 'written.sqlite3');
  await execute(filename, await readFile(schemaPath, 'utf8'));
  written = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
});
afterEach(async () => {
  await written.destroy();
  await migrated.close();
  await rm(directory, { recursive: true });
});

interface Named {
  type: string;
  name: string;
  sql: string | null;
}

/** Everything SQLite knows of a schema, without what differs in the writing only. */
async function structureOf(database: Knex): Promise<Record<string, unknown>> {
  const all = (await database('sqlite_master')
    .whereNot('name', 'like', 'sqlite_%')
    .whereNot('name', 'like', 'knex_%')
    .select('type', 'name', 'sql')
    .orderBy(['type', 'name'])) as Named[];
  const structure: Record<string, unknown> = {};
  for (const { type, name, sql } of all) {
    structure[`${type} ${name}`] = {
      sql: type === 'table' ? clausesOf(normalised(sql ?? '')) : normalised(sql ?? ''),
      columns: await database.raw(
        'SELECT name, upper(type) AS type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)',
        [name],
      ),
      references: await database.raw('SELECT * FROM pragma_foreign_key_list(?)', [name]),
      indexes: await database.raw(
        'SELECT i.name, i."unique", i.origin, i.partial, c.seqno, c.name AS column, c."desc", c.coll FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS c ORDER BY i.name, c.seqno',
        [name],
      ),
    };
  }
  return structure;
}

const normalised = (sql: string): string =>
  sql
    .replace(/--[^\n]*/g, ' ')
    .replace(/[`"]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),;=]) ?/g, '$1')
    .trim()
    .toLowerCase();

/** What a table's statement says beyond its columns, keys and indexes, which are compared by themselves. */
const clausesOf = (sql: string): string[] => sql.match(/check\(.*?\)|without rowid|strict|autoincrement/g) ?? [];

test('schema.sql shows the database as the migrations leave it', async () => {
  const expected = await structureOf(migrated.read);
  expect(Object.keys(expected).length).toBeGreaterThan(5);
  expect(await structureOf(written)).toEqual(expected);
});

test('the rows a fresh database starts with are the same in schema.sql', async () => {
  const tables = await written('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .pluck<string[]>('name');
  for (const table of tables) {
    expect(await written(table).select(), table).toEqual(await migrated.read(table).select());
  }
});

test('every column of schema.sql says what it holds', async () => {
  const lines = (await readFile(schemaPath, 'utf8')).split('\n');
  let inside: string | null = null;
  const silent: string[] = [];
  for (const line of lines) {
    if (inside !== null && line.startsWith(')')) inside = null;
    else if (inside !== null && /^ {2}[a-z_]+ /.test(line) && !/ -- \S/.test(line))
      silent.push(`${inside}: ${line.trim()}`);
    inside = /^CREATE TABLE (\w+)/.exec(line)?.[1] ?? inside;
  }
  expect(silent).toEqual([]);
});
