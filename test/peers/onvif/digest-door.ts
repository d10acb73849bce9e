import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The server's side of HTTP Digest (RFC 7616, MD5, qop=auth), written apart from ours; each nonce is good once. */
export class DigestDoor {
  readonly #realm: string;
  readonly #user: string;
  readonly #password: string;
  readonly #nonces = new Set<string>();

  constructor(realm: string, user: string, password: string) {
    this.#realm = realm;
    this.#user = user;
    this.#password = password;
  }

  challenge(nonce: string): string {
    this.#nonces.add(nonce);
    return `Digest realm="${this.#realm}", nonce="${nonce}", qop="auth", algorithm=MD5`;
  }

  lets({ headers, method = '', url = '' }: IncomingMessage): boolean {
    const given = new Map(
      [...(headers.authorization ?? '').matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]+))/g)].map((match) => [
        match[1]!,
        match[2] ?? match[3]!,
      ]),
    );
    const [nonce = '', nc = '', cnonce = ''] = [given.get('nonce'), given.get('nc'), given.get('cnonce')];
    if (!this.#nonces.delete(nonce) || given.get('uri') !== url) return false;
    const secret = md5(`${this.#user}:${this.#realm}:${this.#password}`);
    const wanted = md5(`${secret}:${nonce}:${nc}:${cnonce}:auth:${md5(`${method}:${url}`)}`);
    return given.get('username') === this.#user && given.get('response') === wanted;
  }
}
