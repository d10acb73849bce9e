import { afterEach, expect, test } from 'vitest';
import type { Delivery } from '../../../main/county/destination.ts';
import { hours, minutes } from '../../../main/system/clock.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { account, fine, notification, patience, say, ScriptedPlatform, viidTo } from './scripted-platform.ts';

let platform: ScriptedPlatform;
const destinations: ReturnType<typeof viidTo>[] = [];
afterEach(async () => {
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
const idsIn = (body: string): string[] =>
  (
    JSON.parse(body) as {
      DispositionNotificationListObject: { DispositionNotificationObject: { NotificationID: string }[] };
    }
  ).DispositionNotificationListObject.DispositionNotificationObject.map(({ NotificationID }) => NotificationID);
const named = (delivery: Delivery): string => (delivery.outcome === 'failed' ? delivery.reason : delivery.outcome);
const registering =
  (answer: ScriptedPlatform['answer']): ScriptedPlatform['answer'] =>
  (asked, response) => {
    if (asked.path.endsWith('/Register')) say(response, 200, fine());
    else answer(asked, response);
  };
const list = (...statuses: object[]) => ({ ResponseStatusListObject: { ResponseStatusObject: statuses } });

test.each([
  [undefined, 'application/VIID+JSON;charset=UTF-8'],
  ['application/VIID+json', 'application/VIID+json'],
  ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
])('what is posted says to be %s', async (contentType, said) => {
  const { origin } = await platformThat((_asked, response) => say(response, 200, fine()));
  await viid(origin, { profile: { contentType } }).deliver([notification('1')], patience());
  expect(platform.asked.map(({ headers }) => headers['content-type'])).toEqual([said, said]);
  expect(platform.asked.map(({ headers }) => headers['user-identify'])).toEqual([account.id, account.id]);
});

test.each([
  [null, 201, 'acknowledged'],
  [null, 204, 'acknowledged'],
  [[200, 201], 201, 'acknowledged'],
  [[200, 201], 204, 'rejected'],
  [[200], 202, 'rejected'],
] as const)('with success %j an HTTP %i is %s', async (success, status, outcome) => {
  const { origin } = await platformThat(registering((_asked, response) => say(response, status)));
  const destination = viid(origin, { profile: { success: success ?? undefined } });
  expect(named(await destination.deliver([notification('1')], patience()))).toBe(outcome);
});

test('notifications go together as far as the platform wants it, one by one if it wants that', async () => {
  const { origin } = await platformThat((_asked, response) => say(response, 200, fine()));
  const five = ['1', '2', '3', '4', '5'].map((id) => notification(id));
  const usual = viid(origin);
  expect(usual.together(five)).toBe(5);
  expect(usual.together([...five, notification('6', { kind: 'status' })])).toBe(5);
  expect(usual.together([notification('0', { route: 'http://127.0.0.1:9/x' }), ...five])).toBe(1);
  expect(usual.together([notification('0', { kind: 'test', body: Buffer.alloc(0) }), ...five])).toBe(1);
  expect(viid(origin, { profile: { together: 3 } }).together(five)).toBe(3);
  expect(viid(origin, { profile: { together: 1 } }).together(five)).toBe(1);

  expect(await usual.deliver(five, patience())).toMatchObject({ outcome: 'acknowledged' });
  expect(platform.paths).toEqual(['System/Register', 'DispositionNotifications']);
  expect(idsIn(platform.asked[1]!.body)).toEqual(['1', '2', '3', '4', '5']);
  await expect(usual.deliver([five[0]!, notification('6', { kind: 'status' })], patience())).rejects.toThrow(
    'one place',
  );
});

test.each([
  ['a single status for all', fine(), 'acknowledged'],
  ['a list of one that names nobody', list({ StatusCode: '0' }), 'acknowledged'],
  ['a list under an id of the platform', list({ StatusCode: 0, Id: account.id }), 'acknowledged'],
  ['a line for each', list({ StatusCode: 0, Id: '1' }, { StatusCode: '0', Id: '2' }), 'acknowledged'],
  ['a line for one of two', list({ StatusCode: 0, Id: '1' }), 'rejected'],
  ['one of two refused', list({ StatusCode: 0, Id: '1' }, { StatusCode: 8, Id: '2' }), 'rejected'],
  ['a list without a line', list(), 'rejected'],
  ['one of two too many for now', list({ StatusCode: 8, Id: '1' }, { StatusCode: 2, Id: '2' }), 'server-error'],
  ['an id that is no text', list({ StatusCode: 0, Id: { no: 'id' } }), 'acknowledged'],
])('two in one POST, answered with %s', async (_what, answer, outcome) => {
  const { origin } = await platformThat(registering((_asked, response) => say(response, 200, answer)));
  expect(named(await viid(origin).deliver([notification('1'), notification('2')], patience()))).toBe(outcome);
});

test('an alarm on what a platform ordered goes to that platform, under its own number; one of the unit goes to all', () => {
  const at = (platformId: string | null) => viidTo('http://127.0.0.1:9', { platformId });
  const ordered = anAlarm({
    entry: anEntry({ origin: 'county', disposition: { platform: 'A', dispositionId: '3715250000500120261101' } }),
  });
  const idOf = (destination: ReturnType<typeof viidTo>, alarm = ordered): unknown => {
    const message = destination.alarmMessage('k', alarm, 'raised');
    return message === null ? null : JSON.parse(Buffer.from(message.body).toString());
  };
  expect(idOf(at('A'))).toMatchObject({
    DispositionNotificationListObject: {
      DispositionNotificationObject: [{ DispositionID: '3715250000500120261101' }],
    },
  });
  expect([idOf(at('B')), idOf(at(null))]).toEqual([null, null]);
  expect([at('A'), at('B'), at(null)].map((each) => idOf(each, anAlarm()) !== null)).toEqual([true, true, true]);
});

test('an alarm goes to the ReceiveAddr of its disposition when the host is the platform’s or named for it, else the usual way', async () => {
  const { origin, port } = await platformThat((_asked, response) => say(response, 200, fine()));
  const other = await ScriptedPlatform.start((_asked, response) => say(response, 200, fine()));
  const entry = anEntry({ origin: 'county', disposition: { platform: 'A', dispositionId: 'D1' } });
  const send = async (address: string, receiveHosts: string[] = []): Promise<string[]> => {
    const destination = viid(`${origin}/up`, { platformId: 'A', profile: { receiveHosts } });
    const worded = destination.alarmMessage('k', anAlarm({ entry }), 'raised', address)!;
    const seen = [platform.asked.length, other.asked.length];
    expect(await destination.deliver([notification('1', worded)], patience())).toMatchObject({
      outcome: 'acknowledged',
    });
    return [
      ...platform.asked.slice(seen[0]).map(({ path }) => path),
      ...other.asked.slice(seen[1]).map(({ path }) => `other ${path}`),
    ];
  };
  const register = '/up/VIID/System/Register';
  const usual = [register, '/up/VIID/DispositionNotifications'];
  expect(await send(`${origin}/alarms?to=1`)).toEqual([register, '/alarms?to=1']);
  expect(await send(`127.0.0.1:${port}/alarms`)).toEqual([register, '/alarms']);
  expect(await send('/alarms')).toEqual([register, '/alarms']);
  expect(await send(origin)).toEqual(usual);
  expect(await send(`${other.origin}/alarms`)).toEqual(usual);
  expect(await send(`http://u:p@127.0.0.1:${port}/alarms`)).toEqual(usual);
  expect(await send('nowhere at all')).toEqual(usual);
  expect(await send(`${other.origin}/alarms`, [`127.0.0.1:${other.port}`])).toEqual([register, 'other /alarms']);
  expect(await send(other.origin, [`127.0.0.1:${other.port}`])).toEqual([
    register,
    'other /VIID/DispositionNotifications',
  ]);
  await other.stop();
});

test('an address that is no longer the platform’s is not called, though a message was written for it', async () => {
  const { origin } = await platformThat((_asked, response) => say(response, 200, fine()));
  const stale = notification('1', { route: 'http://127.0.0.1:9/alarms' });
  expect(await viid(origin).deliver([stale], patience())).toMatchObject({ outcome: 'acknowledged' });
  expect(platform.paths).toEqual(['System/Register', 'DispositionNotifications']);
});

test('a test registers anew and shows a sign of life, and tells what the platform said to both', async () => {
  const { origin } = await platformThat((asked, response) =>
    say(response, 200, fine({ StatusString: asked.path.endsWith('/Register') ? '注册成功' : '保活成功' })),
  );
  const destination = viid(origin);
  await destination.keepUp.run(patience());
  const worded = destination.testMessage('test:1');
  expect(await destination.deliver([notification('', { ...worded })], patience())).toEqual({
    outcome: 'acknowledged',
    words: '200 StatusCode 0 注册成功; 200 StatusCode 0 保活成功',
  });
  expect(platform.paths).toEqual(['System/Register', 'System/Register', 'System/Keepalive']);
});

test('since when it is registered, when it registers anew, and how far the platform’s clock is off are known', async () => {
  const local = (atMs: number): string => new Date(atMs + hours(8)).toISOString().slice(0, 19).replaceAll(/\D/g, '');
  let shown: string | null = local(Date.now() + hours(1));
  const { origin } = await platformThat((_asked, response) =>
    say(response, 200, fine(shown === null ? {} : { LocalTime: shown })),
  );
  const destination = viid(origin, { registerEveryMs: minutes(5), keepaliveMs: minutes(1) });
  expect(destination.facts()).toEqual({ clockDriftMs: null, registration: { sinceMs: null, renewAtMs: null } });
  expect(destination.keepUp.everyMs).toBe(minutes(1));
  const beforeMs = Date.now();
  await destination.keepUp.run(patience());
  const { clockDriftMs, registration } = destination.facts();
  expect(Math.abs(clockDriftMs! - hours(1))).toBeLessThanOrEqual(5_000);
  expect(registration?.sinceMs).toBeGreaterThanOrEqual(beforeMs);
  expect(registration!.renewAtMs! - registration!.sinceMs!).toBe(minutes(5));
  for (const garbage of ['yesterday', '99999999999999', '00000000000000']) {
    shown = garbage;
    await destination.keepUp.run(patience());
    // Then the Date of HTTP counts.
    expect(Math.abs(destination.facts().clockDriftMs!)).toBeLessThanOrEqual(5_000);
  }
});

test('a registration is due no later than the next sign of life would be', async () => {
  const { origin } = await platformThat((_asked, response) => say(response, 200, fine()));
  const destination = viid(origin, { registerEveryMs: 30_000, keepaliveMs: minutes(1) });
  await destination.keepUp.run(patience());
  expect(destination.keepUp.everyMs).toBeLessThan(31_000);
  expect(destination.keepUp.everyMs).toBeGreaterThan(20_000);
});
