import { afterEach, expect, test } from 'vitest';
import { JsonDestination } from '../../../main/county/json-destination.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import type { OutboxMessage } from '../../../main/county/outbox-store.ts';
import { bundleReport } from '../../../main/county/report-schemas.ts';
import { hours, realClock } from '../../../main/system/clock.ts';
import { complainOfSignature } from '../../peers/county/verify.ts';
import { aMessage, aUnit, china } from '../../unit/county/parts.ts';
import { patience, say, ScriptedPlatform } from './scripted-platform.ts';
import type { Asked } from './scripted-platform.ts';

let county: ScriptedPlatform;
let destination: JsonDestination;
afterEach(async () => {
  await destination.close();
  await county.stop();
});

async function countyThat(answer: ScriptedPlatform['answer']): Promise<void> {
  county = await ScriptedPlatform.start(answer);
  const parts = { secret: 'shared', unit: aUnit, clock: realClock, toIso: isoWith(china) };
  destination = new JsonDestination({ ...parts, url: county.origin });
}
let ids = 0;
function message(key: string, more: Partial<OutboxMessage> = {}): OutboxMessage {
  const body = Buffer.from(JSON.stringify({ schema: 'guardroom/summary', version: 2, key }));
  return { ...aMessage(key), id: ++ids, attempts: 0, rejections: 0, body, ...more };
}
const three = () => [message('a'), message('b'), message('c')];
const bundleIn = ({ body }: Asked) => bundleReport.parse(JSON.parse(body));
const isBundle = ({ headers }: Asked): boolean => headers['x-guardroom-message'] === 'bundle';
/** Takes single messages and says that it takes `most` at once. */
const saying =
  (most: string, bundled: ScriptedPlatform['answer']): ScriptedPlatform['answer'] =>
  (asked, response) => {
    if (isBundle(asked)) bundled(asked, response);
    else say(response, 200, { acknowledged: asked.headers['idempotency-key'] }, { 'guardroom-bundle': most });
  };

test('before the county says that it takes bundles, each message goes alone', async () => {
  await countyThat((_asked, response) => say(response, 200));
  expect(destination.together(three())).toBe(1);
  await destination.deliver([message('a')], patience());
  expect(destination.together(three())).toBe(1);
});

test.each([
  ['2', 2],
  ['1000', 3],
  ['9999', 3],
  ['0', 1],
  ['many', 1],
  ['-5', 1],
])('a county that says %s gets %i of three at once', async (most, expected) => {
  await countyThat(saying(most, () => undefined));
  await destination.deliver([message('a')], patience());
  expect(destination.together(three())).toBe(expected);
});

test('a bundle holds one kind, never a test, and no more bytes than one exchange should have', async () => {
  await countyThat(saying('1000', () => undefined));
  await destination.deliver([message('a')], patience());
  expect(destination.together([message('a', { kind: 'alarm' }), ...three()])).toBe(1);
  expect(destination.together([message('a', { kind: 'test' }), message('b', { kind: 'test' })])).toBe(1);
  const large = Array.from({ length: 10 }, (_, n) => message(`l${n}`, { body: Buffer.alloc(100_000, 32) }));
  expect(destination.together(large)).toBe(5);
  const longKeys = Array.from({ length: 1000 }, (_, n) => message(`${n}`.padStart(500, 'k')));
  expect(destination.together(longKeys) * 503).toBeLessThan(200_000);
});

test('a bundle is signed as ever, has one key however often it is sent, and holds each message as it would be alone', async () => {
  await countyThat(saying('10', (asked, response) => say(response, 200, { acknowledged: bundleIn(asked).key })));
  await destination.deliver([message('a')], patience());
  for (let times = 0; times < 2; times++) {
    expect(await destination.deliver(three(), patience())).toMatchObject({ outcome: 'acknowledged' });
  }
  const [first, again] = county.asked.filter(isBundle);
  expect(bundleIn(first!)).toEqual({
    ...{ schema: 'guardroom/bundle', version: 1, key: first!.headers['idempotency-key'] },
    messages: ['a', 'b', 'c'].map((key) => ({ schema: 'guardroom/summary', version: 2, key })),
  });
  expect(again!.headers['idempotency-key']).toBe(first!.headers['idempotency-key']);
  expect(complainOfSignature('shared', first!.headers, Buffer.from(first!.body), Date.now())).toBeNull();
});

test.each([
  ['its own key', (key: string) => ({ acknowledged: key }), 'acknowledged'],
  ['every key of it', () => ({ acknowledged: ['c', 'b', 'a', 'z'] }), 'acknowledged'],
  ['some of its keys', () => ({ acknowledged: ['a', 'c'] }), 'rejected'],
  ['another key', () => ({ acknowledged: 'x' }), 'rejected'],
  ['a bare yes', () => ({ acknowledged: true }), 'rejected'],
  ['no word', () => '', 'rejected'],
])('a bundle answered with %s', async (_what, words, outcome) => {
  await countyThat(
    saying('10', (asked, response) => say(response, 200, words(bundleIn(asked).key), { 'guardroom-bundle': '10' })),
  );
  await destination.deliver([message('a')], patience());
  expect(await destination.deliver(three(), patience())).toMatchObject({ outcome });
  // What was refused goes one by one, until the county says again that it takes bundles.
  expect(destination.together(three())).toBe(outcome === 'acknowledged' ? 3 : 1);
  await destination.deliver([message('a')], patience());
  expect(destination.together(three())).toBe(3);
});

test('a county that no longer knows bundles gets single messages again, and a bundle too large is halved', async () => {
  let status = 400;
  let most = '4';
  await countyThat((asked, response) => {
    if (isBundle(asked)) say(response, status);
    else say(response, 200, '', most === '' ? {} : { 'guardroom-bundle': most });
  });
  const four = [...three(), message('d')];
  await destination.deliver([message('a')], patience());
  expect(await destination.deliver(four, patience())).toMatchObject({ outcome: 'rejected' });
  most = '';
  await destination.deliver([message('a')], patience());
  expect(destination.together(four)).toBe(1);
  [status, most] = [413, '4'];
  await destination.deliver([message('a')], patience());
  expect(await destination.deliver(four, patience())).toMatchObject({ outcome: 'rejected' });
  await destination.deliver([message('a')], patience());
  expect(destination.together(four)).toBe(2);
});

test('a bundle refused for the signature, or by a county in trouble, is a failure of the link', async () => {
  let status = 401;
  await countyThat(saying('10', (_asked, response) => say(response, status)));
  await destination.deliver([message('a')], patience());
  expect(await destination.deliver(three(), patience())).toMatchObject({ outcome: 'failed', reason: 'unauthorised' });
  status = 503;
  expect(await destination.deliver(three(), patience())).toMatchObject({ outcome: 'failed', reason: 'server-error' });
  expect(destination.together(three())).toBe(3);
});

test('a large bundle is compressed', async () => {
  await countyThat(saying('10', () => undefined));
  await destination.deliver([message('a')], patience());
  county.answer = (asked, response) => {
    expect(asked.headers['content-encoding']).toBe('gzip');
    say(response, 200, { acknowledged: asked.headers['idempotency-key'] });
  };
  const large = ['a', 'b'].map((key) =>
    message(key, { body: Buffer.from(JSON.stringify({ key, pad: 'x'.repeat(5000) })) }),
  );
  expect(await destination.deliver(large, patience())).toMatchObject({ outcome: 'acknowledged' });
});

test('messages that do not belong together are not sent together', async () => {
  await countyThat((_asked, response) => say(response, 200));
  await expect(destination.deliver([message('a'), message('b', { kind: 'alarm' })], patience())).rejects.toThrow(
    'bundle',
  );
  expect(county.asked).toEqual([]);
});

test('how far the county’s clock is off is known from its Date, and said when it refuses a signature', async () => {
  let date: string | null = new Date(Date.now() + hours(1)).toUTCString();
  await countyThat((_asked, response) => {
    if (date !== null) response.setHeader('date', date);
    say(response, 401);
  });
  expect(destination.facts().clockDriftMs).toBeNull();
  const delivery = await destination.deliver([message('a')], patience());
  expect(Math.abs(destination.facts().clockDriftMs! - hours(1))).toBeLessThanOrEqual(5_000);
  expect(delivery).toMatchObject({ outcome: 'failed', reason: 'unauthorised' });
  expect((delivery as { detail: string }).detail).toMatch(/the county's clock is 3\d{3} s ahead; 401/);
  date = 'the day after tomorrow';
  await destination.deliver([message('a')], patience());
  expect(Math.abs(destination.facts().clockDriftMs! - hours(1))).toBeLessThanOrEqual(5_000);
  date = null;
  await destination.deliver([message('a')], patience());
  expect(destination.facts().clockDriftMs).toBe(0);
});
