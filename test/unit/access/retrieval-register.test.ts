import { beforeEach, expect, test } from 'vitest';
import { RetrievalRegister } from '../../../main/access/retrieval-register.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryLookStore } from '../../builders/memory-access-stores.ts';

let store: MemoryLookStore;
let clock: FakeClock;
let register: RetrievalRegister;
beforeEach(() => {
  store = new MemoryLookStore();
  clock = new FakeClock();
  register = new RetrievalRegister({ store, clock, log: silentLog });
});

const look = (digest: string, account = 'guard1') => register.record({ account, digest, purpose: 'alarm' });

test('a page of pictures is one write', async () => {
  for (let n = 0; n < 60; n += 1) look(`picture ${n}`);
  clock.advance(seconds(2));
  await register.flush();
  expect(store.batches.map((batch) => batch.length)).toEqual([60]);
});

test('looks of one account at one picture within 10 minutes are one; another account is another', async () => {
  look('a');
  clock.advance(minutes(9));
  look('a');
  look('a', 'guard2');
  clock.advance(minutes(1));
  look('a');
  const looks = await register.latest(10, 'a');
  expect(looks.map(({ account }) => account)).toEqual(['guard1', 'guard2', 'guard1']);
});

test('what cannot be written is kept and written later', async () => {
  store.failing = true;
  look('a');
  await register.flush();
  store.failing = false;
  look('b');
  await register.flush();
  expect(store.batches.flat().map(({ digest }) => digest)).toEqual(['a', 'b']);
});

test('when looks can no longer be kept, none is granted', async () => {
  store.failing = true;
  for (let n = 0; n < 10_000; n += 1) look(`picture ${n}`);
  await register.flush();
  expect(() => look('one more')).toThrow(expect.objectContaining({ code: 'unavailable' }));
});
