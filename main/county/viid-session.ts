import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { hours, seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import { answerDigestChallenge, parseDigestChallenge } from '../system/http-digest.ts';
import type { DigestChallenge } from '../system/http-digest.ts';
import { dateOf, driftOf, localInstant } from './clock-drift.ts';
import type { Delivery, Destination } from './destination.ts';
import { HttpExchange } from './http-exchange.ts';
import type { HttpOutcome, HttpReply, HttpTrust } from './http-exchange.ts';
import type { OffsetAt } from './local-time.ts';
import type { PeerProfile } from './peer-profile.ts';
import { pathUnder } from './receive-route.ts';
import { judgeViidReply, localTimeIn, saysUnregistered } from './viid-reply.ts';

/** Platforms drop a registration after 90 s (some 80 s) without traffic. */
const usualKeepaliveMs = seconds(60);
const usualRegisterEveryMs = hours(1);
/** A server may refuse a nonce as stale that it gave a moment ago; it is asked for another, no more than this often. */
const mostAnswers = 2;

type Method = 'POST' | 'PUT';

export interface ViidSessionOptions {
  /** The platform's address; `/VIID/…` goes below its path. */
  base: URL;
  /** Our own number, 20 digits. */
  id: string;
  user: string;
  password: string;
  profile: PeerProfile;
  clock: Clock;
  offsetAt: OffsetAt;
  trust?: HttpTrust | undefined;
  keepaliveMs?: number | undefined;
  /** Registers anew this often even when all is well; some platforms want it every 5 minutes. */
  registerEveryMs?: number | undefined;
}

/**
 * Registered with an upper platform, and staying so: on schedule, on a 401, after any failure and any refusal, without
 * a person. Of one exchange at most one registration comes, so that a platform that takes registrations and refuses
 * all else is not stormed: how long to wait between exchanges is the lane's.
 */
export class ViidSession {
  readonly #options: ViidSessionOptions;
  readonly #http: HttpExchange;
  readonly #keepaliveMs: number;
  readonly #registerEveryMs: number;
  /** Of the last registration: `monotonicMs` when it was made, `sinceMs` (wall) since when there was no gap. */
  #registered: { monotonicMs: number; atMs: number; sinceMs: number } | null = null;
  /** The platform refused something: it may have forgotten us in words of its own, so it is told again first. */
  #doubted = false;
  #lastTrafficMs = 0;
  #clockDriftMs: number | null = null;

  constructor(options: ViidSessionOptions) {
    this.#options = options;
    this.#keepaliveMs = options.keepaliveMs ?? usualKeepaliveMs;
    this.#registerEveryMs = options.registerEveryMs ?? usualRegisterEveryMs;
    this.#http = new HttpExchange({ clock: options.clock, trust: options.trust ?? {} });
  }

  facts(): ReturnType<Destination['facts']> {
    const held = this.#registered;
    return {
      clockDriftMs: this.#clockDriftMs,
      registration: {
        sinceMs: held?.sinceMs ?? null,
        renewAtMs: held === null ? null : held.atMs + this.#registerEveryMs,
      },
    };
  }

  /** After how long without traffic `keepUp` is due: never later than the next registration. */
  get keepUpAfterMs(): number {
    if (this.#registered === null) return this.#keepaliveMs;
    const renewalMs = this.#registered.monotonicMs + this.#registerEveryMs - this.#lastTrafficMs;
    return Math.min(this.#keepaliveMs, Math.max(seconds(1), renewalMs));
  }

  /** Shows that we are there: by a keepalive, or by registering when that is due. */
  async keepUp(signal: AbortSignal): Promise<Delivery> {
    if (!this.#holds()) return this.#register(signal);
    const kept = await this.#keepAlive(signal);
    return kept.outcome === 'rejected' ? this.#register(signal) : kept;
  }

  /** Registers anew and shows a sign of life, whatever was before. The words are the platform's answers to both. */
  async test(signal: AbortSignal): Promise<Delivery> {
    const registration = await this.#register(signal);
    if (registration.outcome !== 'acknowledged') return registration;
    const kept = await this.#keepAlive(signal);
    return kept.outcome === 'acknowledged' ? { ...kept, words: `${registration.words}; ${kept.words}` } : kept;
  }

  /** Posts as a registered library; a platform that has forgotten us is told again, once. */
  async send(
    url: URL,
    body: Uint8Array,
    signal: AbortSignal,
    ids: readonly string[] = [],
    method: Method = 'POST',
  ): Promise<Delivery> {
    const held = this.#holds();
    if (!held) {
      const registration = await this.#register(signal);
      if (registration.outcome !== 'acknowledged') return registration;
    }
    const first = await this.#post(url, body, signal, method);
    if (!held || first.outcome === 'failed' || !(first.reply.status === 401 || saysUnregistered(first.reply))) {
      return this.#judge(first, ids);
    }
    this.#registered = null;
    const registration = await this.#register(signal);
    if (registration.outcome !== 'acknowledged') return registration;
    return this.#judge(await this.#post(url, body, signal, method), ids);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #keepAlive(signal: AbortSignal): Promise<Delivery> {
    const body = Buffer.from(JSON.stringify({ KeepaliveObject: { DeviceID: this.#options.id } }));
    return this.send(this.#urlOf('/VIID/System/Keepalive'), body, signal);
  }

  #judge(sent: HttpOutcome, ids: readonly string[]): Delivery {
    const delivery = sent.outcome === 'failed' ? sent : judgeViidReply(sent.reply, { ...this.#options.profile, ids });
    switch (delivery.outcome) {
      case 'acknowledged':
        return delivery;
      case 'rejected':
        this.#doubted = true;
        return delivery;
      case 'failed': {
        const unwanted = delivery.reason === 'unauthorised' && this.#registered !== null;
        // After any trouble with the link the next exchange begins with a registration.
        this.#registered = null;
        return unwanted
          ? { ...delivery, detail: `registered, and refused all the same: ${delivery.detail}` }
          : delivery;
      }
    }
  }

  #holds(): boolean {
    const held = this.#registered;
    if (held === null || this.#doubted) return false;
    return this.#options.clock.monotonicMs() - held.monotonicMs < this.#registerEveryMs;
  }

  async #register(signal: AbortSignal): Promise<Delivery> {
    const { id, clock } = this.#options;
    const before = this.#registered;
    this.#registered = null;
    this.#doubted = false;
    const body = Buffer.from(JSON.stringify({ RegisterObject: { DeviceID: id } }));
    const sent = await this.#post(this.#urlOf('/VIID/System/Register'), body, signal);
    const judged = this.#judge(sent, []);
    if (judged.outcome === 'acknowledged') {
      const atMs = clock.nowMs();
      this.#registered = { monotonicMs: clock.monotonicMs(), atMs, sinceMs: before?.sinceMs ?? atMs };
      return judged;
    }
    this.#doubted = false;
    // Refused for what it is: wrong password (400 with some), unknown number (404). Nothing can be sent until that changes.
    return judged.outcome === 'rejected'
      ? { outcome: 'failed', reason: 'unauthorised', detail: `registration refused: ${judged.detail}` }
      : judged;
  }

  #urlOf(path: string): URL {
    const { base } = this.#options;
    return new URL(pathUnder(base, path), base);
  }

  /** Answers a Digest challenge once, and again only where its nonce went stale: a wrong password is not tried twice. */
  async #post(url: URL, body: Uint8Array, signal: AbortSignal, method: Method = 'POST'): Promise<HttpOutcome> {
    const { id, profile } = this.#options;
    const headers = {
      'content-type': profile.contentType,
      'user-identify': id,
      accept: 'application/VIID+JSON, application/json',
    };
    let sent = await this.#exchange(url, headers, body, signal, method);
    for (let answers = 0; answers < mostAnswers; answers++) {
      if (sent.outcome === 'failed' || sent.reply.status !== 401) return sent;
      const challenge = challengeOf(sent.reply);
      if (challenge === null || (answers > 0 && !challenge.stale)) return sent;
      const authorization = this.#answer(challenge, url.pathname + url.search, method);
      sent = await this.#exchange(url, { ...headers, authorization }, body, signal, method);
    }
    return sent;
  }

  async #exchange(...[url, headers, body, signal, method]: Parameters<HttpExchange['post']>): Promise<HttpOutcome> {
    const { clock, offsetAt } = this.#options;
    const sentAtMs = clock.nowMs();
    const sent = await this.#http.post(url, headers, body, signal, method);
    this.#lastTrafficMs = clock.monotonicMs();
    if (sent.outcome === 'failed') return sent;
    const localTime = localTimeIn(sent.reply);
    const shownMs = (localTime === null ? null : localInstant(localTime, offsetAt)) ?? dateOf(sent.reply);
    if (shownMs !== null) this.#clockDriftMs = driftOf(shownMs, { sentAtMs, receivedAtMs: clock.nowMs() });
    return sent;
  }

  #answer(challenge: DigestChallenge, uri: string, method: Method): string {
    const { user, password } = this.#options;
    const answer = answerDigestChallenge(challenge, {
      ...{ username: user, password, method, uri },
      // Each challenge is answered once, so each nonce is used once.
      count: 1,
      clientNonce: randomBytes(8).toString('hex'),
    });
    // A realm or a user in Chinese goes as the bytes of its UTF-8: a header holds no more than a byte a character.
    return Buffer.from(answer).toString('latin1');
  }
}

function challengeOf({ headers }: HttpReply): DigestChallenge | null {
  const offered = [headers['www-authenticate'] ?? []].flat();
  return offered.map((header) => parseDigestChallenge(asText(header))).find((found) => found !== null) ?? null;
}

/** HTTP hands over bytes, one a character; a realm in Chinese is UTF-8. */
function asText(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : header;
}
