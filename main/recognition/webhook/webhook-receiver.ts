/**
 * The webhook: `POST /recognition/webhook/{source}` with a bearer token, one sighting in JSON. An HTTP server of its
 * own, on loopback unless told otherwise, so that what may be reached from the cameras' network is only this.
 *
 *   201 { outcome: 'new', id, dropped, pictureFaults }      kept: it is on disk
 *   200 { outcome: 'known', … }                             the same id came before
 *   400 { error: 'bad-json' | 'bad-input', issues: [{ path, message }] }
 *   401 404 405 413 429 500 503 { error, issues: [] }       429 and 503 with Retry-After
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { EventSource, SourceDevice } from '../event-source.ts';
import { SourceTally } from '../source-tally.ts';
import type { TallySnapshot } from '../source-tally.ts';
import type { Take } from '../take.ts';
import { guardConnections } from '../viid/connection-guard.ts';
import { DeviceBudget } from '../viid/device-budget.ts';
import type { BudgetLimits } from '../viid/device-budget.ts';
import { BodyMemory, receiveBody } from '../viid/request-body.ts';
import type { ReceivedBody } from '../viid/request-body.ts';
import { readWebhookSighting } from './webhook-sighting.ts';
import type { WebhookIssue } from './webhook-sighting.ts';

export interface WebhookSource {
  /** In the path. */
  name: string;
  token: string;
  /** Asked every time: a camera may be renamed or removed while its source goes on reporting. */
  cameraId: () => string | null;
}

export interface WebhookReceiverOptions {
  listen: { host: string; port: number };
  sources: readonly WebhookSource[];
  take: Take;
  clock: Clock;
  log: Log;
  /** What one source may ask of us. */
  budget?: BudgetLimits;
}

const largestBodyBytes = 16 * 1024 * 1024;
const mostBodyBytesInMemory = 128 * 1024 * 1024;
const connectionLimits = { total: 256, perAddress: 64 };
const usualBudget: BudgetLimits = { inFlight: 8, postsPerSecond: 50, burst: 200 };

const errorStatus = {
  'bad-json': 400,
  'bad-input': 400,
  unauthorized: 401,
  'not-found': 404,
  'not-allowed': 405,
  'too-large': 413,
  'too-many': 429,
  internal: 500,
  busy: 503,
} as const;
type WebhookError = keyof typeof errorStatus;

interface Known {
  source: WebhookSource;
  deviceId: string;
  tokenDigest: Buffer;
  tally: SourceTally;
}

interface Visit {
  known: Known | null;
  bodyBytes: number;
}

export class WebhookReceiver implements EventSource {
  readonly #options: WebhookReceiverOptions;
  readonly #app: FastifyInstance;
  readonly #known: ReadonlyMap<string, Known>;
  readonly #budget: DeviceBudget;
  readonly #memory = new BodyMemory(mostBodyBytesInMemory);
  readonly #visits = new WeakMap<FastifyRequest, Visit>();
  #sinceMs: number;
  #address: string | null = null;

  constructor(options: WebhookReceiverOptions) {
    const { sources, clock, budget = usualBudget } = options;
    this.#options = options;
    this.#sinceMs = clock.nowMs();
    this.#budget = new DeviceBudget(budget, clock);
    this.#known = new Map(
      sources.map((source) => [
        source.name,
        {
          ...{ source, deviceId: `webhook:${source.name}`.slice(0, 128), tally: new SourceTally(clock) },
          tokenDigest: sha256(source.token),
        },
      ]),
    );
    this.#app = this.#build();
  }

  /** `http://127.0.0.1:18401`; null before the start. */
  get address(): string | null {
    return this.#address;
  }

  async start(): Promise<void> {
    const { listen, clock } = this.#options;
    try {
      await this.#app.listen(listen);
    } catch (error) {
      const place = `${listen.host}:${listen.port}`;
      throw new AppError('unavailable', `the webhook cannot listen on ${place}: ${reasonOf(error)}`, { cause: error });
    }
    const bound = this.#app.server.address() as AddressInfo;
    const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    this.#address = `http://${host}:${bound.port}`;
    this.#sinceMs = clock.nowMs();
  }

  /** Takes no more connections, answers what has arrived, then closes; after five seconds it closes regardless. */
  async stop(): Promise<void> {
    const { server } = this.#app;
    const { clock } = this.#options;
    const stopSweeping = clock.every(100, () => server.closeIdleConnections());
    const stopWaiting = clock.after(seconds(5), () => server.closeAllConnections());
    try {
      await this.#app.close();
    } finally {
      stopSweeping();
      stopWaiting();
    }
  }

  devices(): SourceDevice[] {
    return [...this.#known.values()].map(({ source, deviceId, tally }) => ({
      ...{ source: 'webhook', deviceId, cameraId: source.cameraId() },
      channel: { state: 'listening', sinceMs: this.#sinceMs },
      ...{ lastHeardAtMs: tally.lastHeardAtMs, sightings: tally.sightings, clockDriftMs: tally.clockDriftMs },
    }));
  }

  tallies(): Readonly<Record<string, TallySnapshot>> {
    return Object.fromEntries([...this.#known.values()].map(({ deviceId, tally }) => [deviceId, tally.snapshot()]));
  }

  #build(): FastifyInstance {
    const { log } = this.#options;
    const app = fastify({
      logger: false,
      bodyLimit: largestBodyBytes,
      exposeHeadRoutes: false,
      return503OnClosing: false,
      forceCloseConnections: 'idle',
      requestTimeout: seconds(60),
      http: { headersTimeout: seconds(15), maxHeaderSize: 16 * 1024 },
      frameworkErrors: (_error, _request, reply) => void refuse(reply, 'not-found'),
    });
    guardConnections(app.server, connectionLimits, () => log.warn('too many connections to the webhook'));
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
      this.#receive(request, payload),
    );
    app.addHook('onRequest', async (request) => {
      // The body is asked what it is; senders name all kinds of types, or none.
      delete request.raw.headers['content-type'];
    });
    app.setErrorHandler((error, _request, reply) => {
      log.error('a webhook request failed', { reason: reasonOf(error) });
      return refuse(reply, 'internal');
    });
    app.setNotFoundHandler((request, reply) =>
      /^\/recognition\/webhook\/[^/?]+(?:\?|$)/.test(request.url)
        ? refuse(reply.header('allow', 'POST'), 'not-allowed')
        : refuse(reply, 'not-found'),
    );
    app.route<{ Params: { source: string } }>({
      method: 'POST',
      url: '/recognition/webhook/:source',
      onRequest: (request, reply) => this.#admit(request.params.source, request, reply),
      handler: (request, reply) => this.#post(request, reply),
    });
    return app;
  }

  /** Before a byte of the body is read: is it a source, and may it post now? */
  async #admit(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const visit: Visit = { known: null, bodyBytes: 0 };
    this.#visits.set(request, visit);
    reply.raw.once('close', () => this.#memory.give(visit.bodyBytes));
    const known = this.#known.get(name);
    const given = sha256(/^Bearer +(\S{1,512}) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    // Digests are of one length, and a name that does not exist takes as long as one that does.
    const right = timingSafeEqual(given, known?.tokenDigest ?? sha256('no such source'));
    if (known === undefined || !right) return refuse(reply.header('www-authenticate', 'Bearer'), 'unauthorized');
    const release = this.#budget.admit(name);
    if (release === null) return refuse(reply.header('retry-after', '1'), 'too-many');
    reply.raw.once('close', release);
    visit.known = known;
    return undefined;
  }

  #receive(request: FastifyRequest, payload: IncomingMessage): Promise<ReceivedBody> {
    const visit = this.#visits.get(request);
    return receiveBody(payload, largestBodyBytes, (bytes) => {
      if (visit === undefined || !this.#memory.take(bytes)) return false;
      visit.bodyBytes += bytes;
      return true;
    });
  }

  async #post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const known = this.#visits.get(request)?.known ?? null;
    if (known === null) throw new Error('a post got past the door without its source');
    const { source, deviceId, tally } = known;
    tally.heard();
    const body = request.body as ReceivedBody | undefined;
    if (body?.state === 'too-large') return refuse(reply, 'too-large');
    if (body?.state === 'no-room') return refuse(reply.header('retry-after', '1'), 'busy');
    const json = readJson(body?.bytes ?? Buffer.alloc(0));
    if (json === null) {
      tally.unreadable('not-json');
      return refuse(reply, 'bad-json', [{ path: '', message: 'the body is not JSON in UTF-8' }]);
    }
    const owner = { deviceId, cameraId: source.cameraId() };
    const read = readWebhookSighting(json.value, owner, this.#options.clock.nowMs());
    if (read.outcome === 'refused') {
      tally.unreadable('bad-input');
      return refuse(reply, 'bad-input', read.issues);
    }
    tally.dropped(read.dropped.map((path) => path.replace(/[[\]\d]/g, '')));
    tally.pictureFaults(read.pictureFaults.map(({ fault }) => fault));
    let outcome;
    try {
      outcome = (await this.#options.take([read.sighting]))[0]?.outcome ?? 'refused';
    } catch (error) {
      this.#options.log.error('a sighting of the webhook was not taken', { deviceId, reason: reasonOf(error) });
      const passing = error instanceof AppError && (error.code === 'unavailable' || error.code === 'disk-full');
      return passing ? refuse(reply.header('retry-after', '1'), 'busy') : refuse(reply, 'internal');
    }
    if (outcome === 'refused') return refuse(reply, 'internal');
    tally.taken(read.sighting, outcome === 'new');
    const { dropped, pictureFaults } = read;
    return reply
      .code(outcome === 'new' ? 201 : 200)
      .send({ outcome, id: read.sighting.objectId, dropped, pictureFaults });
  }
}

function refuse(reply: FastifyReply, error: WebhookError, issues: readonly WebhookIssue[] = []): FastifyReply {
  return reply.code(errorStatus[error]).send({ error, issues });
}

function readJson(bytes: Buffer): { value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown };
  } catch {
    return null;
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
