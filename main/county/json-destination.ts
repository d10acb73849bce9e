import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Unit } from '#contract/access.ts';
import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import { reportedUnitOf, writeAlarmReport } from './alarm-report.ts';
import type { AlarmChange, Delivery, Destination, WordedMessage } from './destination.ts';
import { HttpExchange, refuseCountyUrl, transportOf } from './http-exchange.ts';
import type { HttpTrust } from './http-exchange.ts';
import { judgeJsonReply } from './json-reply.ts';
import type { OutboxMessage } from './outbox-store.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import type { TestReport } from './report-schemas.ts';
import { signBody } from './signature.ts';
import type { ToIso } from './local-time.ts';

/** One TCP segment: what fits into it gains nothing from compression. */
const compressAboveBytes = 1_400;
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
    const refused = refuseCountyUrl(options.url, options.allowPlain ?? false);
    if (refused !== null) throw new AppError('bad-input', `county.summaries.url: ${refused}`);
    this.#url = new URL(options.url);
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

  together(): number {
    return 1;
  }

  facts(): ReturnType<Destination['facts']> {
    return { clockDriftMs: null, registration: null };
  }

  async deliver([message]: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery> {
    if (message === undefined) throw new RangeError('nothing to deliver');
    const { key, kind, body } = message;
    const timestamp = String(Math.floor(this.#clock.nowMs() / 1000));
    const compressed = body.length > compressAboveBytes;
    const headers = {
      'content-type': 'application/json',
      ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      'user-agent': 'guardroom',
      'idempotency-key': key,
      'x-guardroom-message': kind,
      'x-guardroom-timestamp': timestamp,
      'x-guardroom-signature': signBody(this.#secret, timestamp, body),
    };
    const sent = await this.#http.post(this.#url, headers, compressed ? await compress(body) : body, signal);
    return sent.outcome === 'failed' ? sent : judgeJsonReply(key, sent.reply);
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
