import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerDigestChallenge,
  digestResponse,
  parseAuthParameters,
  parseDigestAnswer,
  parseDigestChallenge,
  provesPassword,
} from '../../../main/system/http-digest.ts';

/** What a platform and a camera of the field said to each other; the camera's password is not known. */
const fieldChallenge =
  'Digest realm="viid",qop="auth",nonce="d6c127eab3c64123bf79f2abd4c95096",opaque="426e13372e224b78912afe147f1345ad"';
const fieldAnswer =
  'Digest username="hik", realm="viid", nonce="d6c127eab3c64123bf79f2abd4c95096", uri="/VIID/System/Register", ' +
  'qop=auth, nc=00000001, cnonce="pwz08088", algorithm=MD5, opaque="426e13372e224b78912afe147f1345ad", ' +
  'response="ab47b96080378e817233fad448de7f31"';
const registering = { method: 'POST', realm: 'viid', password: 'open sesame' };

describe('against published values', () => {
  test('RFC 2617 section 3.5, MD5 with qop', () => {
    const response = digestResponse({
      ...{ username: 'Mufasa', realm: 'testrealm@host.com', password: 'Circle Of Life' },
      ...{ method: 'GET', uri: '/dir/index.html', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093' },
      ...{ algorithm: 'MD5', qop: 'auth', nc: '00000001', cnonce: '0a4f113b' },
    });
    expect(response).toBe('6629fae49393a05397450978507c4ef1');
  });

  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('RFC 7616 section 3.9.1, %s', (algorithm, response) => {
    const parts = {
      ...{ username: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life' },
      ...{ method: 'GET', uri: '/dir/index.html', nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v' },
      ...{ algorithm, qop: 'auth', nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
    };
    expect(digestResponse(parts)).toBe(response);
  });
});

describe('with the values of a registration in the field', () => {
  test('the challenge is read, and answered in a form the same parser reads', () => {
    const challenge = parseDigestChallenge(fieldChallenge);
    expect(challenge).toEqual({
      realm: 'viid',
      nonce: 'd6c127eab3c64123bf79f2abd4c95096',
      algorithm: 'MD5',
      qop: 'auth',
      opaque: '426e13372e224b78912afe147f1345ad',
      stale: false,
    });
    const header = answerDigestChallenge(challenge!, {
      ...{ username: 'hik', password: 'open sesame', method: 'POST', uri: '/VIID/System/Register' },
      ...{ count: 1, clientNonce: 'pwz08088' },
    });
    // The response was computed with md5sum.
    expect(parseDigestAnswer(header)).toEqual({
      ...parseDigestAnswer(fieldAnswer),
      response: 'c408cdd42a9b91c17259a9ac0b22d532',
    });
    expect(provesPassword(parseDigestAnswer(header)!, registering)).toBe(true);
  });

  test("the camera's answer is read as it was sent, and proves no password but its own", () => {
    const answer = parseDigestAnswer(fieldAnswer);
    expect(answer).toEqual({
      ...{ username: 'hik', realm: 'viid', nonce: 'd6c127eab3c64123bf79f2abd4c95096', uri: '/VIID/System/Register' },
      ...{ qop: 'auth', nc: '00000001', cnonce: 'pwz08088', algorithm: 'MD5' },
      response: 'ab47b96080378e817233fad448de7f31',
    });
    expect(provesPassword(answer!, registering)).toBe(false);
  });

  test('the old form without qop, a quoted algorithm and no opaque is understood', () => {
    const header =
      'Digest username="cam",realm="viid",nonce="d6c127eab3c64123bf79f2abd4c95096",uri="/VIID/System/Register",' +
      'algorithm="MD5",response="9e25eb3572d473cd2788ee9d24be7aeb"'; // by md5sum
    const answer = parseDigestAnswer(header);
    expect(answer?.qop).toBeNull();
    expect(provesPassword(answer!, registering)).toBe(true);
    expect(provesPassword(answer!, { ...registering, method: 'GET' })).toBe(false);
    expect(provesPassword(answer!, { ...registering, realm: 'other' })).toBe(false);
    expect(provesPassword(answer!, { ...registering, password: 'open sesamE' })).toBe(false);
  });
});

describe('dialects of headers', () => {
  test('empty qop and algorithm mean none', () => {
    expect(parseDigestChallenge('Digest realm="r", nonce="n", qop="", algorithm=""')).toMatchObject({
      ...{ qop: null, algorithm: 'MD5' },
    });
    expect(parseDigestAnswer('Digest username="u",nonce="n",uri="/",response="r",qop="",algorithm=""')).toMatchObject({
      ...{ qop: null, algorithm: 'MD5' },
    });
  });

  test('of several challenges the first that is spoken here is taken', () => {
    const header =
      'Basic realm="r", Digest realm="r", nonce="1", algorithm=SHA-512-256, qop="auth", ' +
      'Digest realm="r", nonce="2", algorithm=SHA-256, qop="auth,auth-int", Digest realm="r", nonce="3"';
    expect(parseDigestChallenge(header)).toMatchObject({ nonce: '2', algorithm: 'SHA-256', qop: 'auth' });
  });

  test('auth-int alone, other algorithms and other schemes are not spoken', () => {
    for (const header of ['Digest realm="r", nonce="n", qop="auth-int"', 'Digest nonce="n", algorithm=MD5-sess']) {
      expect(parseDigestChallenge(header)).toBeNull();
    }
    expect(parseDigestChallenge('Basic realm="r"')).toBeNull();
    expect(parseDigestAnswer('Basic Y2FtOng=')).toBeNull();
    expect(parseDigestAnswer('Digest username="u"')).toBeNull();
  });

  test('quotes and commas inside a value are part of it', () => {
    expect(Object.fromEntries(parseAuthParameters('a="x, \\"y\\"=z" , b = c,A="second"'))).toEqual({
      ...{ a: 'x, "y"=z', b: 'c' },
    });
  });
});

test('no header makes the parsers throw', () => {
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('Digest ', 'username', 'nonce', 'uri', 'response', '=', '"', '\\', ',', ' ', 'auth', 'a'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(header, (text) => {
      for (const given of [text, `Digest ${text}`]) {
        parseDigestChallenge(given);
        const answer = parseDigestAnswer(given);
        if (answer !== null) provesPassword(answer, registering);
      }
    }),
  );
});

test('what is answered is always read back the same', () => {
  const text = fc.string({ unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(text, text, text, fc.constantFrom('MD5', 'SHA-256'), (username, realm, password, algorithm) => {
      const challenge = { realm, nonce: 'n', algorithm, qop: 'auth', opaque: null, stale: false } as const;
      const request = { username, password, method: 'POST', uri: '/x', count: 1, clientNonce: 'c' };
      const answer = parseDigestAnswer(answerDigestChallenge(challenge, request));
      return answer !== null && provesPassword(answer, { method: 'POST', realm, password });
    }),
  );
});
