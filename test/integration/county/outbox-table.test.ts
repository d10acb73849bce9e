import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendToOutbox, CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aMessage } from '../../unit/county/parts.ts';

let directory: string;
let database: Database;
let outbox: CountyOutboxTable;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-outbox-'));
  database = await openDatabase(directory, silentLog);
  outbox = new CountyOutboxTable(database);
  await outbox.destination('summaries', 1_000);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});
const all = { after: null, messages: 100, bytes: 1_000_000 };
const waiting = async () => (await outbox.waiting('summaries', all)).map(({ key }) => key);

test('a key is kept once for each destination', async () => {
  expect(await outbox.append([aMessage('a'), aMessage('b')])).toBe(2);
  expect(await outbox.append([aMessage('b'), aMessage('c'), { ...aMessage('b'), destination: 'viid' }])).toBe(2);
  expect(await waiting()).toEqual(['a', 'b', 'c']);
});

test('the line is alarms first, each kind in order, with the body as it was given', async () => {
  await outbox.append([aMessage('s1'), aMessage('a1', 'alarm'), aMessage('s2'), aMessage('a2', 'alarm')]);
  const line = await outbox.waiting('summaries', { ...all, messages: 3 });
  expect(line.map(({ key }) => key)).toEqual(['a1', 'a2', 's1']);
  expect(Buffer.from(line[0]!.body).toString()).toBe('{"key":"a1"}');
});

test('only what was acknowledged long ago is forgotten', async () => {
  await outbox.append([aMessage('old'), aMessage('new'), aMessage('waiting'), aMessage('aside')]);
  const [old, fresh, , aside] = await outbox.waiting('summaries', all);
  await outbox.acknowledge('summaries', [old!.id], 1_000, '200');
  await outbox.acknowledge('summaries', [fresh!.id], 9_000, '200');
  const messages = { ids: [aside!.id], rejected: true, setAside: true };
  await outbox.recordFailure('summaries', { reason: 'rejected', detail: '422', atMs: 1_000, messages });
  expect(await outbox.forgetAcknowledged(5_000)).toBe(1);
  expect((await outbox.page(null, 10)).map(({ key, state }) => `${key} ${state}`)).toEqual([
    'aside set-aside',
    'waiting waiting',
    'new acknowledged',
  ]);
  expect(await outbox.counts('summaries')).toEqual({
    waiting: 1,
    setAside: 1,
    byKind: { test: 0, alarm: 0, status: 0, summary: 2, capture: 0 },
    bytesByKind: { test: 0, alarm: 0, status: 0, summary: '{"key":"waiting"}{"key":"aside"}'.length, capture: 0 },
    oldestUnacknowledgedAtMs: 1_000,
  });
});

test('pages go back from the newest', async () => {
  await outbox.append(['a', 'b', 'c', 'd', 'e'].map((key) => aMessage(key)));
  const first = await outbox.page(null, 2);
  const second = await outbox.page(first.at(-1)!.id, 2);
  expect([...first, ...second].map(({ key }) => key)).toEqual(['e', 'd', 'c', 'b']);
});

test('what the county said last is remembered of a destination', async () => {
  await outbox.recordFailure('summaries', { reason: 'timeout', detail: 'no reply', atMs: 2_000, messages: null });
  expect(await outbox.destination('summaries', 9_000)).toEqual({
    sinceMs: 1_000,
    lastAcknowledgedAtMs: null,
    lastAcknowledgement: null,
    lastFailure: { reason: 'timeout', detail: 'no reply', atMs: 2_000 },
  });
  await outbox.acknowledge('summaries', [], 3_000, '200 {}');
  expect(await outbox.destination('summaries', 9_000)).toMatchObject({
    lastAcknowledgedAtMs: 3_000,
    lastAcknowledgement: '200 {}',
    lastFailure: null,
  });
});

test('messages written in a commit that fails are not there', async () => {
  const failing = database.write(async (trx) => {
    await appendToOutbox(trx, [aMessage('a')]);
    throw new Error('its cause was not stored');
  });
  await expect(failing).rejects.toThrow('its cause');
  expect(await waiting()).toEqual([]);
});
