import { expect, test } from 'vitest';
import { judgeJsonReply } from '../../../main/county/json-reply.ts';
import { judgeViidReply } from '../../../main/county/viid-reply.ts';

const reply = (status: number, body: string | object = '', headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const json = (...parts: Parameters<typeof reply>): string => named(judgeJsonReply('k1', reply(...parts)));
const viid = (...parts: Parameters<typeof reply>): string => named(judgeViidReply(reply(...parts)));
function named(delivery: ReturnType<typeof judgeViidReply>): string {
  return delivery.outcome === 'failed' ? delivery.reason : delivery.outcome;
}

test.each([
  ['no body', 200, ''],
  ['no content', 204, ''],
  ['the key', 201, { acknowledged: 'k1' }],
  ['yes', 200, { acknowledged: true }],
  ['JSON of its own', 200, { code: 0, message: 'ok' }],
  ['a word', 202, 'OK\n'],
  ['a conflict that repeats the key', 409, { key: 'k1' }],
])('JSON way: acknowledged by %s', (_what, status, body) => {
  expect(json(status, body)).toBe('acknowledged');
});

test.each([
  ['another key', 200, { acknowledged: 'k2' }, 'bad-reply'],
  ['an error under 200', 200, { error: 'no such unit' }, 'bad-reply'],
  ['a login page', 200, '<html>sign in</html>', 'bad-reply'],
  ['bytes', 200, '\u0000\u0001', 'bad-reply'],
  ['a redirect', 301, '', 'bad-reply'],
  ['a conflict about something else', 409, { key: 'k2' }, 'rejected'],
  ['wrong content', 422, '', 'rejected'],
  ['too large', 413, '', 'rejected'],
  ['not found', 404, '', 'rejected'],
  ['not signed', 401, '', 'unauthorised'],
  ['forbidden', 403, '', 'unauthorised'],
  ['too many', 429, '', 'server-error'],
  ['broken', 500, '', 'server-error'],
])('JSON way: not acknowledged by %s', (_what, status, body, outcome) => {
  expect(json(status, body)).toBe(outcome);
});

test('a wait that the county asks for is taken, within bounds', () => {
  expect(judgeJsonReply('k1', reply(503, '', { 'retry-after': '20' }))).toMatchObject({ waitMs: 20_000 });
  expect(judgeJsonReply('k1', reply(503, '', { 'retry-after': '999999' }))).toMatchObject({ waitMs: 300_000 });
  expect(judgeJsonReply('k1', reply(503, '', { 'retry-after': 'soon' }))).not.toHaveProperty('waitMs');
});

test.each([
  ['a number', { ResponseStatusObject: { StatusCode: 0, StatusString: '注册成功' } }],
  ['a string', { ResponseStatusObject: { StatusCode: '0' } }],
  ['a list', { ResponseStatusListObject: { ResponseStatusObject: [{ StatusCode: '0' }, { StatusCode: 0 }] } }],
  ['a list of one without its list', { ResponseStatusListObject: { ResponseStatusObject: { StatusCode: 0 } } }],
  ['bare', { StatusCode: 0, StatusString: null }],
])('GA/T 1400: acknowledged by StatusCode 0 as %s', (_what, body) => {
  expect(viid(201, body)).toBe('acknowledged');
});

test('GA/T 1400: acknowledged by a 2xx without a body', () => {
  expect(viid(201)).toBe('acknowledged');
});

test.each([
  ['busy', 200, { ResponseStatusObject: { StatusCode: 2 } }, 'server-error'],
  ['wrong content', 200, { ResponseStatusObject: { StatusCode: '8' } }, 'rejected'],
  [
    'one of a list',
    200,
    { ResponseStatusListObject: { ResponseStatusObject: [{ StatusCode: 0 }, { StatusCode: 7 }] } },
    'rejected',
  ],
  ['words that are none', 200, { hello: 'world' }, 'bad-reply'],
  ['a page', 200, '<html>', 'bad-reply'],
  ['a redirect', 302, '', 'bad-reply'],
  ['not registered', 401, '', 'unauthorised'],
  ['broken', 502, '', 'server-error'],
  ['no such path', 404, '', 'rejected'],
])('GA/T 1400: not acknowledged by %s', (_what, status, body, outcome) => {
  expect(viid(status, body)).toBe(outcome);
});
