import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { silentLog } from '../../../main/system/log.ts';

let directory: string;
let database: Database;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  database = await openDatabase(directory, silentLog);
  await database.write((trx) => trx.schema.createTable('notes', (table) => void table.string('text').unique()));
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const write = (text: string) =>
  database.write(async (trx) => {
    await trx('notes').insert({ text });
  });

test('writes asked for together share one commit', async () => {
  const before = database.commits();
  await Promise.all(Array.from({ length: 50 }, (_, n) => write(`note ${n}`)));
  expect(database.commits() - before).toBe(1);
  expect(await database.read('notes').count('* as n')).toEqual([{ n: 50 }]);
});

test('a write that fails is rolled back alone', async () => {
  await write('taken');
  const results = await Promise.allSettled([write('first'), write('taken'), write('last')]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await database.read('notes').pluck('text')).toEqual(['taken', 'first', 'last']);
});

test('nothing is taken after closing, and what waited is finished', async () => {
  const last = write('just in time');
  const closing = database.close();
  await expect(last).resolves.toBeUndefined();
  await expect(write('too late')).rejects.toThrow('stopping');
  await closing;
  database = await openDatabase(directory, silentLog);
});

test('a replayable write is visible when it resolves, and only a synced one waits for the disk', async () => {
  const before = database.syncedCommits();
  await database.write(async (trx) => await trx('notes').insert({ text: 'logged elsewhere' }), 'replayable');
  expect(await database.read('notes').pluck('text')).toEqual(['logged elsewhere']);
  expect(database.syncedCommits() - before).toBe(0);
  await write('only here');
  expect(database.syncedCommits() - before).toBe(1);
});

test('a replayable write that shares its commit with a synced one is synced too', async () => {
  const before = { all: database.commits(), synced: database.syncedCommits() };
  await Promise.all([
    database.write(async (trx) => await trx('notes').insert({ text: 'logged elsewhere' }), 'replayable'),
    write('only here'),
  ]);
  expect(database.commits() - before.all).toBe(1);
  expect(database.syncedCommits() - before.synced).toBe(1);
});
