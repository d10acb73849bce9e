import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Handlers } from '../../../main/gateway/handlers.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { appErrorOf } from '../../../renderer/api/app-error-of.ts';
import { Browser, passwords, startSite, until } from './site.ts';
import type { Site } from './site.ts';

const facts = { version: '1', startedAtMs: 1, viidAddress: null, webhookAddress: null, dataDirectory: '/data' };
let answerFacts: Handlers['station']['facts'];
let site: Site;
let browser: Browser;

beforeEach(async () => {
  answerFacts = () => Promise.resolve(facts);
  site = await startSite({
    station: { facts: (input, caller) => answerFacts(input, caller) },
    cameras: { remove: () => Promise.resolve({ ok: true }) },
    sightings: { latest: ({ limit }) => Promise.reject(new AppError('unavailable', 'x', { facts: { limit } })) },
  });
  browser = new Browser(site.origin);
});
afterEach(async () => {
  await browser.close();
  await site.stop();
});

async function refusalOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => expect.fail('the call should have been refused'),
    (reason: unknown) => reason,
  );
  return appErrorOf(error);
}

describe('signing in', () => {
  test('a console that starts learns that nobody is signed in', async () => {
    expect(await browser.station.api.session.current.query()).toEqual({
      signedIn: null,
      setupNeeded: false,
      simulatedSiteOffered: true,
    });
  });

  test('the right password opens a session for calls over HTTP and over the socket', async () => {
    expect(await browser.signIn('guard1')).toEqual({ account: 'guard1', name: '王强', role: 'guard' });
    expect(await browser.station.api.session.current.query()).toMatchObject({ signedIn: { account: 'guard1' } });
    expect(await browser.station.api.station.facts.query()).toEqual(facts);
    expect(browser.sockets.size).toBe(1);
  });

  test('a socket opened before signing in is opened anew after it', async () => {
    expect(await refusalOf(browser.station.api.station.facts.query())).toEqual({ code: 'not-signed-in', facts: {} });
    await browser.signIn('guard1');
    expect(await browser.station.api.station.facts.query()).toEqual(facts);
  });

  test('a wrong password is refused, and both are in the audit log', async () => {
    const wrong = browser.station.api.session.signIn.mutate({ account: 'guard1', password: 'wrong' });
    expect(await refusalOf(wrong)).toEqual({ code: 'wrong-password', facts: {} });
    expect(browser.cookie).toBeNull();
    await browser.signIn('guard1');
    // Written behind the answer: a full disk keeps nobody from signing in.
    await until(async () => {
      const verdict = await site.audit.verify();
      return verdict.outcome === 'intact' && verdict.rows === 2;
    });
  });

  test('guessing is slowed down, and says for how long', async () => {
    const guess = () => browser.station.api.session.signIn.mutate({ account: 'guard1', password: 'wrong' });
    for (let n = 0; n < 5; n += 1) await refusalOf(guess());
    expect(await refusalOf(guess())).toEqual({ code: 'too-many-attempts', facts: { retryAfterSeconds: 5 } });
  });

  test('the cookie is out of reach of scripts and other sites, and holds for the session’s longest life', async () => {
    const response = await fetch(`${site.origin}/api/session.signIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: 'guard1', password: passwords.guard1 }),
    });
    expect(response.status).toBe(200);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^guardroom_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test('signing out ends the session for good and takes the cookie back', async () => {
    await browser.signIn('guard1');
    const { cookie } = browser;
    await browser.station.api.session.signOut.mutate();
    expect(browser.cookie).toBeNull();
    browser.cookie = cookie;
    expect(await browser.station.api.session.current.query()).toMatchObject({ signedIn: null });
  });

  test('signing in again ends the session there was', async () => {
    await browser.signIn('guard1');
    const { cookie } = browser;
    await browser.signIn('admin1');
    browser.cookie = cookie;
    expect(await browser.station.api.session.current.query()).toMatchObject({ signedIn: null });
  });
});

describe('the contract', () => {
  test('a guard may not do what is the admin’s', async () => {
    const removal = () => browser.station.api.cameras.remove.mutate({ id: 'a' });
    await browser.signIn('guard1');
    expect(await refusalOf(removal())).toEqual({ code: 'not-allowed', facts: {} });
    await browser.signIn('admin1');
    expect(await removal()).toEqual({ ok: true });
  });

  test('input the contract does not know is refused with its path', async () => {
    await browser.signIn('admin1');
    const wrong = browser.station.api.cameras.remove.mutate({ id: 7 } as unknown as { id: string });
    expect(await refusalOf(wrong)).toEqual({ code: 'bad-input', facts: { paths: 'id' } });
  });

  test('defaults are filled in, and a failure’s facts reach the console', async () => {
    await browser.signIn('guard1');
    const latest = browser.station.api.sightings.latest.query({});
    expect(await refusalOf(latest)).toEqual({ code: 'unavailable', facts: { limit: 60 } });
  });

  test('an answer leaves only with the members the contract names', async () => {
    answerFacts = () => Promise.resolve({ ...facts, password: 'secret' });
    await browser.signIn('guard1');
    expect(await browser.station.api.station.facts.query()).toEqual(facts);
  });

  test('an answer that breaks the contract, or a bug, is logged and tells the console nothing', async () => {
    await browser.signIn('guard1');
    answerFacts = () => Promise.resolve({ ...facts, startedAtMs: 'yesterday' as unknown as number });
    expect(await refusalOf(browser.station.api.station.facts.query())).toEqual({ code: 'internal', facts: {} });
    expect(site.logged.join('\n')).toContain('startedAtMs');
    answerFacts = () => Promise.reject(new Error('the secret is 42'));
    const error: unknown = await browser.station.api.station.facts.query().catch((reason: unknown) => reason);
    expect(JSON.stringify(error) + String(error)).not.toContain('42');
    expect(site.logged.join('\n')).toContain('the secret is 42');
  });

  test('a procedure that does not exist, and one called the wrong way, are refused in the same shape', async () => {
    const answers = await Promise.all([
      browser.fetch('/api/station.nothing'),
      browser.fetch('/api/session.signOut'),
      browser.fetch('/api/session.signIn', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{',
      }),
    ]);
    const codes = await Promise.all(answers.map(async (answer) => (await answer.json()).error.data.appCode as string));
    expect(codes).toEqual(['not-found', 'bad-input', 'bad-input']);
  });

  test('a body beyond a mebibyte is refused', async () => {
    const body = JSON.stringify({ account: 'x'.repeat(1_100_000), password: '' });
    const response = await browser.fetch('/api/session.signIn', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(413);
  });
});
