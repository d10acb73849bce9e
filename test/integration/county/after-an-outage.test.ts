import { afterEach, beforeEach, expect, test } from 'vitest';
import { Outbox } from '../../../main/county/outbox.ts';
import { CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import { days, hours } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import { aMessage, FakeDestination } from '../../unit/county/parts.ts';
import { CountySite, until } from './site.ts';

let county: CountyPeer;
let site: CountySite;
beforeEach(async () => {
  county = new CountyPeer({ secret: 'shared' });
  site = await CountySite.make();
  await county.up();
});
afterEach(async () => {
  await site.remove();
  await county.down();
});
const config = () => ({ summaries: { url: county.summariesUrl, secret: 'shared', every: hours(1) } });
const keys = () => county.applied.map(({ key }) => key);
const aSummary = (key: string, createdAtMs: number) => ({
  ...aMessage(key),
  ...{ createdAtMs, body: Buffer.from(JSON.stringify({ schema: 'guardroom/summary', key })) },
});

test('after 72 hours away everything arrives, in order, and nothing was tidied away', async () => {
  await site.start(config());
  await until(() => county.applied.length === 1);
  await site.stop();
  await county.down();
  const hour = (n: number) => Date.now() - hours(72 - n);
  await site.start(config());
  const written = Array.from({ length: 72 }, (_, n) => aSummary(`hour:${n}`, hour(n)));
  for (const message of written) await site.outbox.append([message]);
  await site.stop();
  // Each start tidies.
  for (let n = 0; n < 3; n++) {
    await site.start(config());
    await site.stop();
  }
  await county.up();
  const link = await site.start(config());
  await until(() => link.status().unacknowledged === 0);
  expect(keys().slice(1)).toEqual(written.map(({ key }) => key));
});

test('what waited for a year is still there after the tidying', async () => {
  await site.start(config());
  const clock = new FakeClock();
  const away = new FakeDestination(clock);
  away.answer = () => ({ outcome: 'failed', reason: 'refused', detail: '' });
  const store = new CountyOutboxTable(site.database);
  const outbox = new Outbox({ store, destinations: [away], clock, log: silentLog });
  await store.append([{ ...aMessage('old', 'capture'), createdAtMs: clock.nowMs() }]);
  clock.jump(days(365));
  await outbox.start();
  await outbox.stop();
  const left = await store.waiting('summaries', { after: null, messages: 10, bytes: 1_000 });
  expect(left.map(({ key }) => key)).toContain('old');
});

test('alarms raised while a long queue is sent go with the exchange after the one under way', async () => {
  county.delayMs = 1;
  const link = await site.start(config());
  await until(() => county.applied.length === 1);
  await county.down();
  await site.outbox.append(Array.from({ length: 1_500 }, (_, n) => aSummary(`queued:${n}`, Date.now())));
  await county.up();
  link.tryNow();
  for (let id = 1; id <= 5; id++) {
    await until(() => county.applied.length > id * 100);
    const before = county.applied.length;
    await link.enqueueAlarm(anAlarm({ id, raisedAtMs: Date.now() }), 'raised');
    const writtenAt = county.applied.length;
    await until(() => county.applied.filter(({ kind }) => kind === 'alarm').length === id);
    const place = county.applied.findIndex(({ kind }, n) => n >= before && kind === 'alarm');
    // Those that were acknowledged are written down before the line is read anew; meanwhile nothing else goes.
    expect(place - writtenAt).toBeLessThanOrEqual(3);
  }
  await until(() => link.status().unacknowledged === 0);
  expect(keys().filter((key) => key.startsWith('queued'))).toEqual(
    Array.from({ length: 1_500 }, (_, n) => `queued:${n}`),
  );
});

test('a receipt brought by hand acknowledges what it names, on the disk and on the meter', async () => {
  await county.down();
  const link = await site.start(config());
  for (let n = 0; n < 300; n++) await site.outbox.append([aSummary(`queued:${n}`, Date.now())]);
  const waiting: string[] = [];
  for await (const { key, body } of link.unacknowledgedMessages()) {
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ key });
    waiting.push(key);
  }
  const queued = Array.from({ length: 300 }, (_, n) => `queued:${n}`);
  expect(waiting.filter((key) => key.startsWith('queued'))).toEqual(queued);
  expect(await link.acknowledgeByReceipt(waiting.slice(0, 250), 5_000)).toBe(250);
  await until(() => link.status().unacknowledged === waiting.length - 250);
  await county.up();
  link.tryNow();
  await until(() => link.status().unacknowledged === 0);
  expect(keys()).toEqual(waiting.slice(250));
});

test('of an acknowledged capture only the key and its size are kept', async () => {
  await site.start(config());
  const capture = { ...aMessage('capture-1', 'capture'), destination: 'viid' };
  await site.outbox.append([capture, { ...aMessage('alarm-1', 'alarm'), destination: 'viid' }]);
  await site.outbox.acknowledge('viid', [1, 2, 3], 1_000, '200');
  const found: unknown = await site.database.read('outbox').select('message_key', 'bytes', 'body');
  const rows = found as {
    message_key: string;
    bytes: number;
    body: Buffer;
  }[];
  const of = (key: string) => rows.find(({ message_key }) => message_key === key);
  expect(of('capture-1')).toMatchObject({ bytes: capture.body.length, body: Buffer.alloc(0) });
  expect(of('alarm-1')?.body.length).toBeGreaterThan(0);
  expect(await site.outbox.append([capture])).toBe(0);
});
