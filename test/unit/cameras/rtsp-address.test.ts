import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRtspAddress, withoutCredentials } from '../../../main/cameras/rtsp/rtsp-address.ts';

test('user and password are percent-decoded and not part of the address on the wire', () => {
  expect(parseRtspAddress('rtsp://ad%6Din:p%40ss%3A1@127.0.0.1:8554/main?ch=1&x=%20')).toEqual({
    host: '127.0.0.1',
    port: 8554,
    credentials: { username: 'admin', password: 'p@ss:1' },
    url: 'rtsp://127.0.0.1:8554/main?ch=1&x=%20',
  });
});

test.each([
  ['rtsp://admin:p@ss@127.0.0.1/a', 'p@ss'],
  ['rtsp://admin:a/b?c#d@127.0.0.1:554/a', 'a/b?c#d'],
  ['rtsp://admin:100%@127.0.0.1/a', '100%'],
  ['rtsp://admin:a:b@127.0.0.1/a', 'a:b'],
  ['rtsp://admin@127.0.0.1/a', ''],
])('a password pasted without escapes is understood: %s', (text, password) => {
  expect(parseRtspAddress(text)?.credentials).toEqual({ username: 'admin', password });
  expect(parseRtspAddress(text)?.host).toBe('127.0.0.1');
});

test('the port is 554 unless it says otherwise, and IPv6 stands in brackets', () => {
  expect(parseRtspAddress('rtsp://127.0.0.1/a')).toMatchObject({ port: 554, url: 'rtsp://127.0.0.1/a' });
  expect(parseRtspAddress('RTSP://[::1]:8554/a')).toMatchObject({
    host: '::1',
    port: 8554,
    url: 'rtsp://[::1]:8554/a',
  });
});

test('a Chinese path is escaped for the request line', () => {
  expect(parseRtspAddress('rtsp://127.0.0.1/东门')?.url).toBe('rtsp://127.0.0.1/%E4%B8%9C%E9%97%A8');
});

test.each(['http://127.0.0.1/', 'rtsp://', 'rtsp://127.0.0.1:99999/', 'rtsp://127.0.0.1/a\r\nX: y', 'rtsp:/a', ''])(
  'is no address: %j',
  (text) => {
    expect(parseRtspAddress(text)).toBeNull();
  },
);

test('no text makes it throw, and no user or password is ever left in the address', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseRtspAddress(text);
      withoutCredentials(text);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9!$%&'()*+,;=@:~._-]{1,20}$/), (password) => {
      const parsed = parseRtspAddress(`rtsp://user:${encodeURIComponent(password)}@127.0.0.1/a`);
      expect(parsed?.credentials?.password).toBe(password);
      expect(parsed?.url).toBe('rtsp://127.0.0.1/a');
    }),
  );
});
