import { beforeEach, expect, test } from 'vitest';
import { Accounts } from '../../../main/access/accounts.ts';
import { Sessions } from '../../../main/access/sessions.ts';
import { days, hours, minutes } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryAccountStore, MemorySessionStore, cheapScrypt } from '../../builders/memory-access-stores.ts';

let store: MemorySessionStore;
let clock: FakeClock;
let accounts: Accounts;
let sessions: Sessions;
const open = (): Promise<Sessions> => Sessions.open({ store, accounts, clock, log: silentLog });

beforeEach(async () => {
  store = new MemorySessionStore();
  clock = new FakeClock();
  accounts = await Accounts.open({ store: new MemoryAccountStore(), clock, log: silentLog, cost: cheapScrypt });
  await accounts.create({ account: 'guard1', name: '王强', role: 'guard', password: 'correct horse' });
  sessions = await open();
});

test('a token of 256 bits opens the session, and only its hash is stored', async () => {
  const token = await sessions.begin('guard1', '127.0.0.1');
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(sessions.find(token)).toEqual({ account: 'guard1', name: '王强', role: 'guard' });
  expect(JSON.stringify([...store.records.values()])).not.toContain(token);
  expect(sessions.find('another')).toBeNull();
});

test('a restart of the station signs nobody out', async () => {
  const token = await sessions.begin('guard1', '127.0.0.1');
  sessions = await open();
  expect(sessions.find(token)).toMatchObject({ account: 'guard1' });
});

test('a session in use lives on, an idle one ends after 12 hours, and none lasts longer than 7 days', async () => {
  const idle = await sessions.begin('guard1', '127.0.0.1');
  const used = await sessions.begin('guard1', '127.0.0.1');
  for (let hour = 0; hour < 24 * 7; hour += 6) {
    expect(sessions.find(used)).not.toBeNull();
    clock.advance(hours(6));
  }
  expect(sessions.find(idle)).toBeNull();
  clock.advance(minutes(1));
  expect(sessions.find(used)).toBeNull();
  expect(store.records.size).toBe(0);
});

test('signing out ends the session also after a restart', async () => {
  const token = await sessions.begin('guard1', '127.0.0.1');
  await sessions.end(token);
  expect(sessions.find(token)).toBeNull();
  sessions = await open();
  expect(sessions.find(token)).toBeNull();
});

test('a new password ends the sessions opened with the old one', async () => {
  const token = await sessions.begin('guard1', '127.0.0.1');
  await accounts.changePassword('guard1', 'a new password');
  expect(sessions.find(token)).toBeNull();
});

test('being seen is written down now and then, not at every call', async () => {
  const token = await sessions.begin('guard1', '127.0.0.1');
  for (let n = 0; n < 100; n += 1) {
    clock.advance(minutes(0.1));
    sessions.find(token);
  }
  expect(store.saves).toBe(1 + 2);
});

test('a disk that cannot be written keeps nobody from signing in', async () => {
  store.failing = true;
  const token = await sessions.begin('guard1', '127.0.0.1');
  expect(sessions.find(token)).not.toBeNull();
});

test('an account keeps a bounded number of sessions, the newest', async () => {
  const first = await sessions.begin('guard1', '127.0.0.1');
  for (let n = 0; n < 50; n += 1) await sessions.begin('guard1', '127.0.0.1');
  expect(sessions.find(first)).toBeNull();
  expect(store.records.size).toBe(50);
  clock.advance(days(1));
});
