import { beforeEach, expect, test } from 'vitest';
import { Accounts } from '../../../main/access/accounts.ts';
import { PasswordHasher, defaultScryptCost } from '../../../main/access/password-hasher.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryAccountStore, cheapScrypt } from '../../builders/memory-access-stores.ts';

let store: MemoryAccountStore;
let clock: FakeClock;
let accounts: Accounts;
const open = (): Promise<Accounts> => Accounts.open({ store, clock, log: silentLog, cost: cheapScrypt });

beforeEach(async () => {
  store = new MemoryAccountStore();
  clock = new FakeClock();
  accounts = await open();
});

const guard = { account: 'guard1', name: '王强', role: 'guard', password: 'correct horse' } as const;
const prove = (account: string, password: string, address = '127.0.0.1') =>
  accounts.prove({ account, password, address });

test('the right password proves the account, also after a restart', async () => {
  await accounts.create(guard);
  accounts = await open();
  expect(await prove('guard1', 'correct horse')).toEqual({ account: 'guard1', name: '王强', role: 'guard' });
});

test('a wrong password, an unknown account and a disabled one are refused alike', async () => {
  await accounts.applyProvision([guard]);
  await accounts.applyProvision([]);
  await accounts.create({ ...guard, account: 'guard2' });
  for (const [account, password] of [
    ['guard2', 'wrong'],
    ['nobody', 'correct horse'],
    ['guard1', 'correct horse'],
  ] as const) {
    await expect(prove(account, password)).rejects.toMatchObject({ code: 'wrong-password', facts: {} });
  }
});

test('the stored hash carries its own salt and cost, and never the password', async () => {
  await accounts.create(guard);
  await accounts.create({ ...guard, account: 'guard2' });
  const [one, two] = [...store.records.values()].map((record) => record.passwordHash);
  expect(one).toMatch(/^scrypt\$2\$1\$1\$/);
  expect(one).not.toBe(two);
  expect(defaultScryptCost.cost).toBeGreaterThanOrEqual(2 ** 15);
});

test('a password for no account is derived all the same, and never matches', async () => {
  const hasher = new PasswordHasher(cheapScrypt);
  expect(await hasher.matches('anything', null)).toBe(false);
});

test('two spellings that look alike are one account', async () => {
  await accounts.create({ ...guard, account: 'Ｇuard1 ' });
  await expect(accounts.create(guard)).rejects.toMatchObject({ code: 'conflict' });
  expect(await prove('GUARD1', 'correct horse')).toMatchObject({ name: '王强' });
});

test('of two accounts made at once with one name, one is refused', async () => {
  const made = await Promise.allSettled([accounts.create(guard), accounts.create(guard)]);
  expect(made.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('of two wizards finishing at once, one makes the first admin', async () => {
  expect(accounts.any()).toBe(false);
  const made = await Promise.allSettled([
    accounts.createFirstAdmin({ account: 'a', name: 'A', password: 'correct horse' }),
    accounts.createFirstAdmin({ account: 'b', name: 'B', password: 'correct horse' }),
  ]);
  expect(made.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
  expect(accounts.list()).toMatchObject([{ account: 'a', role: 'admin' }]);
  await expect(accounts.createFirstAdmin(guard)).rejects.toMatchObject({ code: 'already-set-up' });
});

test('applying the same provision again writes nothing', async () => {
  await accounts.applyProvision([guard]);
  const { saves } = store;
  await accounts.applyProvision([guard]);
  expect(store.saves).toBe(saves);
});

test('a provision that changes the password ends the sessions of the old one; a new name does not', async () => {
  await accounts.applyProvision([guard]);
  await accounts.applyProvision([{ ...guard, name: '王小强' }]);
  expect(accounts.find('guard1')).toMatchObject({ signedIn: { name: '王小强' }, passwordVersion: 1 });
  await accounts.applyProvision([{ ...guard, password: 'another one' }]);
  expect(accounts.find('guard1')).toMatchObject({ passwordVersion: 2 });
});

test('an account no longer provisioned is disabled, one made in the console is not, and it comes back when listed again', async () => {
  await accounts.applyProvision([guard]);
  await accounts.create({ ...guard, account: 'admin1', role: 'admin' });
  await accounts.applyProvision([]);
  expect(accounts.find('guard1')).toBeNull();
  expect(accounts.find('admin1')).not.toBeNull();
  await accounts.applyProvision([guard]);
  expect(accounts.find('guard1')).not.toBeNull();
});

test('the password of a provisioned account is changed in the file only', async () => {
  await accounts.applyProvision([guard]);
  await expect(accounts.changePassword('guard1', 'new password')).rejects.toMatchObject({
    code: 'provisioned-elsewhere',
  });
});

test('after a few wrong passwords the account waits, for that address only, and longer each time', async () => {
  await accounts.create(guard);
  for (let n = 0; n < 5; n += 1)
    await expect(prove('guard1', 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
  await expect(prove('guard1', 'correct horse')).rejects.toMatchObject({
    code: 'too-many-attempts',
    facts: { retryAfterSeconds: 5 },
  });
  expect(await prove('guard1', 'correct horse', '127.0.0.2')).toMatchObject({ account: 'guard1' });
  clock.advance(seconds(5));
  await expect(prove('guard1', 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
  await expect(prove('guard1', 'correct horse')).rejects.toMatchObject({ facts: { retryAfterSeconds: 10 } });
  clock.advance(seconds(10));
  expect(await prove('guard1', 'correct horse')).toMatchObject({ account: 'guard1' });
});

test('guesses sent all at once are not more than those sent one after the other', async () => {
  await accounts.create(guard);
  const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => prove('guard1', `guess ${n}`)));
  const codes = answers.map((answer) => (answer as PromiseRejectedResult).reason.code as string);
  expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(5);
});

test('an address that tries one account after the other waits too; an account of its own does not buy it more', async () => {
  await accounts.create(guard);
  for (let n = 0; n < 29; n += 1) await prove(`account ${n}`, 'wrong').catch(() => undefined);
  expect(await prove('guard1', 'correct horse')).toMatchObject({ account: 'guard1' });
  await expect(prove('account 29', 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
  await expect(prove('account 30', 'wrong')).rejects.toMatchObject({ code: 'too-many-attempts' });
  clock.advance(minutes(61));
  await expect(prove('account 30', 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
});
