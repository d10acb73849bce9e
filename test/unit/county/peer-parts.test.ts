import { expect, test } from 'vitest';
import { dateOf, driftOf, localInstant } from '../../../main/county/clock-drift.ts';
import { contentTypeForm, isHostPort } from '../../../main/county/peer-profile.ts';
import { receiveRoute } from '../../../main/county/receive-route.ts';
import { headForOnePost, onePost } from '../../../main/county/viid-bundle.ts';
import type { OutboxMessage } from '../../../main/county/outbox-store.ts';
import { saysUnregistered } from '../../../main/county/viid-reply.ts';
import { aMessage, china } from './parts.ts';

const rules = (base: string, hosts: readonly string[] = [], allowPlain = false) => ({
  ...{ base: new URL(base), hosts, allowPlain },
});
const usual = '/VIID/DispositionNotifications';

test.each([
  ['https://county.invalid/a?b=1#c', 'https://county.invalid/a?b=1'],
  ['county.invalid:443/a', 'https://county.invalid/a'],
  ['/a', 'https://county.invalid/a'],
  ['https://county.invalid', `https://county.invalid/up${usual}`],
  ['https://COUNTY.invalid:443/', `https://county.invalid/up${usual}`],
  ['https://county.invalid:8443/a', null],
  ['http://county.invalid/a', null],
  ['https://county.invalid.example/a', null],
  ['https://user@county.invalid/a', null],
  ['https://county.invalid@elsewhere.invalid/a', null],
  ['//elsewhere.invalid/a', null],
  ['file:///etc/passwd', null],
  ['javascript:alert(1)', null],
  ['', null],
])('a ReceiveAddr of %j leads to %s', (address, expected) => {
  expect(receiveRoute(address, usual, rules('https://county.invalid/up/'))).toBe(expected);
});

test('hosts that are named for a platform are its own too, each with its port', () => {
  const named = rules('https://county.invalid', ['10-0.invalid', '[::1]:8080'], false);
  expect(receiveRoute('https://10-0.invalid/a', usual, named)).toBe('https://10-0.invalid/a');
  expect(receiveRoute('https://10-0.invalid:8443/a', usual, named)).toBeNull();
  expect(receiveRoute('http://[::1]:8080', usual, named)).toBe(`http://[::1]:8080${usual}`);
  // Plain http beyond this machine is no more allowed here than anywhere.
  expect(receiveRoute('http://10-0.invalid/a', usual, named)).toBeNull();
  const plain = rules('https://county.invalid', ['10-0.invalid'], true);
  expect(receiveRoute('http://10-0.invalid/a', usual, plain)).toBe('http://10-0.invalid/a');
});

test.each([
  ['application/VIID+JSON;charset=UTF-8', true],
  ['application/*+JSON', true],
  ['text/plain; charset="utf-8"', true],
  ['application/json\r\nX: y', false],
  ['application/json\n', false],
  ['application', false],
  ['', false],
])('%j may be a content type: %s', (text, may) => {
  expect(contentTypeForm.test(text)).toBe(may);
});

test.each([
  ['127.0.0.1', true],
  ['127.0.0.1:8080', true],
  ['[::1]:8080', true],
  ['county.invalid', true],
  ['http://127.0.0.1', false],
  ['127.0.0.1/x', false],
  ['u@127.0.0.1', false],
  ['127.0.0.1:99999', false],
  ['', false],
])('%j may be a host: %s', (text, may) => {
  expect(isHostPort(text)).toBe(may);
});

test('a clock that shows seconds is off only by what they and the way cannot explain', () => {
  const times = { sentAtMs: 100_200, receivedAtMs: 100_400 };
  expect(driftOf(100_000, times)).toBe(0);
  expect(driftOf(99_400, times)).toBe(0);
  expect(driftOf(160_000, times)).toBe(60_200);
  expect(driftOf(40_000, times)).toBe(-59_800);
});

test('local times of replies are read in the forms of the field, and garbage is none', () => {
  const atMs = Date.UTC(2026, 10, 23, 6, 32);
  for (const text of ['20261123143200', '2026-11-23 14:32:00', '2026-11-23T14:32:00.123', '20261123 143200']) {
    expect(localInstant(text, china)).toBe(atMs);
  }
  for (const text of ['', '2026', '20261323143200', '20260231000000', '20261123253200', 'x'.repeat(100)]) {
    expect(localInstant(text, china)).toBeNull();
  }
});

test('the Date of HTTP is read, and nothing else', () => {
  expect(dateOf({ headers: { date: 'Mon, 23 Nov 2026 06:32:00 GMT' } })).toBe(Date.UTC(2026, 10, 23, 6, 32));
  for (const date of [undefined, '', 'soon', '2026-11-23', ['a', 'b'], `${'9'.repeat(1000)} GMT`]) {
    expect(dateOf({ headers: { date } })).toBeNull();
  }
});

let ids = 0;
const waiting = (body: object | string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...aMessage(`k${++ids}`, 'alarm'),
  ...{ id: ids, attempts: 0, rejections: 0, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
  ...more,
});
const told = (id: string, list = 'Disposition') =>
  waiting({
    [`${list}NotificationListObject`]: { [`${list}NotificationObject`]: [{ NotificationID: id, Title: '县' }] },
  });

test('what is wrapped alike goes into one POST, and what is not goes alone', () => {
  expect(headForOnePost([told('1'), told('2'), told('3', 'Subscribe')], 20)).toBe(2);
  expect(headForOnePost([waiting('{}'), told('2')], 20)).toBe(1);
  expect(headForOnePost([waiting('garbage'), told('2')], 20)).toBe(1);
  expect(headForOnePost([told('1'), waiting({ a: { b: [{}] }, c: {} })], 20)).toBe(1);
  const large = () => waiting({ A: { B: [{ NotificationID: '1', Data: 'x'.repeat(200_000) }] } });
  expect(headForOnePost([large(), large(), large()], 20)).toBe(2);
  const { body, ids: named } = onePost([told('1'), told('2')]);
  expect(named).toEqual(['1', '2']);
  expect(JSON.parse(Buffer.from(body).toString())).toEqual({
    DispositionNotificationListObject: {
      DispositionNotificationObject: [
        { NotificationID: '1', Title: '县' },
        { NotificationID: '2', Title: '县' },
      ],
    },
  });
  expect(() => onePost([told('1'), waiting('garbage')])).toThrow('one POST');
  const alone = waiting('garbage');
  expect(onePost([alone])).toEqual({ body: alone.body, ids: [] });
});

test('words for "not registered" are known, and success that speaks of registering is none', () => {
  const reply = (status: number, StatusCode: number, StatusString: string) => ({
    ...{
      status,
      headers: {},
      body: Buffer.from(JSON.stringify({ ResponseStatusObject: { StatusCode, StatusString } })),
    },
  });
  expect(saysUnregistered(reply(200, 4, '设备未注册'))).toBe(true);
  expect(saysUnregistered(reply(400, 1, 'Unregistered device'))).toBe(true);
  expect(saysUnregistered(reply(200, 0, '未注册'))).toBe(false);
  expect(saysUnregistered(reply(200, 4, '注册成功'))).toBe(false);
  expect(saysUnregistered(reply(500, 4, '未注册'))).toBe(false);
});
