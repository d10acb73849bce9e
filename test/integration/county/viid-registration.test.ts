import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { Delivery } from '../../../main/county/destination.ts';
import { anAlarm } from '../../builders/alarm.ts';
import {
  account,
  challenging,
  fine,
  notification,
  patience,
  say,
  ScriptedPlatform,
  viidTo,
} from './scripted-platform.ts';
import { CountySite, until } from './site.ts';

let platform: ScriptedPlatform;
let site: CountySite | null = null;
const destinations: ReturnType<typeof viidTo>[] = [];
afterEach(async () => {
  await site?.remove();
  site = null;
  for (const destination of destinations.splice(0)) await destination.close();
  await platform.stop();
});

async function platformThat(answer: ScriptedPlatform['answer']): Promise<ScriptedPlatform> {
  platform = await ScriptedPlatform.start(answer);
  return platform;
}
function viid(...parts: Parameters<typeof viidTo>): ReturnType<typeof viidTo> {
  const destination = viidTo(...parts);
  destinations.push(destination);
  return destination;
}
const named = (delivery: Delivery): string => (delivery.outcome === 'failed' ? delivery.reason : delivery.outcome);
const post = async (destination: ReturnType<typeof viidTo>): Promise<string> =>
  named(await destination.deliver([notification('1')], patience()));

/** Written from RFC 7616 and RFC 2069 alone. */
function proves(header: string, realm: string): boolean {
  const part = (name: string): string =>
    new RegExp(`\\b${name}=(?:"([^"]*)"|([^ ,]+))`).exec(header)?.slice(1).join('') ?? '';
  const hash = (...texts: string[]): string =>
    createHash(part('algorithm') === 'SHA-256' ? 'sha256' : 'md5')
      .update(texts.join(':'))
      .digest('hex');
  const [secret, request] = [hash(account.user, realm, account.password), hash('POST', part('uri'))];
  const middle = part('qop') === '' ? [part('nonce')] : [part('nonce'), part('nc'), part('cnonce'), part('qop')];
  return part('response') === hash(secret, ...middle, request);
}

test.each([
  ['MD5, qop', 'Digest realm="viid",qop="auth",nonce="n1",opaque="o1"', { qop: true, opaque: true }],
  ['no opaque', 'Digest realm="viid",qop="auth",nonce="n1"', { qop: true, opaque: false }],
  ['the old form without qop', 'Digest realm="viid", nonce="n1", opaque="o1"', { qop: false, opaque: true }],
  ['an empty qop', 'Digest realm="viid", qop="", nonce="n1"', { qop: false, opaque: false }],
  ['a choice of qop', 'Digest realm="viid",qop="auth-int, auth",nonce="n1"', { qop: true, opaque: false }],
  ['SHA-256', 'Digest realm="viid",algorithm=SHA-256,qop="auth",nonce="n1"', { qop: true, opaque: false }],
  ['a quoted algorithm', 'Digest realm="viid",algorithm="MD5",qop=auth,nonce="n1"', { qop: true, opaque: false }],
  ['a realm in Chinese', 'Digest realm="县平台", nonce="n1", qop="auth"', { qop: true, opaque: false }],
  ['Basic before it', 'Basic realm="x", Digest realm="viid",qop="auth",nonce="n1"', { qop: true, opaque: false }],
] as const)('registers where the challenge is %s', async (_what, challenge, has) => {
  const realm = challenge.includes('县') ? '县平台' : 'viid';
  const { origin } = await platformThat(
    challenging(Buffer.from(challenge).toString('latin1'), ({ path, headers }, response) => {
      const header = Buffer.from(headers.authorization ?? '', 'latin1').toString();
      if (path.endsWith('/Register') && !proves(header, realm)) say(response, 401, fine({ StatusCode: 4 }));
      else say(response, 200, fine(), { 'authentication-info': 'rspauth="nonsense", nextnonce="never"' });
    }),
  );
  const outcome = await post(viid(origin));
  const answered = platform.asked[1]?.headers.authorization ?? '';
  expect(outcome).toBe('acknowledged');
  expect([/\bqop=/.test(answered), /\bopaque=/.test(answered)]).toEqual([has.qop, has.opaque]);
  expect(platform.paths).toEqual(['System/Register', 'System/Register', 'DispositionNotifications']);
});

test('a nonce that went stale is no wrong password: another one is answered, and never more than once', async () => {
  let nonces = 0;
  let staleAnswers = 1;
  const { origin } = await platformThat(({ path, headers }, response) => {
    if (!path.endsWith('/Register')) {
      say(response, 200, fine());
      return;
    }
    nonces += 1;
    const challenge = `Digest realm="viid",qop="auth",nonce="n${nonces}"`;
    if (headers.authorization === undefined) say(response, 401, '', { 'www-authenticate': challenge });
    else if (staleAnswers-- > 0) say(response, 401, '', { 'www-authenticate': `${challenge},stale=true` });
    else say(response, proves(headers.authorization, 'viid') ? 200 : 401, fine());
  });
  expect(await post(viid(origin))).toBe('acknowledged');
  expect(platform.paths).toEqual([...Array<string>(3).fill('System/Register'), 'DispositionNotifications']);

  staleAnswers = Infinity;
  platform.asked.length = 0;
  expect(await post(viid(origin))).toBe('unauthorised');
  expect(platform.paths).toEqual(Array(3).fill('System/Register'));
});

test.each([301, 302, 307, 308])('a registration sent elsewhere with %i is not taken there', async (status) => {
  const { origin } = await platformThat((_asked, response) => say(response, status, '', { location: '/elsewhere' }));
  const delivery = await viid(origin).keepUp.run(patience());
  expect(delivery).toMatchObject({ outcome: 'failed', reason: 'bad-reply' });
  expect(platform.paths).toEqual(['System/Register']);
});

test.each([
  [400, 'a wrong password, as some say it'],
  [401, 'a wrong password'],
  [404, 'a number it does not know'],
])('a registration refused with %i (%s) is tried once an exchange, and said', async (status) => {
  const challenge = 'Digest realm="viid",qop="auth",nonce="n1"';
  const { origin } = await platformThat(
    challenging(challenge, (_asked, response) =>
      say(response, status, fine({ StatusCode: 4, StatusString: '注册失败' })),
    ),
  );
  const delivery = await viid(origin).deliver([notification('1')], patience());
  expect(delivery).toMatchObject({ outcome: 'failed', reason: 'unauthorised' });
  expect(platform.paths).toEqual(['System/Register', 'System/Register']);
});

test('registrations taken and all else refused with 401: one registration an exchange, and the lane slows down', async () => {
  const { origin } = await platformThat(({ path }, response) =>
    path.endsWith('/Register') || path.endsWith('/Keepalive') ? say(response, 200, fine()) : say(response, 401),
  );
  site = await CountySite.make();
  const link = await site.start({ viid: { url: origin, ...account } });
  await until(() => link.status().link === 'up');
  await link.enqueueAlarm(anAlarm({ raisedAtMs: Date.now() }), 'raised');
  const destination = () => link.status().destinations[0]!;
  await until(() => destination().lastFailure !== null && destination().nextTryAtMs !== null);
  expect(destination().lastFailure).toMatchObject({ reason: 'unauthorised' });
  expect(destination().lastFailure!.detail).toContain('registered, and refused all the same');
  expect(destination().nextTryAtMs! - destination().lastFailure!.atMs).toBeGreaterThanOrEqual(15_000);
  expect(destination().registration).toEqual({ sinceMs: null, renewAtMs: null });
  const [register, notify] = ['System/Register', 'DispositionNotifications'];
  expect(platform.paths).toEqual([register, notify, register, notify]);
  // It lets it in at last: nobody has to come and revive anything.
  platform.answer = (_asked, response) => say(response, 200, fine());
  link.tryNow();
  await until(() => link.status().unacknowledged === 0);
  expect(link.status().link).toBe('up');
});

test.each([
  ['401', 401, ''],
  ['200 and words', 200, fine({ StatusCode: 4, StatusString: '设备未注册' })],
  ['403 and words', 403, fine({ StatusCode: '1', StatusString: 'device is not registered' })],
])('a platform that has forgotten the station and says so by %s is told again at once', async (_what, status, body) => {
  let registered = 0;
  const { origin } = await platformThat(({ path }, response) => {
    if (path.endsWith('/Register')) registered += 1;
    if (path.endsWith('/Register') || registered !== 1) say(response, 200, fine());
    else say(response, status, body);
  });
  const destination = viid(origin);
  await destination.keepUp.run(patience());
  expect(await post(destination)).toBe('acknowledged');
  const [register, notify] = ['System/Register', 'DispositionNotifications'];
  expect(platform.paths).toEqual([register, notify, register, notify]);
});

test('after a refusal, and after a failure, the next exchange begins with a registration', async () => {
  const ill = [
    [200, fine({ StatusCode: 1, StatusString: '其他' })],
    [500, ''],
    [200, '<html>'],
  ] as const;
  let n = 0;
  const { origin } = await platformThat(({ path }, response) => {
    const [status, body] = (path.endsWith('/Register') ? undefined : ill[n++]) ?? [200, fine()];
    say(response, status, body);
  });
  const destination = viid(origin);
  const outcomes: string[] = [];
  for (let tries = 0; tries < 5; tries++) outcomes.push(await post(destination));
  expect(outcomes).toEqual(['rejected', 'server-error', 'bad-reply', 'acknowledged', 'acknowledged']);
  const pair = ['System/Register', 'DispositionNotifications'];
  expect(platform.paths).toEqual([...pair, ...pair, ...pair, ...pair, 'DispositionNotifications']);
});

test('a keepalive that is refused is followed by a registration', async () => {
  const { origin } = await platformThat(({ path }, response) =>
    path.endsWith('/Keepalive') ? say(response, 404) : say(response, 200, fine()),
  );
  const destination = viid(origin);
  for (let times = 0; times < 2; times++) expect(named(await destination.keepUp.run(patience()))).toBe('acknowledged');
  expect(platform.paths).toEqual(['System/Register', 'System/Keepalive', 'System/Register']);
});
