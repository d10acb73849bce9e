/** Written from docs/county.md and RFC 7616 alone, sharing nothing with the station, so that one checks the other. */
import { createHash, createHmac } from 'node:crypto';

/** Null when the signature holds; else what is wrong with it. */
export function complainOfSignature(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  content: Buffer,
  nowMs: number,
): string | null {
  const timestamp = headers['x-guardroom-timestamp'];
  const given = headers['x-guardroom-signature'];
  if (typeof timestamp !== 'string' || typeof given !== 'string') return 'signature or timestamp missing';
  if (!/^\d+$/.test(timestamp)) return 'the timestamp is no number of seconds';
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > 300) return 'the timestamp is more than 5 minutes off';
  const mac = createHmac('sha256', secret);
  mac.update(Buffer.concat([Buffer.from(timestamp + '.', 'ascii'), content]));
  return given === 'v1=' + mac.digest('hex') ? null : 'the signature does not fit';
}

export interface DigestAccount {
  user: string;
  password: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Null when the Authorization header answers this nonce with the right password; else what is wrong with it. */
export function complainOfDigest(header: string, method: string, nonce: string, account: DigestAccount): string | null {
  if (!header.startsWith('Digest ')) return 'no Digest';
  const part = (name: string): string => {
    const found = new RegExp(`[ ,]${name}=(?:"([^"]*)"|([^ ,]+))`).exec(header);
    return found?.[1] ?? found?.[2] ?? '';
  };
  if (part('nonce') !== nonce) return 'another nonce';
  if (part('username') !== account.user) return 'another user';
  const secret = md5([account.user, part('realm'), account.password].join(':'));
  const request = md5([method, part('uri')].join(':'));
  const expected = md5([secret, nonce, part('nc'), part('cnonce'), part('qop'), request].join(':'));
  return part('response') === expected ? null : 'wrong password';
}
