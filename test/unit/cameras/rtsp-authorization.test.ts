import { expect, test } from 'vitest';
import { RtspAuthorization } from '../../../main/cameras/rtsp/rtsp-authorization.ts';
import { parseDigestAnswer, provesPassword } from '../../../main/system/http-digest.ts';

const url = 'rtsp://127.0.0.1/a';
const us = { username: 'admin', password: 'p:ä' };
const md5 = (nonce: string, more = ''): string => `Digest realm="cam", nonce="${nonce}"${more}`;

test('nothing is said before the camera asks', () => {
  expect(new RtspAuthorization(us).headerFor('DESCRIBE', url)).toBeNull();
});

test('Digest proves the password for every method anew', () => {
  const authorization = new RtspAuthorization(us);
  expect(authorization.challenged([md5('n1', ', qop="auth"')], false)).toBe(true);
  for (const method of ['DESCRIBE', 'SETUP', 'TEARDOWN']) {
    const answer = parseDigestAnswer(authorization.headerFor(method, url)!)!;
    expect(answer).toMatchObject({ username: 'admin', uri: url, nonce: 'n1' });
    expect(provesPassword(answer, { method, realm: 'cam', password: us.password })).toBe(true);
  }
});

test('SHA-256 is preferred to MD5, and Digest to Basic, in one header or in several', () => {
  const sha = 'Digest realm="cam", nonce="n2", algorithm=SHA-256';
  for (const headers of [['Basic realm="cam"', md5('n1'), sha], [`Basic realm="cam", ${md5('n1')}, ${sha}`]]) {
    const authorization = new RtspAuthorization(us);
    expect(authorization.challenged(headers, false)).toBe(true);
    expect(parseDigestAnswer(authorization.headerFor('PLAY', url)!)).toMatchObject({
      nonce: 'n2',
      algorithm: 'SHA-256',
    });
  }
});

test('Basic is spoken where nothing else is offered', () => {
  const authorization = new RtspAuthorization(us);
  expect(authorization.challenged(['Basic realm="cam"'], false)).toBe(true);
  expect(authorization.headerFor('PLAY', url)).toBe(`Basic ${Buffer.from('admin:p:ä').toString('base64')}`);
  expect(authorization.challenged(['Basic realm="cam"'], true)).toBe(false);
});

test('a refused password is not tried twice', () => {
  const authorization = new RtspAuthorization(us);
  authorization.challenged([md5('n1')], false);
  expect(authorization.challenged([md5('n2')], true)).toBe(false);
});

test('a stale nonce is replaced, whether the camera calls it stale or only sends another', () => {
  const authorization = new RtspAuthorization(us);
  authorization.challenged([md5('n1')], false);
  expect(authorization.challenged([md5('n2', ', stale=true')], true)).toBe(true);
  authorization.accepted();
  expect(authorization.challenged([md5('n3')], true)).toBe(true);
  expect(authorization.headerFor('PLAY', url)).toContain('nonce="n3"');
});

test('without a password there is nothing to answer', () => {
  expect(new RtspAuthorization(null).challenged([md5('n1')], false)).toBe(false);
});
