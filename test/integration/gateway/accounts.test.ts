import { afterEach, beforeEach, expect, test } from 'vitest';
import { appErrorOf } from '../../../renderer/api/app-error-of.ts';
import { Browser, passwords, startSite } from './site.ts';
import type { Site } from './site.ts';

let site: Site;
let admin: Browser;
let guard: Browser;

beforeEach(async () => {
  site = await startSite();
  admin = new Browser(site.origin);
  guard = new Browser(site.origin);
  await admin.signIn('admin1');
  await guard.signIn('guard1');
});
afterEach(async () => {
  await admin.close();
  await guard.close();
  await site.stop();
});

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => appErrorOf(error)?.code ?? 'other',
  );
const newChief = { account: 'chief1', name: '李芳', role: 'chief', password: 'a chief of security' } as const;

test('an admin makes an account, and its owner signs in', async () => {
  expect(await admin.station.api.accounts.add.mutate(newChief)).toMatchObject({ account: 'chief1', disabled: false });
  const chief = new Browser(site.origin);
  const { account, password } = newChief;
  expect(await chief.station.api.session.signIn.mutate({ account, password })).toMatchObject({ role: 'chief' });
  expect((await chief.station.api.accounts.list.query()).map((each) => each.account).sort()).toEqual([
    'admin1',
    'chief1',
    'guard1',
  ]);
  await chief.close();
});

test('a guard sees and makes no accounts', async () => {
  expect(await codeOf(guard.station.api.accounts.list.query())).toBe('not-allowed');
  expect(await codeOf(guard.station.api.accounts.add.mutate(newChief))).toBe('not-allowed');
});

test('a name taken, in whatever case, is refused; so is a short password', async () => {
  expect(await codeOf(admin.station.api.accounts.add.mutate({ ...newChief, account: 'GUARD1' }))).toBe('conflict');
  expect(await codeOf(admin.station.api.accounts.add.mutate({ ...newChief, password: 'short' }))).toBe('bad-input');
});

test('disabling an account ends its sessions; enabling it does not bring them back', async () => {
  await admin.station.api.accounts.setDisabled.mutate({ account: 'guard1', disabled: true });
  expect(await guard.station.api.session.current.query()).toMatchObject({ signedIn: null });
  expect(await codeOf(guard.signIn('guard1'))).toBe('wrong-password');
  await admin.station.api.accounts.setDisabled.mutate({ account: 'guard1', disabled: false });
  expect(await guard.station.api.session.current.query()).toMatchObject({ signedIn: null });
  expect(await guard.signIn('guard1')).toMatchObject({ account: 'guard1' });
});

test('nobody disables himself, nor the last admin', async () => {
  expect(await codeOf(admin.station.api.accounts.setDisabled.mutate({ account: 'admin1', disabled: true }))).toBe(
    'conflict',
  );
  await expect(site.accounts.setDisabled('admin1', true)).rejects.toMatchObject({ code: 'conflict' });
});

test("changing one's own password needs the old one, keeps this session and ends the others", async () => {
  const elsewhere = new Browser(site.origin);
  await elsewhere.signIn('guard1');
  const change = (current: string) =>
    guard.station.api.session.changePassword.mutate({ current, password: 'a new password' });
  expect(await codeOf(change('not it'))).toBe('wrong-password');
  await change(passwords.guard1);
  expect(await guard.station.api.session.current.query()).toMatchObject({ signedIn: { account: 'guard1' } });
  expect(await elsewhere.station.api.session.current.query()).toMatchObject({ signedIn: null });
  await elsewhere.close();
});
