import { randomBytes } from 'node:crypto';
import { answerDigestChallenge, parseDigestChallenge } from '../../system/http-digest.ts';
import type { DigestChallenge } from '../../system/http-digest.ts';
import type { Credentials } from './rtsp-address.ts';

/** Proves our password to one camera: Digest (SHA-256 before MD5) where it is offered, else Basic. RFC 7616, RFC 7617. */
export class RtspAuthorization {
  readonly #credentials: Credentials | null;
  #digest: DigestChallenge | null = null;
  #basic = false;
  #count = 0;
  #proven = false;

  constructor(credentials: Credentials | null) {
    this.#credentials = credentials;
  }

  /** Null as long as the camera has not asked. */
  headerFor(method: string, url: string): string | null {
    if (this.#credentials === null) return null;
    const { username, password } = this.#credentials;
    if (this.#digest !== null) {
      this.#count += 1;
      return answerDigestChallenge(this.#digest, {
        username,
        password,
        method,
        uri: url,
        count: this.#count,
        clientNonce: randomBytes(8).toString('hex'),
      });
    }
    return this.#basic ? `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` : null;
  }

  /**
   * Takes the WWW-Authenticate headers of a 401. True when asking again makes sense: the camera had not asked before,
   * or says that only our nonce was stale. Asking again with a refused password would count against the account.
   */
  challenged(headers: readonly string[], sentAuthorization: boolean): boolean {
    if (this.#credentials === null) return false;
    const offers = headers
      .flatMap(splitChallenges)
      .map(parseDigestChallenge)
      .filter((offer) => offer !== null);
    const best = offers.find((offer) => offer.algorithm === 'SHA-256') ?? offers[0] ?? null;
    const known = this.#digest;
    if (best !== null) {
      this.#digest = best;
      this.#count = 0;
      if (!sentAuthorization || known === null) return true;
      return best.nonce !== known.nonce && (best.stale || this.#proven);
    }
    this.#digest = null;
    const first = !this.#basic;
    this.#basic = headers.some((header) => /(?:^|,)\s*Basic\b/i.test(header));
    return this.#basic && first;
  }

  /** The camera took our answer: a later 401 with another nonce means an expired nonce, not a wrong password. */
  accepted(): void {
    if (this.#digest !== null || this.#basic) this.#proven = true;
  }
}

/** One header may carry several challenges: each begins with a scheme and a parameter, or a scheme alone. */
function splitChallenges(header: string): string[] {
  return header.split(/,\s*(?=(?:Digest|Basic)\s)/i);
}
