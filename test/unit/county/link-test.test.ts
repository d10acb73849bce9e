import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../main/county/destination.ts';
import { Outbox } from '../../../main/county/outbox.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryOutboxStore } from './memory-outbox-store.ts';
import { aMessage, FakeDestination, pass, settle } from './parts.ts';

const taken: Delivery = { outcome: 'acknowledged', words: '200 {"acknowledged":"t"}' };
const unauthorised: Delivery = { outcome: 'failed', reason: 'unauthorised', detail: '401' };

let clock: FakeClock;
let store: MemoryOutboxStore;
let county: FakeDestination;
let outbox: Outbox;
beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryOutboxStore();
  county = new FakeDestination(clock);
  outbox = open();
});
afterEach(() => outbox.stop());
const open = () => new Outbox({ store, destinations: [county], clock, log: silentLog, chance: () => 1 });
const run = (key = 't', signal?: AbortSignal) => outbox.test('summaries', key, seconds(20), signal);
const tests = () => store.rows.filter(({ kind }) => kind === 'test').map(({ state }) => state);

test('a test is answered in the words of the county', async () => {
  await outbox.start();
  county.answer = () => taken;
  expect(await run()).toEqual({ outcome: 'acknowledged', words: '200 {"acknowledged":"t"}', reason: null, tookMs: 0 });
  await pass(clock, seconds(1));
  expect(tests()).toEqual(['acknowledged']);
});

test('it goes ahead of everything, and alone', async () => {
  await outbox.enqueue([aMessage('a', 'alarm'), aMessage('b', 'alarm')]);
  county.most = () => 10;
  county.answer = () => unauthorised;
  await outbox.start();
  await settle();
  county.answer = () => taken;
  await run();
  await settle();
  expect(county.exchanges.slice(1)).toEqual([['t'], ['a', 'b']]);
});

test('it is tried at once, once, though wrong credentials make the link wait', async () => {
  county.answer = () => unauthorised;
  await outbox.enqueue([aMessage('a', 'alarm')]);
  await outbox.start();
  await pass(clock, minutes(10), seconds(5));
  const before = county.tries.length;
  expect(await run()).toMatchObject({ outcome: 'failed', words: '401', reason: 'unauthorised' });
  await pass(clock, minutes(1));
  expect(county.tries.slice(before).map(({ key }) => key)).toEqual(['t']);
  expect(tests()).toEqual([]);
});

test('an exchange under way that fails does not keep it waiting', async () => {
  const { promise, resolve } = Promise.withResolvers<Delivery>();
  county.answer = ({ key }) => (key === 't' ? taken : promise);
  await outbox.enqueue([aMessage('a')]);
  await outbox.start();
  await settle();
  const result = run();
  await settle();
  resolve(unauthorised);
  expect(await result).toMatchObject({ outcome: 'acknowledged' });
});

test('without an answer in time it is taken back, and not sent again', async () => {
  county.answer = () => new Promise(() => undefined);
  await outbox.start();
  const result = run();
  await settle();
  await pass(clock, seconds(20));
  expect(await result).toEqual({ outcome: 'waiting', words: '', reason: null, tookMs: seconds(20) });
  expect(tests()).toEqual([]);
  county.answer = () => taken;
  await pass(clock, minutes(10), seconds(5));
  expect(county.tries).toHaveLength(1);
  expect(outbox.status()[0]).toMatchObject({ unacknowledged: 0, setAside: 0 });
});

test('a test that the county refuses says nothing of the link, and nothing waits for it', async () => {
  county.answer = ({ kind }) => (kind === 'test' ? { outcome: 'rejected', detail: '404 no tests' } : taken);
  await outbox.start();
  await outbox.enqueue([aMessage('a')]);
  await settle();
  expect(await run()).toMatchObject({ outcome: 'failed', words: '404 no tests', reason: 'rejected' });
  await outbox.enqueue([aMessage('b')]);
  await settle();
  expect(county.delivered).toEqual(['a', 'b']);
  expect(outbox.status()[0]).toMatchObject({ link: 'up', lastFailure: null, setAside: 0 });
  expect(tests()).toEqual([]);
});

test('one at a time, and again once it is over', async () => {
  const { promise, resolve } = Promise.withResolvers<Delivery>();
  county.answer = () => promise;
  await outbox.start();
  const first = run('t1');
  await settle();
  await expect(run('t2')).rejects.toMatchObject({ code: 'conflict' });
  await expect(outbox.test('viid', 't', seconds(1))).rejects.toMatchObject({ code: 'not-found' });
  resolve(taken);
  await first;
  county.answer = () => taken;
  expect(await run('t3')).toMatchObject({ outcome: 'acknowledged' });
});

test('whoever asked may go, and the link may stop', async () => {
  county.answer = () => new Promise(() => undefined);
  await outbox.start();
  const goes = new AbortController();
  const left = run('t1', goes.signal);
  await settle();
  goes.abort();
  expect(await left).toMatchObject({ outcome: 'waiting' });
  const stopped = run('t2');
  await settle();
  await outbox.stop();
  expect(await stopped).toMatchObject({ outcome: 'waiting' });
  expect(tests()).toEqual([]);
});

test('a test that a killed station left behind is not sent', async () => {
  await outbox.enqueue([aMessage('old', 'test'), aMessage('a')]);
  await outbox.start();
  await pass(clock, seconds(1));
  expect(county.delivered).toEqual(['a']);
});
