import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewSummary } from '../../../main/county/summary-store.ts';
import { CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import { CountyReportTable } from '../../../main/storage/county-report-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aMessage } from '../../unit/county/parts.ts';

let directory: string;
let database: Database;
let table: CountyReportTable;
let outbox: CountyOutboxTable;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  database = await openDatabase(directory, silentLog);
  table = new CountyReportTable(database);
  outbox = new CountyOutboxTable(database);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const aSummary = (given: Partial<NewSummary> = {}): NewSummary => ({
  ...{ kind: 'interval', name: null, fromMs: 6_000, toMs: 7_000, writtenAtMs: 7_002, writtenBy: null },
  ...{ key: 's', body: Buffer.from('{"key":"s"}') },
  ...given,
});
const all = { after: null, messages: 100, bytes: Infinity };
const waiting = async (): Promise<string[]> => (await outbox.waiting('summaries', all)).map(({ key }) => key);

test('a summary, its messages and the mark of its kind are one commit', async () => {
  expect(await table.writtenUntilMs('interval')).toBeNull();
  const id = await table.append(aSummary(), [aMessage('s')]);
  expect([await table.writtenUntilMs('interval'), await waiting()]).toEqual([7_000, ['s']]);
  expect(await table.writtenUntilMs('day')).toBeNull();
  const { summary, body } = (await table.find(id))!;
  expect(Buffer.from(body).toString()).toBe('{"key":"s"}');
  expect(summary).toEqual({
    ...{ id, kind: 'interval', name: null, fromMs: 6_000, toMs: 7_000, writtenAtMs: 7_002, writtenBy: null },
    sent: [{ destination: 'summaries', state: 'waiting' }],
  });
  // A message that cannot be written takes the rest of its commit with it.
  const wrong = { ...aMessage('wrong'), destination: null as unknown as string };
  await expect(table.append(aSummary({ key: 'wrong', toMs: 9_000 }), [wrong])).rejects.toThrow();
  expect([await table.writtenUntilMs('interval'), (await table.page(null, null, 10)).length]).toEqual([7_000, 1]);
});

test('a key that is there already is not written again, and its message is not sent again', async () => {
  const id = await table.append(aSummary(), [aMessage('s')]);
  await outbox.acknowledge(
    'summaries',
    (await outbox.waiting('summaries', { ...all, messages: 1 })).map((message) => message.id),
    8_000,
    'ok',
  );
  await outbox.forgetAcknowledged(9_000);
  await table.setWrittenUntil('interval', 6_000);
  expect(await table.append(aSummary({ body: Buffer.from('{}') }), [aMessage('s')])).toBe(id);
  expect([await waiting(), await table.writtenUntilMs('interval')]).toEqual([[], 7_000]);
  expect((await table.page(null, null, 10)).map(({ sent }) => sent)).toEqual([
    [{ destination: 'summaries', state: 'acknowledged' }],
  ]);
});

test('pages are newest first, of one kind or of all; what nobody takes has no destination', async () => {
  for (let n = 1; n <= 6; n++) {
    const kind = n % 2 === 0 ? 'day' : 'interval';
    await table.append(aSummary({ kind, key: `s${n}` }), []);
  }
  const keys = async (...asked: Parameters<typeof table.page>) =>
    (await table.page(...asked)).map(({ id, kind, sent }) => `${kind} ${id} ${sent.length}`);
  expect(await keys(null, null, 2)).toEqual(['day 6 0', 'interval 5 0']);
  expect(await keys('interval', 5, 10)).toEqual(['interval 3 0', 'interval 1 0']);
  expect(await table.find(99)).toBeNull();
});

test('old ones and too many are forgotten, and nothing else', async () => {
  for (let n = 1; n <= 9; n++) await table.append(aSummary({ key: `s${n}`, writtenAtMs: n * 1_000 }), []);
  expect(await table.forget(3_000, 100)).toBe(2);
  expect(await table.forget(0, 4)).toBe(3);
  expect((await table.page(null, null, 10)).map(({ id }) => id)).toEqual([9, 8, 7, 6]);
  expect(await table.writtenUntilMs('interval')).toBe(7_000);
});
