/** The receiver's HTTP server: what is HTTP about it, and nothing of what is said. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { answerBrokenHttp } from './broken-http.ts';
import { guardConnections, plainAddress } from './connection-guard.ts';
import type { DeviceBudget } from './device-budget.ts';
import type { IntakeCounters } from './intake-counters.ts';
import { BodyMemory, mostDiscardedBytes, receiveBody } from './request-body.ts';
import type { ReceivedBody } from './request-body.ts';
import { contentType, statusCode } from './response-status.ts';
import type { Answer, StatusCode } from './response-status.ts';
import type { SystemDesk } from './system-desk.ts';
import type { ViidDevice } from './viid-devices.ts';
import { refuse, retryAfter } from './viid-request.ts';
import type { ViidRequest } from './viid-request.ts';
import type { ViidRoute } from './viid-route.ts';

const largestCapturesBytes = 16 * 1024 * 1024;
/** Register and its like name one device; nobody has proven anything yet when this is read. */
const largestSystemBytes = 64 * 1024;
const mostBodyBytesInMemory = 256 * 1024 * 1024;
/** A gateway posts for many cameras from one address. */
const connectionLimits = { total: 1024, perAddress: 128 };
/** Longer IDs than the journal can tell apart by their first part alone are still told apart. */
const longestPathId = 1024;
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const;

declare module 'fastify' {
  interface FastifyContextConfig {
    largestBodyBytes?: number;
  }
}

/** What one request holds until it is answered. */
interface Visit {
  request: ViidRequest;
  heldBytes: number;
  device: ViidDevice | null;
}

export interface ViidHttpOptions {
  listen: { host: string; port: number };
  system: SystemDesk;
  routes: readonly ViidRoute[];
  budget: DeviceBudget;
  counters: IntakeCounters;
  clock: Clock;
  log: Log;
}

export class ViidHttp {
  readonly #options: ViidHttpOptions;
  readonly #app: FastifyInstance;
  readonly #memory = new BodyMemory(mostBodyBytesInMemory);
  readonly #visits = new WeakMap<FastifyRequest, Visit>();
  /** Methods of each path. */
  readonly #allowed = new Map<string, Set<string>>();

  constructor(options: ViidHttpOptions) {
    this.#options = options;
    this.#app = this.#build();
  }

  /** Listens; the address has the port that was really taken. */
  async start(): Promise<{ address: string }> {
    const { host, port } = this.#options.listen;
    try {
      await this.#app.listen({ host, port });
    } catch (error) {
      throw new AppError('unavailable', `the VIID receiver cannot listen on ${host}:${port}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
    const bound = this.#app.server.address() as AddressInfo;
    return { address: `http://${hostAndPort(bound.address, bound.port)}` };
  }

  /** Takes no more connections, answers what has arrived, then closes; after five seconds it closes regardless. */
  async stop(): Promise<void> {
    const { server } = this.#app;
    const { clock } = this.#options;
    // A connection whose last answer is under way now becomes idle a moment later.
    const stopSweeping = clock.every(100, () => server.closeIdleConnections());
    const stopWaiting = clock.after(seconds(5), () => server.closeAllConnections());
    try {
      await this.#app.close();
    } finally {
      stopSweeping();
      stopWaiting();
    }
  }

  #build(): FastifyInstance {
    const { counters } = this.#options;
    const app = fastify({
      logger: false,
      bodyLimit: largestCapturesBytes,
      exposeHeadRoutes: false,
      return503OnClosing: false,
      forceCloseConnections: 'idle',
      requestTimeout: seconds(60),
      // Longer than the 90 s between keepalives, so that a device never posts into a connection we just closed.
      keepAliveTimeout: seconds(120),
      http: { headersTimeout: seconds(15), maxHeaderSize: 16 * 1024 },
      routerOptions: {
        ...{ caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
        maxParamLength: longestPathId,
      },
      clientErrorHandler: (error, socket) => {
        const httpStatus = answerBrokenHttp(error, socket, this.#options.clock.nowMs());
        if (httpStatus !== null) counters.refused(httpStatus);
      },
      frameworkErrors: (_error, request, reply) => {
        this.#begin(request, reply);
        void this.#send(reply, this.#refuse(request, 400, statusCode.invalidOperation, '请求地址错误'));
      },
    });
    guardConnections(app.server, connectionLimits, () => counters.connectionRefused());
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
      this.#receive(request, payload),
    );
    app.addHook('onRequest', async (request, reply) => {
      this.#begin(request, reply);
      // Any type is taken, even one that is none: only the body is asked what it is.
      delete request.raw.headers['content-type'];
      return this.#refuseEarly(request, reply);
    });
    app.setErrorHandler((error, request, reply) => {
      this.#options.log.error('VIID request failed', { url: request.url.slice(0, 256), reason: reasonOf(error) });
      return this.#send(reply, this.#refuse(request, 500, statusCode.otherError, '内部错误'));
    });
    app.setNotFoundHandler((request, reply) =>
      this.#send(reply, this.#refuse(request, 404, statusCode.invalidOperation, '资源不存在')),
    );
    this.#addSystemRoutes(app);
    for (const route of this.#options.routes) this.#addRoute(app, route);
    for (const [url, allowed] of this.#allowed) this.#addOtherMethods(app, url, allowed);
    return app;
  }

  #addSystemRoutes(app: FastifyInstance): void {
    const { system } = this.#options;
    const add = (
      method: 'GET' | 'POST',
      name: string,
      answer: (request: ViidRequest, body: ReceivedBody | undefined) => Answer,
    ): void => {
      const url = `/VIID/System/${name}`;
      this.#allow(url, method);
      app.route({
        method,
        url,
        config: { largestBodyBytes: largestSystemBytes },
        handler: (request, reply) =>
          this.#send(reply, answer(this.#visit(request).request, request.body as ReceivedBody | undefined)),
      });
    };
    add('POST', 'Register', (request, body) => system.register(request, body));
    add('POST', 'UnRegister', (request, body) => system.unregister(request, body));
    add('POST', 'Keepalive', (request, body) => system.keepalive(request, body));
    add('GET', 'Time', (request) => system.time(request));
  }

  #addRoute(app: FastifyInstance, route: ViidRoute): void {
    const { method, path: url } = route;
    this.#allow(url, method);
    app.route<{ Params: { id?: string } }>({
      ...{ method, url },
      config: { largestBodyBytes: largestCapturesBytes },
      onRequest: (request, reply) => this.#admit(route, request, reply),
      handler: async (request, reply) => {
        const visit = this.#visit(request);
        const { device } = visit;
        if (device === null) throw new Error('a request got past the door without its device');
        const body = request.body as ReceivedBody | undefined;
        // Digest clients such as curl ask for the challenge with an empty request before they send anything.
        const probes = (method === 'POST' || method === 'PUT') && isEmpty(body);
        if (probes && visit.request.authorization === undefined) {
          return this.#send(reply, this.#options.system.challenge(visit.request, device));
        }
        const { search } = new URL(request.url, 'http://x');
        const answer = await route.answer({
          ...{ request: visit.request, device, body },
          id: request.params.id ?? null,
          query: new URLSearchParams(search),
          hold: (bytes) => this.#hold(visit, bytes),
        });
        return this.#send(reply, answer);
      },
    });
  }

  /** A path that is known by a method that is not: told which are. */
  #addOtherMethods(app: FastifyInstance, url: string, allowed: ReadonlySet<string>): void {
    app.route({
      method: methods.filter((method) => !allowed.has(method)),
      url,
      handler: (request, reply) => {
        const refusal = this.#refuse(request, 405, statusCode.invalidOperation, '不支持的操作');
        return this.#send(reply, { ...refusal, headers: { allow: [...allowed].join(', ') } });
      },
    });
  }

  #allow(url: string, method: string): void {
    const allowed = this.#allowed.get(url) ?? new Set();
    this.#allowed.set(url, allowed.add(method));
  }

  /** A body that says itself that it is too large is not waited for. What still comes of it is read and thrown away. */
  #refuseEarly(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const announcedBytes = Number(request.headers['content-length'] ?? 0);
    if (announcedBytes <= (request.routeOptions.config.largestBodyBytes ?? largestCapturesBytes)) return undefined;
    let discardedBytes = 0;
    request.raw.on('data', (chunk: Buffer) => {
      discardedBytes += chunk.length;
      if (discardedBytes > mostDiscardedBytes) request.raw.destroy();
    });
    return this.#send(reply, this.#refuse(request, 413, statusCode.invalidOperation, '消息体过大'));
  }

  /** Before a byte of the body is read: who is it, and may it do this now? */
  async #admit(route: ViidRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const visit = this.#visit(request);
    const { system, budget } = this.#options;
    const proof = route.admits === 'proven' ? 'needed' : 'when-sent';
    const admit = { platform: 'admitPlatform', either: 'admitAnyone', device: 'admitRegistered' } as const;
    const found = system[admit[route.from ?? 'device']](visit.request, proof);
    if (found.outcome === 'refused') return this.#send(reply, found.answer);
    const release = budget.admit(found.device.deviceId);
    if (release === null) {
      const busy = { httpStatus: 429, code: statusCode.busy, text: '设备忙，请稍后重发', headers: retryAfter(1000) };
      return this.#send(reply, refuse(visit.request, found.device, busy));
    }
    reply.raw.once('close', release);
    visit.device = found.device;
    return undefined;
  }

  #begin(request: FastifyRequest, reply: FastifyReply): void {
    const identity = request.headers['user-identify'];
    const named = typeof identity === 'string' ? identity.trim().slice(0, 128) : '';
    const visit: Visit = {
      request: {
        method: request.method,
        url: request.url,
        address: plainAddress(request.raw.socket),
        reachedAt: ownAddress(request.raw.socket),
        userIdentify: named === '' ? null : named,
        authorization: request.headers.authorization,
        receivedAtMs: this.#options.clock.nowMs(),
      },
      heldBytes: 0,
      device: null,
    };
    this.#visits.set(request, visit);
    reply.raw.once('close', () => this.#memory.give(visit.heldBytes));
  }

  #visit(request: FastifyRequest): Visit {
    const visit = this.#visits.get(request);
    if (visit === undefined) throw new Error('a request was not begun');
    return visit;
  }

  async #receive(request: FastifyRequest, payload: IncomingMessage): Promise<ReceivedBody> {
    const visit = this.#visit(request);
    const largestBytes = request.routeOptions.config.largestBodyBytes ?? 0;
    return receiveBody(payload, largestBytes, (bytes) => this.#hold(visit, bytes));
  }

  #hold(visit: Visit, bytes: number): boolean {
    if (!this.#memory.take(bytes)) return false;
    visit.heldBytes += bytes;
    return true;
  }

  #refuse(request: FastifyRequest, httpStatus: number, code: StatusCode, text: string): Answer {
    return refuse(this.#visit(request).request, null, { httpStatus, code, text });
  }

  #send(reply: FastifyReply, answer: Answer): FastifyReply {
    if (answer.httpStatus >= 400) this.#options.counters.refused(answer.httpStatus);
    const isText = typeof answer.body === 'string';
    return reply
      .code(answer.httpStatus)
      .headers({ ...answer.headers, 'content-type': isText ? 'text/plain' : contentType })
      .send(isText ? answer.body : JSON.stringify(answer.body));
  }
}

function isEmpty(body: ReceivedBody | undefined): boolean {
  return body === undefined || (body.state === 'whole' && body.bytes.length === 0);
}

/** Where the peer reached us: of a receiver that listens everywhere, the address it can be called back at. */
function ownAddress(socket: Socket): string {
  return hostAndPort((socket.localAddress ?? '').replace(/^::ffff:/i, ''), socket.localPort ?? 0);
}

function hostAndPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
