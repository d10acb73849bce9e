import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Unit } from '#contract/access.ts';
import type { Clock } from '../system/clock.ts';
import { reportedUnitOf, writeAlarmReport } from './alarm-report.ts';
import { dateOf, driftOf } from './clock-drift.ts';
import type { AlarmChange, Delivery, Destination, WordedMessage } from './destination.ts';
import { countyUrl, HttpExchange, transportOf } from './http-exchange.ts';
import type { HttpOutcome, HttpTrust } from './http-exchange.ts';
import { bundleTaken, headForOneBundle, writeBundle } from './json-bundle.ts';
import { judgeBundleReply, judgeJsonReply } from './json-reply.ts';
import type { OutboxMessage } from './outbox-store.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import type { TestReport } from './report-schemas.ts';
import { signBody } from './signature.ts';
import type { ToIso } from './local-time.ts';

/** One TCP segment: what fits into it gains nothing from compression. */
const compressAboveBytes = 1_400;
/** Further apart than this, a county refuses what is signed (docs/county.md): worth saying when it refuses. */
const suspiciousDriftMs = 60_000;
const compress = promisify(gzip);

/** Our own signed JSON over HTTP: summaries and alarms. */
export class JsonDestination implements Destination {
  readonly name = 'summaries';
  readonly way = 'json';
  readonly title = null;
  readonly platformId = null;
  readonly address: string;
  readonly transport: Destination['transport'];
  readonly takesSummaries = true;
  /** There is nothing to keep up: each message stands alone. */
  readonly keepUp = null;
  readonly #url: URL;
  readonly #secret: string;
  readonly #unit: Unit;
  readonly #alarms: boolean;
  readonly #clock: Clock;
  readonly #toIso: ToIso;
  readonly #http: HttpExchange;
  /** Messages that may share an exchange, as the county said last. */
  #taken = 1;
  /** Less than it says, once it found a bundle too large. */
  #takenAtMost = Infinity;
  #clockDriftMs: number | null = null;

  constructor(options: {
    url: string;
    secret: string;
    unit: Unit;
    clock: Clock;
    toIso: ToIso;
    /** Whether alarms go this way too. */
    alarms?: boolean | undefined;
    allowPlain?: boolean | undefined;
    trust?: HttpTrust | undefined;
  }) {
    this.#url = countyUrl('county.summaries.url', options.url, options.allowPlain ?? false);
    this.address = `${this.#url.origin}${this.#url.pathname}`;
    this.transport = transportOf(this.#url);
    this.#secret = options.secret;
    this.#unit = options.unit;
    this.#alarms = options.alarms ?? true;
    this.#clock = options.clock;
    this.#toIso = options.toIso;
    this.#http = new HttpExchange({ clock: options.clock, trust: options.trust ?? {} });
  }

  alarmMessage(key: string, alarm: EntryAlarm, change: AlarmChange): WordedMessage | null {
    if (!this.#alarms) return null;
    const report = writeAlarmReport({ key, unit: this.#unit, alarm, change, toIso: this.#toIso });
    return { key, kind: 'alarm', route: null, body: Buffer.from(JSON.stringify(report)) };
  }

  testMessage(key: string): WordedMessage {
    const unit = reportedUnitOf(this.#unit);
    const sentAt = this.#toIso(this.#clock.nowMs());
    const report: TestReport = { schema: 'guardroom/test', version: 1, key, unit, sentAt };
    return { key, kind: 'test', route: null, body: Buffer.from(JSON.stringify(report)) };
  }

  together(messages: readonly OutboxMessage[]): number {
    return headForOneBundle(messages, Math.min(this.#taken, this.#takenAtMost));
  }

  facts(): ReturnType<Destination['facts']> {
    return { clockDriftMs: this.#clockDriftMs, registration: null };
  }

  async deliver(messages: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery> {
    const [head] = messages;
    if (head === undefined) throw new RangeError('nothing to deliver');
    if (messages.length > 1) return this.#deliverTogether(messages, signal);
    const sent = await this.#post(head, head.kind, signal);
    if (sent.outcome === 'failed') return sent;
    const delivery = judgeJsonReply(head.key, sent.reply);
    if (delivery.outcome === 'acknowledged') this.#taken = bundleTaken(sent.reply.headers['guardroom-bundle']);
    return this.#withDrift(delivery);
  }

  /** Whatever is amiss with the bundle itself, the messages go one by one, and their replies tell what it is. */
  async #deliverTogether(messages: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery> {
    if (messages.some(({ kind, route }) => kind !== messages[0]?.kind || route !== null)) {
      throw new RangeError('these messages do not go into one bundle');
    }
    const bundle = writeBundle(messages);
    const sent = await this.#post(bundle, 'bundle', signal);
    if (sent.outcome === 'failed') return sent;
    const { status, headers } = sent.reply;
    const keys = messages.map(({ key }) => key);
    const delivery = judgeBundleReply(bundle.key, keys, sent.reply);
    if (delivery.outcome === 'acknowledged') this.#taken = bundleTaken(headers['guardroom-bundle']);
    if (delivery.outcome === 'rejected') this.#taken = 1;
    if (status === 413) this.#takenAtMost = Math.max(1, Math.floor(messages.length / 2));
    return this.#withDrift(delivery);
  }

  #withDrift(delivery: Delivery): Delivery {
    const drift = this.#clockDriftMs ?? 0;
    if (delivery.outcome !== 'failed' || delivery.reason !== 'unauthorised') return delivery;
    if (Math.abs(drift) < suspiciousDriftMs) return delivery;
    const off = `the county's clock is ${Math.round(Math.abs(drift) / 1000)} s ${drift > 0 ? 'ahead' : 'behind'}`;
    return { ...delivery, detail: `${off}; ${delivery.detail}` };
  }

  async #post(
    { key, body }: Pick<OutboxMessage, 'key' | 'body'>,
    message: string,
    signal: AbortSignal,
  ): Promise<HttpOutcome> {
    const sentAtMs = this.#clock.nowMs();
    const timestamp = String(Math.floor(sentAtMs / 1000));
    const compressed = body.length > compressAboveBytes;
    const headers = {
      'content-type': 'application/json',
      ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      'user-agent': 'guardroom',
      'idempotency-key': key,
      'x-guardroom-message': message,
      'x-guardroom-timestamp': timestamp,
      'x-guardroom-signature': signBody(this.#secret, timestamp, body),
    };
    const sent = await this.#http.post(this.#url, headers, compressed ? await compress(body) : body, signal);
    const shownMs = sent.outcome === 'reply' ? dateOf(sent.reply) : null;
    if (shownMs !== null) {
      this.#clockDriftMs = driftOf(shownMs, { sentAtMs, receivedAtMs: this.#clock.nowMs() });
    }
    return sent;
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
