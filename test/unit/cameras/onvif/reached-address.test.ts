import { expect, test } from 'vitest';
import { reachedStream, snapshotPlace, withCredentials } from '../../../../main/cameras/onvif/reached-address.ts';

test('a stream on a host of the device’s own is asked for where the device answers', () => {
  expect(reachedStream('rtsp://127.9.9.9:8554/ch1?x=1&y=2', '127.0.0.1')).toBe('rtsp://127.0.0.1:8554/ch1?x=1&y=2');
  expect(reachedStream('rtsp://127.9.9.9/ch1', '127.0.0.1')).toBe('rtsp://127.0.0.1/ch1');
  expect(reachedStream('rtsp://[fe80::1]:554/ch1', '::1')).toBe('rtsp://[::1]/ch1');
});

test('a user and password the device puts into its address are left out', () => {
  expect(reachedStream('rtsp://root:secret@127.0.0.1/ch1', '127.0.0.1')).toBe('rtsp://127.0.0.1/ch1');
});

test('what is no rtsp: address is none', () => {
  for (const text of ['http://127.0.0.1/ch1', 'rtsps://127.0.0.1/', 'rtsp://', 'rtsp://127.0.0.1:99999/', ''])
    expect(reachedStream(text, '127.0.0.1'), text).toBeNull();
  expect(reachedStream('rtsp://127.0.0.1/a\r\nX-Header: 1', '127.0.0.1')).toBeNull();
});

test('user and password go into an address escaped, so that it reads back as it was', () => {
  const address = withCredentials('rtsp://127.0.0.1/ch1', '管理员', 'p@ss:w/o?r#d$&%');
  expect(address.startsWith('rtsp://')).toBe(true);
  const url = new URL(address);
  expect([decodeURIComponent(url.username), decodeURIComponent(url.password), url.host, url.pathname]).toEqual([
    '管理员',
    'p@ss:w/o?r#d$&%',
    '127.0.0.1',
    '/ch1',
  ]);
  expect(withCredentials('rtsp://127.0.0.1/ch1', '', '')).toBe('rtsp://127.0.0.1/ch1');
});

test('of a snapshot’s address only port and path are believed', () => {
  expect(snapshotPlace('http://127.9.9.9:8080/snap.jpg?ch=1')).toEqual({ port: 8080, path: '/snap.jpg?ch=1' });
  expect(snapshotPlace('http://127.9.9.9')).toEqual({ port: 80, path: '/' });
  for (const text of ['https://127.0.0.1/a', 'file:///etc/hosts', 'ftp://127.0.0.1/', '/snap.jpg', ''])
    expect(snapshotPlace(text), text).toBeNull();
});
