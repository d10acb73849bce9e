import { randomBytes } from 'node:crypto';
import { AppError } from '../system/app-error.ts';
import { hours, seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import { answerDigestChallenge, parseDigestChallenge } from '../system/http-digest.ts';
import type { AlarmChange, Delivery, Destination, WordedMessage } from './destination.ts';
import { HttpExchange, refuseCountyUrl, transportOf } from './http-exchange.ts';
import type { HttpOutcome, HttpReply, HttpTrust } from './http-exchange.ts';
import type { OffsetAt } from './local-time.ts';
import type { OutboxMessage } from './outbox-store.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import { writeDispositionNotification } from './viid-alarm.ts';
import { judgeViidReply } from './viid-reply.ts';

/** Platforms drop a registration after 90 s (some 80 s) without traffic. */
const keepaliveEveryMs = seconds(60);

/** GA/T 1400 upward: registers as a view library (503), keeps alive, reports alarms as DispositionNotifications. */
export class ViidDestination implements Destination {
  readonly name: string;
  readonly way = 'viid';
  readonly title: string | null;
  readonly platformId: string | null;
  readonly address: string;
  readonly transport: Destination['transport'];
  readonly takesSummaries = false;
  readonly keepUp: { readonly everyMs: number; run(signal: AbortSignal): Promise<Delivery> };
  readonly #base: URL;
  readonly #id: string;
  readonly #user: string;
  readonly #password: string;
  readonly #clock: Clock;
  readonly #offsetAt: OffsetAt;
  readonly #http: HttpExchange;
  readonly #registerEveryMs: number;
  /** Monotonic; null while not registered. */
  #registeredAtMs: number | null = null;

  constructor(options: {
    name: string;
    /** What the unit calls the platform. */
    title: string | null;
    /** The platform's own number, under which it orders and subscribes. */
    platformId: string | null;
    url: string;
    /** Our own number, 20 digits. */
    id: string;
    user: string;
    password: string;
    clock: Clock;
    offsetAt: OffsetAt;
    /** GA/T 1400 is spoken over plain http nearly everywhere, so it is allowed unless this is false. */
    allowPlain?: boolean | undefined;
    trust?: HttpTrust | undefined;
    keepaliveEveryMs?: number | undefined;
    /** Registers anew this often even when all is well; some platforms want it every 5 minutes. */
    registerEveryMs?: number | undefined;
  }) {
    const refused = refuseCountyUrl(options.url, options.allowPlain ?? true);
    if (refused !== null) throw new AppError('bad-input', `county.viid.url: ${refused}`);
    this.#base = new URL(options.url);
    this.address = this.#base.origin;
    this.transport = transportOf(this.#base);
    this.name = options.name;
    this.title = options.title;
    this.platformId = options.platformId;
    this.#id = options.id;
    this.#user = options.user;
    this.#password = options.password;
    this.#clock = options.clock;
    this.#offsetAt = options.offsetAt;
    this.#registerEveryMs = options.registerEveryMs ?? hours(1);
    this.#http = new HttpExchange({ clock: options.clock, trust: options.trust ?? {} });
    this.keepUp = {
      everyMs: options.keepaliveEveryMs ?? keepaliveEveryMs,
      run: (signal) => this.#keepUp(signal),
    };
  }

  /** The standard has a word for an alarm, none for what became of it, nor for nobody looking at it. */
  alarmMessage(key: string, alarm: EntryAlarm, change: AlarmChange): WordedMessage | null {
    if (change !== 'raised') return null;
    const body = Buffer.from(JSON.stringify(writeDispositionNotification(alarm, this.#id, this.#offsetAt)));
    return { key, kind: 'alarm', route: null, body };
  }

  /** The standard has no test: it registers anew and shows a sign of life, which is answered in the platform's own words. */
  testMessage(key: string): WordedMessage {
    return { key, kind: 'test', route: null, body: Buffer.alloc(0) };
  }

  together(): number {
    return 1;
  }

  facts(): ReturnType<Destination['facts']> {
    return { clockDriftMs: null, registration: null };
  }

  deliver([message]: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery> {
    if (message === undefined) throw new RangeError('nothing to deliver');
    if (message.kind === 'test') {
      this.#registeredAtMs = null;
      return this.#keepUp(signal);
    }
    return this.#registered(message.route ?? '/VIID/DispositionNotifications', message.body, signal);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #keepUp(signal: AbortSignal): Promise<Delivery> {
    if (!this.#isRegistered()) return this.#register(signal);
    const body = Buffer.from(JSON.stringify({ KeepaliveObject: { DeviceID: this.#id } }));
    const kept = await this.#registered('/VIID/System/Keepalive', body, signal);
    if (kept.outcome !== 'rejected') return kept;
    // A platform that refuses a keepalive has forgotten us in words of its own.
    this.#registeredAtMs = null;
    return this.#register(signal);
  }

  /** Posts as a registered library; a 401 means that the platform has forgotten us, so it is told again, once. */
  async #registered(path: string, body: Uint8Array, signal: AbortSignal): Promise<Delivery> {
    const wasRegistered = this.#isRegistered();
    if (!wasRegistered) {
      const registration = await this.#register(signal);
      if (registration.outcome !== 'acknowledged') return registration;
    }
    const first = await this.#post(path, body, signal);
    if (first.outcome === 'reply' && first.reply.status === 401 && wasRegistered) {
      const registration = await this.#register(signal);
      if (registration.outcome !== 'acknowledged') return registration;
      return this.#judge(await this.#post(path, body, signal));
    }
    return this.#judge(first);
  }

  #judge(sent: HttpOutcome): Delivery {
    const delivery = sent.outcome === 'failed' ? sent : judgeViidReply(sent.reply);
    // After any trouble with the link the next exchange begins with a registration.
    if (delivery.outcome === 'failed') this.#registeredAtMs = null;
    return delivery;
  }

  #isRegistered(): boolean {
    return this.#registeredAtMs !== null && this.#clock.monotonicMs() - this.#registeredAtMs < this.#registerEveryMs;
  }

  async #register(signal: AbortSignal): Promise<Delivery> {
    this.#registeredAtMs = null;
    const body = Buffer.from(JSON.stringify({ RegisterObject: { DeviceID: this.#id } }));
    const sent = await this.#post('/VIID/System/Register', body, signal);
    if (sent.outcome === 'failed') return sent;
    const judged = judgeViidReply(sent.reply);
    if (judged.outcome === 'acknowledged') {
      this.#registeredAtMs = this.#clock.monotonicMs();
      return judged;
    }
    // Refused for what it is: wrong password (400 with some), unknown number (404). Nothing can be sent until that changes.
    return judged.outcome === 'rejected'
      ? { outcome: 'failed', reason: 'unauthorised', detail: `registration refused: ${judged.detail}` }
      : judged;
  }

  /** Answers a Digest challenge, once. */
  async #post(path: string, body: Uint8Array, signal: AbortSignal): Promise<HttpOutcome> {
    const url = new URL(this.#base.pathname.replace(/\/$/, '') + path, this.#base);
    const headers = {
      'content-type': 'application/VIID+JSON;charset=UTF-8',
      'user-identify': this.#id,
      accept: 'application/VIID+JSON, application/json',
    };
    const first = await this.#http.post(url, headers, body, signal);
    if (first.outcome === 'failed' || first.reply.status !== 401) return first;
    const authorization = this.#answer(first.reply, url.pathname);
    return authorization === null ? first : this.#http.post(url, { ...headers, authorization }, body, signal);
  }

  #answer({ headers }: HttpReply, uri: string): string | null {
    const challenge = [headers['www-authenticate'] ?? []]
      .flat()
      .map(parseDigestChallenge)
      .find((found) => found !== null);
    if (challenge === undefined) return null;
    return answerDigestChallenge(challenge, {
      username: this.#user,
      password: this.#password,
      method: 'POST',
      uri,
      // Each challenge is answered once, so each nonce is used once.
      count: 1,
      clientNonce: randomBytes(8).toString('hex'),
    });
  }
}
