import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JsonDestination } from '../../../main/county/json-destination.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import { signBody } from '../../../main/county/signature.ts';
import { hours, realClock } from '../../../main/system/clock.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { aRuleAlarm } from '../../builders/rule.ts';
import { anEntry } from '../../builders/entry.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import { aMessage, aUnit, china } from '../../unit/county/parts.ts';
import { CountySite, until } from './site.ts';

const run = promisify(execFile);

let county: CountyPeer;
let site: CountySite;
beforeEach(async () => {
  county = new CountyPeer({ secret: 'shared' });
  site = await CountySite.make();
  // Once, so that the port is known; it is taken again at the next `up`.
  await county.up();
});
afterEach(async () => {
  await site.remove();
  await county.down();
});

const config = (every = hours(1)) => ({ summaries: { url: county.summariesUrl, secret: 'shared', every } });
const recently = (id: number, more: object = {}) => anAlarm({ id, raisedAtMs: Date.now(), ...more });
const keys = () => county.applied.map(({ key }) => key);

test('the first summary goes out at once, signed and valid, and the link is up', async () => {
  const link = await site.start(config());
  await until(() => link.status().link === 'up' && link.status().unacknowledged === 0);
  expect(county.applied).toMatchObject([{ kind: 'summary', body: { sightings: { face: 3 }, cameras: { total: 4 } } }]);
  expect(county.complaints).toEqual([]);
});

test('a county that comes late gets everything once, alarms first', async () => {
  await county.down();
  const link = await site.start(config());
  await until(() => link.status().destinations[0]?.lastFailure?.reason === 'refused');
  for (let id = 1; id <= 20; id++) await link.enqueueAlarm(recently(id), 'raised');
  await link.enqueueAlarm(recently(3), 'raised');
  await until(() => link.status().unacknowledged >= 21);
  expect(link.status()).toMatchObject({ link: 'down', lastAcknowledgedAtMs: null });

  await county.up();
  link.tryNow();
  await until(() => link.status().unacknowledged === 0);
  expect(link.status().link).toBe('up');
  expect(county.applied.map(({ kind }) => kind).slice(-1)).toEqual(['summary']);
  expect(new Set(keys()).size).toBe(keys().length);
  const ids = county.applied.flatMap(({ body }) => (body as { alarm?: { id: number } }).alarm?.id ?? []);
  expect(ids.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
});

test('replies lost after the county applied a message make it come again, and count once', async () => {
  county.behave = ({ seen }) => ({ do: seen % 2 === 1 ? 'drop-after-applying' : 'acknowledge' });
  const link = await site.start(config());
  await link.enqueueAlarm(recently(1), 'raised');
  await link.enqueueAlarm(recently(1, { state: 'resolved' }), 'resolved');
  await until(() => {
    link.tryNow();
    return link.status().unacknowledged === 0 && county.applied.length === 3;
  });
  expect(county.receipts.repeats).toBeGreaterThan(0);
  expect(keys().filter((key) => key.startsWith('alarm'))).toEqual([
    expect.stringMatching(/:raised$/),
    expect.stringMatching(/:resolved$/),
  ]);
});

test.each([
  ['500', { do: 'answer', status: 500 }, 'server-error'],
  ['garbage', { do: 'answer', status: 200, body: '<html>welcome</html>' }, 'bad-reply'],
  ['another key', { do: 'acknowledge-another' }, 'bad-reply'],
  ['a redirect', { do: 'answer', status: 301, headers: { location: '/elsewhere' } }, 'bad-reply'],
  ['a broken connection', { do: 'drop' }, 'unreachable'],
  ['a reply too large', { do: 'answer', status: 200, body: 'x'.repeat(600_000) }, 'bad-reply'],
  ['401', { do: 'answer', status: 401 }, 'unauthorised'],
] as const)(
  '%s is no acknowledgement: the message waits, and goes out when the county is well',
  async (_what, ill, reason) => {
    county.behave = () => ill;
    const link = await site.start(config());
    await until(() => link.status().destinations[0]?.lastFailure?.reason === reason);
    expect(link.status()).toMatchObject({ link: 'down', unacknowledged: 1 });
    expect(county.requests).not.toContain('/elsewhere');
    county.behave = () => ({ do: 'acknowledge' });
    link.tryNow();
    await until(() => link.status().unacknowledged === 0);
    expect(county.applied).toHaveLength(1);
  },
);

test('a message the county refuses is set aside with the reason, and goes when a person asks', async () => {
  county.behave = ({ kind }) =>
    kind === 'alarm' ? { do: 'answer', status: 422, body: 'no such unit' } : { do: 'nod' };
  const link = await site.start(config());
  await link.enqueueAlarm(recently(1), 'raised');
  await until(() => {
    link.tryNow();
    return link.status().destinations[0]?.setAside === 1;
  });
  await until(() => county.applied.length === 1);
  const [item] = (await link.outboxPage(null, 10)).filter(({ kind }) => kind === 'alarm');
  expect(item).toMatchObject({ state: 'set-aside', attempts: 5, failure: 'rejected: 422 no such unit' });
  county.behave = () => ({ do: 'acknowledge' });
  await link.retrySetAside(item!.id);
  await until(() => link.status().unacknowledged === 0);
});

test('an alarm on an entry that is not approved stays in the unit', async () => {
  const link = await site.start(config());
  const alarm = recently(1, { entry: anEntry({ approvedBy: null }) });
  expect(await link.enqueueAlarm(alarm, 'raised')).toEqual({ outcome: 'not-approved' });
  await until(() => county.applied.length === 1);
  expect(county.applied[0]?.kind).toBe('summary');
});

test('short periods are reported one after the other, without a gap and without a repeat', async () => {
  const link = await site.start(config(1_000));
  await until(() => county.applied.length >= 3);
  await site.stop();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await site.start(config(1_000));
  await until(() => county.applied.length >= 6);
  const periods = county.applied.map(({ body }) => (body as { period: { from: string; to: string } }).period);
  for (const [n, { from }] of periods.slice(1).entries()) expect(from).toBe(periods[n]!.to);
  expect(link.status().destinations).toHaveLength(1);
});

test('alarms stored while the outbox was not reached are found at the start, those from before the county was set up are not', async () => {
  const early = recently(1, { raisedAtMs: Date.now() - hours(2) });
  await site.start(config(), async () => [early]);
  await site.stop();
  const missed = recently(2);
  const link = await site.start(config(), async () => [early, missed]);
  await until(() => link.status().unacknowledged === 0);
  const ids = county.applied.flatMap(({ body }) => (body as { alarm?: { id: number } }).alarm?.id ?? []);
  expect(ids).toEqual([2]);
});

test('an alarm that nobody acknowledged is told once more, also when the station died before it was', async () => {
  await site.start(config());
  const waiting = recently(1, { escalation: { level: 2, atMs: Date.now() } });
  expect(site.link.tells(waiting, 'escalated')).toBe(true);
  await site.stop();
  const link = await site.start(config(), async () => [recently(2), waiting]);
  expect(await link.enqueueAlarm(waiting, 'escalated')).toEqual({ outcome: 'enqueued', messages: 0 });
  await until(() => link.status().unacknowledged === 0);
  const told = county.applied.flatMap(({ body }) => {
    const { alarm, change } = body as { alarm?: { id: number }; change?: string };
    return alarm === undefined ? [] : [`${alarm.id} ${change}`];
  });
  expect(told.sort()).toEqual(['1 escalated', '1 raised', '2 raised']);
});

test('alarms of rules are not for the county', async () => {
  const link = await site.start(config());
  expect(link.tells(aRuleAlarm(), 'escalated')).toBe(false);
  expect(await link.enqueueAlarm(aRuleAlarm(), 'raised')).toEqual({ outcome: 'not-approved' });
});

test('with nothing configured the link is off', async () => {
  const link = await site.start({});
  expect(link.status()).toMatchObject({ link: 'off', unacknowledged: 0, lastAcknowledgedAtMs: null, destinations: [] });
  expect(await link.enqueueAlarm(recently(1), 'raised')).toEqual({ outcome: 'enqueued', messages: 0 });
});

test('a large body is compressed, and its signature holds', async () => {
  const destination = new JsonDestination({
    url: county.summariesUrl,
    secret: 'shared',
    unit: aUnit,
    clock: realClock,
    toIso: isoWith(china),
  });
  const body = Buffer.from(JSON.stringify({ key: 'large', schema: 'guardroom/summary', pad: 'x'.repeat(50_000) }));
  const message = { ...aMessage('large'), body, id: 1, attempts: 0, rejections: 0 };
  expect(await destination.deliver([message], new AbortController().signal)).toMatchObject({ outcome: 'acknowledged' });
  await destination.close();
  expect(county.applied).toHaveLength(1);
});

test('openssl makes the same signature', async () => {
  const file = join(site.directory, 'signed');
  await writeFile(file, Buffer.concat([Buffer.from('1795410000.'), Buffer.from('{"schema":"guardroom/summary"}')]));
  const { stdout } = await run('openssl', ['dgst', '-sha256', '-hmac', 'shared', file]);
  const hex = stdout.trim().split('= ').at(-1);
  expect(signBody('shared', '1795410000', Buffer.from('{"schema":"guardroom/summary"}'))).toBe(`v1=${hex}`);
});

test('plain http beyond this machine needs a word', () => {
  const parts = { secret: 's', unit: aUnit, clock: realClock, toIso: isoWith(china) };
  const open = (url: string, allowPlain?: boolean) => new JsonDestination({ ...parts, url, allowPlain });
  expect(() => open('http://county.example/x')).toThrow('allowPlain');
  expect(() => open('ftp://county.example/x')).toThrow('neither');
  expect(() => open('https://me:pass@county.example/x')).toThrow('credentials');
  expect(open('http://county.example/x', true).address).toBe('http://county.example/x');
});

test('https: an unknown certificate is refused; its authority, or its pin, is what it takes', async () => {
  const [key, cert] = [join(site.directory, 'key.pem'), join(site.directory, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject]);
  const { stdout } = await run('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256']);
  const pin = stdout.trim().split('=')[1]!;
  await county.down();
  county = new CountyPeer({
    secret: 'shared',
    tls: { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') },
  });
  await county.up();
  const outcomes: unknown[] = [];
  for (const trust of [{}, { ca: await readFile(cert, 'utf8') }, { pin }, { pin: '00'.repeat(32) }]) {
    const parts = { secret: 'shared', unit: aUnit, clock: realClock, toIso: isoWith(china) };
    const destination = new JsonDestination({ ...parts, url: county.summariesUrl, trust });
    const body = Buffer.from('{"key":"k","schema":"guardroom/summary"}');
    const message = { ...aMessage('k'), body, id: 1, attempts: 0, rejections: 0 };
    const delivery = await destination.deliver([message], new AbortController().signal);
    outcomes.push(delivery.outcome === 'failed' ? delivery.reason : delivery.outcome);
    await destination.close();
  }
  expect(outcomes).toEqual(['tls', 'acknowledged', 'acknowledged', 'tls']);
});
