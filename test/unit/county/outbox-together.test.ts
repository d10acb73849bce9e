import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../main/county/destination.ts';
import { Outbox } from '../../../main/county/outbox.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryOutboxStore } from './memory-outbox-store.ts';
import { aMessage, FakeDestination, pass, settle } from './parts.ts';

const taken: Delivery = { outcome: 'acknowledged', words: '200' };

let clock: FakeClock;
let store: MemoryOutboxStore;
let county: FakeDestination;
let outbox: Outbox;
beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryOutboxStore();
  county = new FakeDestination(clock);
  county.most = () => 10;
  outbox = new Outbox({ store, destinations: [county], clock, log: silentLog, chance: () => 1 });
});
afterEach(() => outbox.stop());
const many = (count: number, name = 'm') => Array.from({ length: count }, (_, n) => aMessage(`${name}${n + 1}`));
const names = (count: number, name = 'm') => many(count, name).map(({ key }) => key);

test('as many go in one exchange as the destination takes together, in order', async () => {
  await outbox.enqueue(many(1_000));
  await outbox.start();
  await pass(clock, seconds(2));
  expect(county.delivered).toEqual(names(1_000));
  expect(county.exchanges).toHaveLength(100);
  expect(store.rows.every(({ state, attempts }) => state === 'acknowledged' && attempts === 1)).toBe(true);
});

test('what was refused together goes one by one until the poison is found, and everything else goes on', async () => {
  county.answer = ({ key }) => (key === 'm4' ? { outcome: 'rejected', detail: '422' } : taken);
  await outbox.enqueue(many(30));
  await outbox.start();
  await pass(clock, minutes(1));
  expect(county.delivered).toEqual(names(30).filter((key) => key !== 'm4'));
  expect(store.rows[3]).toMatchObject({ key: 'm4', state: 'set-aside', rejections: 5 });
  // Of the others none was counted as refused.
  expect(store.rows.filter(({ rejections }) => rejections > 0)).toHaveLength(1);
  expect(county.exchanges.filter((keys) => keys.length > 1 && keys.includes('m4'))).toHaveLength(1);
  // The last ten came together again.
  expect(county.exchanges.at(-1)).toHaveLength(10);
});

test('a message that was refused before a restart does not spoil an exchange after it', async () => {
  await outbox.enqueue(many(4));
  store.rows[1]!.rejections = 2;
  county.answer = ({ key }) => (key === 'm2' ? { outcome: 'rejected', detail: '422' } : taken);
  await outbox.start();
  await pass(clock, minutes(1));
  expect(county.exchanges.every((keys) => keys.length === 1 || !keys.includes('m2'))).toBe(true);
  expect(county.delivered).toEqual(['m1', 'm3', 'm4']);
});

test('while the link fails all of them wait, in order, and each counts the try', async () => {
  county.answer = () => ({ outcome: 'failed', reason: 'timeout', detail: 'no reply' });
  await outbox.enqueue(many(25));
  await outbox.start();
  await settle();
  expect(store.rows.slice(0, 11).map(({ attempts }) => attempts)).toEqual([...Array<number>(10).fill(1), 0]);
  county.answer = () => taken;
  await pass(clock, seconds(5));
  expect(county.delivered).toEqual(names(25));
});

test('an alarm goes with the exchange that follows the one under way', async () => {
  const answers: (() => void)[] = [];
  county.answer = () => new Promise((resolve) => answers.push(() => resolve(taken)));
  county.most = () => 1;
  await outbox.enqueue(many(500));
  await outbox.start();
  for (let n = 0; n < 200; n++) {
    await settle();
    answers.shift()?.();
  }
  await settle();
  await outbox.enqueue([aMessage('alarm', 'alarm')]);
  await settle();
  for (let n = 0; n < 2; n++) {
    answers.shift()?.();
    await settle();
  }
  expect(county.exchanges.slice(200, 203)).toEqual([['m201'], ['alarm'], ['m202']]);
});

test('what overtakes is what is more urgent, whatever was read ahead', async () => {
  await outbox.enqueue([...many(300, 's'), ...many(300, 'c').map((one) => ({ ...one, kind: 'capture' as const }))]);
  const late = new Map([
    ['s150', aMessage('alarm-1', 'alarm')],
    ['s299', aMessage('late-summary')],
    ['c100', aMessage('status-1', 'status')],
    ['c299', aMessage('alarm-2', 'alarm')],
  ]);
  county.most = () => 1;
  county.answer = async ({ key }) => {
    const one = late.get(key);
    if (one !== undefined) await outbox.enqueue([one]);
    return taken;
  };
  await outbox.start();
  await pass(clock, seconds(2));
  const after = (key: string): string | undefined => county.delivered[county.delivered.indexOf(key) + 1];
  expect([after('s150'), after('c100'), after('c299')]).toEqual(['alarm-1', 'status-1', 'alarm-2']);
  expect(after('s300')).toBe('late-summary');
  expect(county.delivered.filter((key) => /^s\d/.test(key))).toEqual(names(300, 's'));
  expect(county.delivered.filter((key) => /^c\d/.test(key))).toEqual(names(300, 'c'));
  expect(county.tries).toHaveLength(604);
});

test('a destination that asks for nonsense gets one at a time', async () => {
  const answers = [0, -3, NaN, Infinity, 2.7];
  county.most = () => answers.shift() ?? 1;
  await outbox.enqueue(many(12));
  await outbox.start();
  await pass(clock, seconds(1));
  expect(county.delivered).toEqual(names(12));
  expect(county.exchanges.slice(0, 3).map((keys) => keys.length)).toEqual([1, 1, 1]);
});

test('what is held in memory is bounded by bytes: large bodies are read a few at a time', async () => {
  const body = Buffer.alloc(1024 * 1024);
  const reads: number[] = [];
  const { waiting } = store;
  store.waiting = async (...given) => {
    const read = await waiting.apply(store, given);
    reads.push(read.reduce((sum, one) => sum + one.body.length, 0));
    return read;
  };
  await outbox.enqueue(many(20).map((message) => ({ ...message, kind: 'capture' as const, body })));
  await outbox.start();
  await pass(clock, seconds(2));
  expect(county.delivered).toEqual(names(20));
  expect(Math.max(...reads)).toBe(2 * body.length);
});

test('acknowledgements share commits, and none waits for the end of the queue', async () => {
  const commits: number[] = [];
  const { acknowledge } = store;
  store.acknowledge = (...given) => {
    commits.push(given[1].length);
    return acknowledge.apply(store, given);
  };
  await outbox.enqueue(many(5_000));
  await outbox.start();
  await pass(clock, seconds(1));
  expect(commits.reduce((sum, ids) => sum + ids, 0)).toBe(5_000);
  expect(commits.length).toBeLessThan(20);
  expect(Math.max(...commits)).toBeLessThanOrEqual(1_024 + 10);
});

test('a slow exchange does not keep what was acknowledged before it from the disk', async () => {
  county.most = () => 1;
  county.answer = ({ key }) => (key === 'm3' ? new Promise(() => undefined) : taken);
  await outbox.enqueue(many(5));
  await outbox.start();
  await settle();
  await pass(clock, 250);
  expect(store.rows.map(({ state }) => state).slice(0, 3)).toEqual(['acknowledged', 'acknowledged', 'waiting']);
});

test('an exchange that never ends is given up, and the lane lives', async () => {
  county.answer = () => new Promise(() => undefined);
  await outbox.enqueue(many(1));
  await outbox.start();
  await pass(clock, minutes(4), seconds(5));
  expect(outbox.status()[0]).toMatchObject({ link: 'down', lastFailure: { reason: 'timeout' } });
  county.answer = () => taken;
  await pass(clock, minutes(4), seconds(5));
  expect(county.delivered).toEqual(['m1']);
});

test('a receipt brought by hand takes messages out of the line, also those in memory and under way', async () => {
  const { promise, resolve } = Promise.withResolvers<Delivery>();
  county.most = () => 1;
  county.answer = () => promise;
  await outbox.enqueue(many(5));
  await outbox.start();
  await settle();
  expect(await outbox.acknowledgeByKey('summaries', ['m1', 'm2', 'm4', 'unknown'], 7_000)).toBe(3);
  expect(await outbox.acknowledgeByKey('summaries', ['m1', 'm2', 'm4'], 9_000)).toBe(0);
  county.answer = () => taken;
  resolve({ outcome: 'failed', reason: 'timeout', detail: 'no reply' });
  await pass(clock, seconds(5));
  expect(county.exchanges).toEqual([['m1'], ['m3'], ['m5']]);
  expect(store.rows.map(({ state }) => state)).toEqual(Array(5).fill('acknowledged'));
  expect(store.rows[0]?.acknowledgedAtMs).toBe(7_000);
  expect(outbox.status()[0]).toMatchObject({ unacknowledged: 0 });
});

test('what is not acknowledged is handed out in order, refused messages last, tests not at all', async () => {
  await outbox.enqueue([...many(200), aMessage('alarm', 'alarm'), aMessage('test', 'test')]);
  Object.assign(store.rows[2]!, { state: 'set-aside' });
  Object.assign(store.rows[5]!, { state: 'acknowledged' });
  const keys: string[] = [];
  for await (const { key } of outbox.unacknowledged('summaries')) keys.push(key);
  expect(keys).toEqual(['alarm', ...names(200).filter((key) => !['m3', 'm6'].includes(key)), 'm3']);
});
