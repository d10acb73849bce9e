import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../main/county/destination.ts';
import { Outbox } from '../../../main/county/outbox.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryOutboxStore } from './memory-outbox-store.ts';
import { aMessage, FakeDestination, pass, settle } from './parts.ts';

const refused: Delivery = { outcome: 'failed', reason: 'refused', detail: 'ECONNREFUSED' };

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

function open(): Outbox {
  return new Outbox({ store, destinations: [county], clock, log: silentLog, chance: () => 1 });
}
const status = () => outbox.status()[0]!;

test('messages go out in order, and the status says that nothing is left', async () => {
  await outbox.start();
  await outbox.enqueue([aMessage('a'), aMessage('b')]);
  await outbox.enqueue([aMessage('c')]);
  await pass(clock, seconds(1));
  expect(county.delivered).toEqual(['a', 'b', 'c']);
  expect(status()).toMatchObject({
    link: 'up',
    unacknowledged: 0,
    oldestUnacknowledgedAtMs: null,
    lastAcknowledgement: null,
    lastFailure: null,
    nextTryAtMs: null,
  });
});

test('a key is taken once', async () => {
  await outbox.start();
  expect(await outbox.enqueue([aMessage('a')])).toEqual({ added: 1 });
  expect(await outbox.enqueue([aMessage('a')])).toEqual({ added: 0 });
  await pass(clock, seconds(1));
  expect(county.delivered).toEqual(['a']);
});

test('alarms go before summaries that wait longer', async () => {
  county.answer = () => refused;
  await outbox.start();
  await outbox.enqueue([aMessage('s1'), aMessage('s2')]);
  await settle();
  await outbox.enqueue([aMessage('a1', 'alarm'), aMessage('a2', 'alarm')]);
  county.answer = () => ({ outcome: 'acknowledged', words: '' });
  await pass(clock, seconds(5));
  expect(county.delivered).toEqual(['a1', 'a2', 's1', 's2']);
});

test('an alarm overtakes a queue that is being sent', async () => {
  let release: () => void = () => undefined;
  county.answer = ({ key }) =>
    key === 's1'
      ? new Promise((resolve) => {
          release = () => resolve({ outcome: 'acknowledged', words: '' });
        })
      : { outcome: 'acknowledged', words: '' };
  await outbox.start();
  await outbox.enqueue([aMessage('s1'), aMessage('s2'), aMessage('s3')]);
  await settle();
  await outbox.enqueue([aMessage('a1', 'alarm')]);
  release();
  await pass(clock, seconds(1));
  expect(county.delivered).toEqual(['s1', 'a1', 's2', 's3']);
});

test('while the link fails the queue is held in order, and tries come at growing distance', async () => {
  county.answer = () => refused;
  await outbox.start();
  await outbox.enqueue([aMessage('a'), aMessage('b')]);
  await pass(clock, minutes(5));
  expect(new Set(county.tries.map(({ key }) => key))).toEqual(new Set(['a']));
  const waits = county.tries.slice(1).map(({ atMs }, n) => atMs - county.tries[n]!.atMs);
  expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map(seconds));
  expect(status()).toMatchObject({ link: 'down', unacknowledged: 2, lastFailure: { reason: 'refused' } });
  expect(status().nextTryAtMs).toBeGreaterThan(clock.nowMs());

  county.answer = () => ({ outcome: 'acknowledged', words: '' });
  await pass(clock, minutes(1));
  expect(county.delivered).toEqual(['a', 'b']);
  expect(status()).toMatchObject({ link: 'up', unacknowledged: 0, lastFailure: null });
});

test('a person may have it tried at once', async () => {
  county.answer = () => refused;
  await outbox.start();
  await outbox.enqueue([aMessage('a')]);
  await pass(clock, minutes(2));
  county.answer = () => ({ outcome: 'acknowledged', words: '' });
  outbox.tryNow();
  await settle();
  expect(county.delivered).toEqual(['a']);
});

test('a new alarm does not sit out a long wait', async () => {
  county.answer = () => refused;
  await outbox.start();
  await outbox.enqueue([aMessage('s')]);
  await pass(clock, minutes(3));
  county.answer = () => ({ outcome: 'acknowledged', words: '' });
  await outbox.enqueue([aMessage('a', 'alarm')]);
  await settle();
  await pass(clock, seconds(2));
  expect(county.delivered).toEqual(['a', 's']);
});

test('wrong credentials are tried far apart, alarms or not', async () => {
  county.answer = () => ({ outcome: 'failed', reason: 'unauthorised', detail: '401' });
  await outbox.start();
  await outbox.enqueue([aMessage('a')]);
  for (let n = 0; n < 60; n++) {
    await outbox.enqueue([aMessage(`alarm${n}`, 'alarm')]);
    await pass(clock, minutes(1), minutes(1));
  }
  expect(county.tries.length).toBeLessThanOrEqual(9);
  expect(status().lastFailure?.reason).toBe('unauthorised');
});

test('the county may ask for a longer wait', async () => {
  county.answer = () => ({ outcome: 'failed', reason: 'server-error', detail: '503', waitMs: seconds(90) });
  await outbox.start();
  await outbox.enqueue([aMessage('a')]);
  await pass(clock, seconds(89));
  expect(county.tries).toHaveLength(1);
  await pass(clock, seconds(2));
  expect(county.tries).toHaveLength(2);
});

test('a message the county refuses is set aside after five tries, and the others go on', async () => {
  county.answer = ({ key }) =>
    key === 'bad' ? { outcome: 'rejected', detail: '422' } : { outcome: 'acknowledged', words: '' };
  await outbox.start();
  await outbox.enqueue([aMessage('bad'), aMessage('good')]);
  await pass(clock, minutes(1));
  expect(county.tries.filter(({ key }) => key === 'bad')).toHaveLength(5);
  expect(county.delivered).toEqual(['good']);
  expect(status()).toMatchObject({ setAside: 1, unacknowledged: 1 });
  expect(store.rows[0]).toMatchObject({ state: 'set-aside', failure: 'rejected: 422' });

  county.answer = () => ({ outcome: 'acknowledged', words: '' });
  await outbox.retrySetAside(1);
  await pass(clock, seconds(3));
  expect(county.delivered).toEqual(['good', 'bad']);
  expect(status()).toMatchObject({ setAside: 0, unacknowledged: 0 });
});

test('a county that refuses everything does not have everything set aside', async () => {
  county.answer = () => ({ outcome: 'rejected', detail: '404' });
  await outbox.start();
  await outbox.enqueue(Array.from({ length: 20 }, (_, n) => aMessage(`m${n}`)));
  await pass(clock, minutes(30), seconds(5));
  expect(status().setAside).toBe(3);
});

test('only a message that is set aside can be released', async () => {
  await outbox.start();
  await outbox.enqueue([aMessage('a')]);
  await expect(outbox.retrySetAside(1)).rejects.toMatchObject({ code: 'conflict' });
  await expect(outbox.retrySetAside(7)).rejects.toMatchObject({ code: 'not-found' });
});

test('acknowledgements that could not be written down are written when the disk has room again', async () => {
  await outbox.start();
  await outbox.enqueue([aMessage('a')]);
  store.broken = new Error('SQLITE_FULL');
  await pass(clock, seconds(5));
  expect(store.rows[0]?.state).toBe('waiting');
  store.broken = null;
  await pass(clock, seconds(10));
  expect(store.rows[0]?.state).toBe('acknowledged');
  expect(county.delivered).toEqual(['a']);
});

test('a stopped outbox has written down what was acknowledged, and leaves the rest waiting', async () => {
  county.answer = ({ key }) => (key === 'b' ? refused : { outcome: 'acknowledged', words: '' });
  await outbox.start();
  await outbox.enqueue([aMessage('a'), aMessage('b')]);
  await settle();
  await outbox.stop();
  expect(store.rows.map(({ state }) => state)).toEqual(['acknowledged', 'waiting']);
  expect(county.closed).toBe(true);
});

test('what is known of the link survives a restart', async () => {
  store.record = { sinceMs: 0, lastAcknowledgedAtMs: 5_000, lastAcknowledgement: null, lastFailure: null };
  await outbox.start();
  expect(status()).toMatchObject({ link: 'up', lastAcknowledgedAtMs: 5_000 });
  await outbox.stop();
  store.record = { ...store.record, lastFailure: { reason: 'timeout', detail: '', atMs: 6_000 } };
  outbox = open();
  await outbox.start();
  expect(status()).toMatchObject({ link: 'down', lastFailure: { reason: 'timeout' } });
});

test('a link that has never been acknowledged is not up', async () => {
  await outbox.start();
  expect(status()).toMatchObject({ link: 'down', lastAcknowledgedAtMs: null });
});

test('a quiet link gives a sign of life at the start and after its time without traffic', async () => {
  let signs = 0;
  county.keepUp = {
    everyMs: seconds(60),
    run: async () => {
      signs += 1;
      return { outcome: 'acknowledged', words: '' };
    },
  };
  await outbox.start();
  await pass(clock, seconds(1));
  expect(signs).toBe(1);
  expect(status().link).toBe('up');
  await pass(clock, seconds(30));
  await outbox.enqueue([aMessage('a')]);
  await pass(clock, seconds(59));
  expect(signs).toBe(1);
  await pass(clock, seconds(2));
  expect(signs).toBe(2);
});

test('a body that is too large and a key that is no header value are refused', async () => {
  await outbox.start();
  const large = { ...aMessage('a'), body: new Uint8Array(1024 * 1024 + 1) };
  await expect(outbox.enqueue([large])).rejects.toMatchObject({ code: 'bad-input' });
  await expect(outbox.enqueue([aMessage('冠县')])).rejects.toMatchObject({ code: 'bad-input' });
});

test('watchers hear of a change until they stop', async () => {
  await outbox.start();
  let heard = 0;
  const stop = outbox.watch(() => (heard += 1));
  await outbox.enqueue([aMessage('a')]);
  await pass(clock, seconds(1));
  expect(heard).toBeGreaterThan(0);
  stop();
  const before = heard;
  await outbox.enqueue([aMessage('b')]);
  await pass(clock, seconds(1));
  expect(heard).toBe(before);
});
