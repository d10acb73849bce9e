/**
 * HTTP Digest access authentication: RFC 7616 (MD5, SHA-256, qop=auth) and the old form of RFC 2069 without qop.
 * Used by the RTSP client, the VIID receiver and the county client alike.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

export interface DigestChallenge {
  realm: string;
  nonce: string;
  algorithm: DigestAlgorithm;
  /** `auth` when the server offers it; `auth-int` alone is not spoken here. */
  qop: 'auth' | null;
  opaque: string | null;
  stale: boolean;
}

/** The parameters after a scheme's name. Names come back in lower case; quotes and their escapes are undone. */
export function parseAuthParameters(text: string): Map<string, string> {
  const found = new Map<string, string>();
  // No honest header comes near; what is longer only costs time before anyone has proven anything.
  if (text.length > 8192) return found;
  // name = token | "quoted \" string"; RFC 9110 section 11.2. The look-behind keeps a long word from being tried at
  // each of its letters.
  for (const match of text.matchAll(/(?<![\w-])([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
    const name = match[1]?.toLowerCase();
    if (name !== undefined && !found.has(name)) found.set(name, match[3] ?? (match[2] ?? '').replace(/\\(.)/g, '$1'));
  }
  return found;
}

/**
 * The first Digest of the header we speak; null when it offers none. A server may offer several in one header, each
 * with an algorithm of its own (RFC 7616 section 3.7).
 */
export function parseDigestChallenge(header: string): DigestChallenge | null {
  const starts = [...header.slice(0, 8192).matchAll(/(?:^|,)\s*Digest\s+/gi)];
  for (const [n, start] of starts.entries()) {
    const challenge = readChallenge(header.slice(start.index + start[0].length, starts[n + 1]?.index));
    if (challenge !== null) return challenge;
  }
  return null;
}

function readChallenge(parameters: string): DigestChallenge | null {
  const fields = parseAuthParameters(parameters);
  const nonce = fields.get('nonce');
  const algorithm = algorithmOf(fields.get('algorithm'));
  if (nonce === undefined || algorithm === null) return null;
  // Some devices write qop="" or algorithm="" for "none".
  const offered = fields.get('qop')?.trim();
  const qops = offered === undefined || offered === '' ? undefined : offered.toLowerCase().split(/\s*,\s*/);
  if (qops !== undefined && !qops.includes('auth')) return null;
  return {
    realm: fields.get('realm') ?? '',
    nonce,
    algorithm,
    qop: qops === undefined ? null : 'auth',
    opaque: fields.get('opaque') ?? null,
    stale: fields.get('stale')?.toLowerCase() === 'true',
  };
}

function algorithmOf(name: string | undefined): DigestAlgorithm | null {
  if (name === undefined || name === '' || /^md5$/i.test(name)) return 'MD5';
  return /^sha-256$/i.test(name) ? 'SHA-256' : null;
}

export interface DigestRequest {
  username: string;
  password: string;
  method: string;
  uri: string;
  /** Number of requests sent with this nonce, 1 for the first. */
  count: number;
  clientNonce: string;
}

/** The value of the Authorization header. */
export function answerDigestChallenge(challenge: DigestChallenge, request: DigestRequest): string {
  const nc = request.count.toString(16).padStart(8, '0');
  const response = digestResponse({
    ...challenge,
    ...request,
    nc,
    cnonce: request.clientNonce,
  });
  const quote = (value: string): string => `"${value.replace(/(["\\])/g, '\\$1')}"`;
  const parts = [
    `username=${quote(request.username)}`,
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri=${quote(request.uri)}`,
    `algorithm=${challenge.algorithm}`,
    `response="${response}"`,
  ];
  if (challenge.qop !== null) parts.push(`qop=auth`, `nc=${nc}`, `cnonce=${quote(request.clientNonce)}`);
  if (challenge.opaque !== null) parts.push(`opaque=${quote(challenge.opaque)}`);
  return `Digest ${parts.join(', ')}`;
}

export interface DigestParts {
  username: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  algorithm: DigestAlgorithm;
  qop: string | null;
  nc: string;
  cnonce: string;
}

/** Lower-case hex of the request digest, RFC 7616 section 3.4.1; without qop, RFC 2069 section 2.4. */
export function digestResponse(parts: DigestParts): string {
  const hash = (text: string): string =>
    createHash(parts.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const secret = hash(`${parts.username}:${parts.realm}:${parts.password}`);
  const request = hash(`${parts.method}:${parts.uri}`);
  return parts.qop === null
    ? hash(`${secret}:${parts.nonce}:${request}`)
    : hash(`${secret}:${parts.nonce}:${parts.nc}:${parts.cnonce}:${parts.qop}:${request}`);
}

export interface DigestAnswer {
  username: string;
  realm: string;
  nonce: string;
  uri: string;
  response: string;
  algorithm: DigestAlgorithm;
  qop: string | null;
  nc: string;
  cnonce: string;
}

/** What a client's Authorization header says; null when it is no Digest we speak. */
export function parseDigestAnswer(header: string): DigestAnswer | null {
  const match = /^\s*Digest\s+(.*)$/is.exec(header);
  if (match?.[1] === undefined) return null;
  const fields = parseAuthParameters(match[1]);
  const [username, nonce, uri, response] = ['username', 'nonce', 'uri', 'response'].map((name) => fields.get(name));
  const algorithm = algorithmOf(fields.get('algorithm'));
  if (username === undefined || nonce === undefined || uri === undefined || response === undefined) return null;
  if (algorithm === null) return null;
  return {
    username,
    nonce,
    uri,
    response,
    algorithm,
    realm: fields.get('realm') ?? '',
    qop: fields.get('qop') || null,
    nc: fields.get('nc') ?? '',
    cnonce: fields.get('cnonce') ?? '',
  };
}

/** Whether the answer proves the password for this method. Compares in constant time. */
export function provesPassword(
  answer: DigestAnswer,
  expected: { method: string; realm: string; password: string },
): boolean {
  if (answer.realm !== expected.realm) return false;
  const right = Buffer.from(digestResponse({ ...answer, ...expected }));
  const given = Buffer.from(answer.response.toLowerCase());
  return right.length === given.length && timingSafeEqual(right, given);
}
