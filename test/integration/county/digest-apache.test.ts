import { afterEach, expect, test } from 'vitest';
import { ApachePeer } from '../../peers/apache/apache-peer.ts';
import { account, fine, notification, patience, viidTo } from './scripted-platform.ts';

const register = 'POST /VIID/System/Register';
const keepalive = 'POST /VIID/System/Keepalive';
const notify = 'POST /VIID/DispositionNotifications';
const answers = {
  '/VIID/System/Register': fine({ StatusString: '注册成功' }),
  '/VIID/System/Keepalive': fine(),
  '/VIID/DispositionNotifications': fine(),
};

let apache: ApachePeer | null = null;
afterEach(async () => {
  await apache?.stop();
  apache = null;
});

async function startApache(more: { qop?: 'auth' | 'none'; guarded?: string; password?: string } = {}) {
  const { user, password } = account;
  apache = await ApachePeer.start({ user, password, guarded: '/VIID/System/Register', answers, ...more });
  return apache;
}

test.each(['auth', 'none'] as const)('mod_auth_digest lets the station register, qop %s', async (qop) => {
  const { origin } = await startApache({ qop });
  const destination = viidTo(origin);
  expect(await destination.keepUp.run(patience())).toEqual({
    outcome: 'acknowledged',
    words: '200 StatusCode 0 注册成功',
  });
  expect(await destination.keepUp.run(patience())).toMatchObject({ outcome: 'acknowledged' });
  expect(await destination.deliver([notification('1')], patience())).toMatchObject({ outcome: 'acknowledged' });
  await destination.close();
  expect(await apache?.requests()).toEqual([
    `${register} 401`,
    `${register} 200`,
    `${keepalive} 200`,
    `${notify} 200`,
  ]);
});

test('Digest asked for at every request is answered at every request', async () => {
  const { origin } = await startApache({ guarded: '/VIID' });
  const destination = viidTo(origin);
  expect(await destination.deliver([notification('1')], patience())).toMatchObject({ outcome: 'acknowledged' });
  await destination.close();
  expect(await apache?.requests()).toEqual([
    ...[`${register} 401`, `${register} 200`],
    ...[`${notify} 401`, `${notify} 200`],
  ]);
});

test('a wrong password is tried once an exchange, and said', async () => {
  const { origin } = await startApache({ password: 'another' });
  const destination = viidTo(origin);
  expect(await destination.keepUp.run(patience())).toMatchObject({ outcome: 'failed', reason: 'unauthorised' });
  await destination.close();
  expect(await apache?.requests()).toEqual([`${register} 401`, `${register} 401`]);
});
