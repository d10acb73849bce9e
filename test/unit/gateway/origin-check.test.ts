import { describe, expect, test } from 'vitest';
import { isLoopback, refusalOf } from '../../../main/gateway/origin-check.ts';
import type { RequestFacts } from '../../../main/gateway/origin-check.ts';

const own = { secure: false, allowedHosts: ['guardroom.lan'] };
const aRequest = (differing: Partial<RequestFacts> = {}): RequestFacts => ({
  method: 'GET',
  isUpgrade: false,
  host: '127.0.0.1:8080',
  origin: undefined,
  fetchSite: undefined,
  hasCookie: true,
  wantsData: true,
  localAddress: '127.0.0.1',
  ...differing,
});

describe('the host asked for', () => {
  test.each(['127.0.0.1:8080', 'localhost:8080', 'LOCALHOST', '[::1]:8080', '127.8.8.8', 'guardroom.lan:8080'])(
    '%s is ours',
    (host) => expect(refusalOf(aRequest({ host }), own)).toBeNull(),
  );
  test.each(['evil.example', '127.0.0.1.evil.example', '127.0.0.2.', 'localhost@evil.example', '', 'a b', undefined])(
    '%s is not',
    (host) => expect(refusalOf(aRequest({ host }), own)).toBe('foreign-host'),
  );
  test('an address is ours when the connection came in on it', () => {
    const request = aRequest({ host: '10.0.0.5:8080', localAddress: '::ffff:10.0.0.5' });
    expect(refusalOf(request, own)).toBeNull();
    expect(refusalOf({ ...request, localAddress: '10.0.0.6' }, own)).toBe('foreign-host');
  });
});

describe('the page that asks', () => {
  const post = { method: 'POST' };
  test('must be of the same scheme, host and port, when the browser names it', () => {
    expect(refusalOf(aRequest({ ...post, origin: 'http://127.0.0.1:8080' }), own)).toBeNull();
    for (const origin of ['http://127.0.0.1:9090', 'https://127.0.0.1:8080', 'http://localhost:8080', 'null', '']) {
      expect(refusalOf(aRequest({ ...post, origin }), own)).toBe('foreign-origin');
      expect(refusalOf(aRequest({ origin }), own)).toBe('foreign-origin');
    }
  });
  test('must be named for a change with a cookie, and for a socket', () => {
    expect(refusalOf(aRequest(post), own)).toBe('no-origin');
    expect(refusalOf(aRequest({ ...post, hasCookie: false }), own)).toBeNull();
    expect(refusalOf(aRequest({ isUpgrade: true, hasCookie: false }), own)).toBe('no-origin');
  });
  test('of another port of this machine gets no data, but may link to the console', () => {
    expect(refusalOf(aRequest({ fetchSite: 'same-site' }), own)).toBe('foreign-origin');
    expect(refusalOf(aRequest({ fetchSite: 'cross-site', wantsData: false }), own)).toBeNull();
    expect(refusalOf(aRequest({ fetchSite: 'same-origin' }), own)).toBeNull();
    expect(refusalOf(aRequest({ fetchSite: 'none' }), own)).toBeNull();
  });
  test('is named with https behind TLS', () => {
    const request = aRequest({ ...post, origin: 'https://127.0.0.1:8080' });
    expect(refusalOf(request, { ...own, secure: true })).toBeNull();
  });
});

test('only this machine is loopback', () => {
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1', '[::1]', 'localhost'].every(isLoopback)).toBe(true);
  expect(['10.0.0.1', '128.0.0.1', '::2', '127.0.0.1.evil.example'].some(isLoopback)).toBe(false);
});
