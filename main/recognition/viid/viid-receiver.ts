/** The GA/T 1400 receiver: an HTTP server of its own, on a port cameras reach. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Take } from '../take.ts';
import { answerBrokenHttp } from './broken-http.ts';
import { CaptureDesk } from './capture-desk.ts';
import { guardConnections, plainAddress } from './connection-guard.ts';
import { DeviceBudget, usualBudget } from './device-budget.ts';
import type { BudgetLimits } from './device-budget.ts';
import { DigestDoor } from './digest-door.ts';
import { IntakeCounters } from './intake-counters.ts';
import type { ViidCounters } from './intake-counters.ts';
import { objectKinds } from './object-kinds.ts';
import { Registrations } from './registrations.ts';
import type { ViidDeviceFacts } from './registrations.ts';
import { BodyMemory, receiveBody } from './request-body.ts';
import type { ReceivedBody } from './request-body.ts';
import { contentType, statusCode } from './response-status.ts';
import type { Answer, StatusCode } from './response-status.ts';
import { SystemDesk } from './system-desk.ts';
import type { ViidDevice, ViidDeviceDirectory } from './viid-devices.ts';
import { refuse, retryAfter } from './viid-request.ts';
import type { ViidRequest } from './viid-request.ts';

export interface ViidReceiverOptions {
  listen: { host: string; port: number };
  /** Our own ID, 20 digits by the standard. */
  serverId: string;
  devices: ViidDeviceDirectory;
  take: Take;
  clock: Clock;
  log: Log;
  /** What one device may ask of us; the usual limits when absent. */
  budget?: BudgetLimits;
}

const largestCapturesBytes = 16 * 1024 * 1024;
/** Register and its like name one device; nobody has proven anything yet when this is read. */
const largestSystemBytes = 64 * 1024;
const mostBodyBytesInMemory = 256 * 1024 * 1024;
/** A gateway posts for many cameras from one address. */
const connectionLimits = { total: 1024, perAddress: 128 };

declare module 'fastify' {
  interface FastifyContextConfig {
    largestBodyBytes?: number;
  }
}

/** What one request holds until it is answered. */
interface Visit {
  request: ViidRequest;
  bodyBytes: number;
  device: ViidDevice | null;
}

export class ViidReceiver {
  readonly #options: ViidReceiverOptions;
  readonly #app: FastifyInstance;
  readonly #registrations: Registrations;
  readonly #counters = new IntakeCounters();
  readonly #budget: DeviceBudget;
  readonly #system: SystemDesk;
  readonly #captures: CaptureDesk;
  readonly #memory = new BodyMemory(mostBodyBytesInMemory);
  readonly #visits = new WeakMap<FastifyRequest, Visit>();
  /** Method of each path, in lower case. */
  readonly #paths = new Map<string, string>();

  constructor(options: ViidReceiverOptions) {
    const { serverId, devices, take, clock } = options;
    const log = options.log.room('recognition');
    this.#options = { ...options, log };
    this.#registrations = new Registrations(clock);
    this.#budget = new DeviceBudget(options.budget ?? usualBudget, clock);
    const door = new DigestDoor(clock);
    this.#system = new SystemDesk({ serverId, devices, door, registrations: this.#registrations, clock, log });
    this.#captures = new CaptureDesk({
      devices,
      registrations: this.#registrations,
      counters: this.#counters,
      take,
      log,
    });
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
    const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return { address: `http://${name}:${bound.port}` };
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

  /** Every device of the directory and what was heard of it. */
  devices(): ViidDeviceFacts[] {
    return this.#registrations.facts(this.#options.devices.all());
  }

  counters(): ViidCounters {
    return this.#counters.snapshot();
  }

  #build(): FastifyInstance {
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
      routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
      clientErrorHandler: (error, socket) => {
        const httpStatus = answerBrokenHttp(error, socket, this.#options.clock.nowMs());
        if (httpStatus !== null) this.#counters.refused(httpStatus);
      },
      frameworkErrors: (_error, request, reply) => {
        this.#begin(request, reply);
        void this.#send(reply, this.#refuse(request, 400, statusCode.invalidOperation, '请求地址错误'));
      },
    });
    guardConnections(app.server, connectionLimits, () => this.#counters.connectionRefused());
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
      this.#receive(request, payload),
    );
    app.addHook('onRequest', async (request, reply) => {
      this.#begin(request, reply);
      // Any type is taken, even one that is none: only the body is asked what it is.
      delete request.raw.headers['content-type'];
    });
    app.setErrorHandler((error, request, reply) => {
      this.#options.log.error('VIID request failed', { url: request.url.slice(0, 256), reason: reasonOf(error) });
      return this.#send(reply, this.#refuse(request, 500, statusCode.otherError, '内部错误'));
    });
    app.setNotFoundHandler((request, reply) => {
      const path = request.url.replace(/[?#].*$/s, '').replace(/\/+/g, '/');
      const method = this.#paths.get(path.replace(/\/$/, '').toLowerCase());
      if (method === undefined) {
        return this.#send(reply, this.#refuse(request, 404, statusCode.invalidOperation, '资源不存在'));
      }
      const refusal = this.#refuse(request, 405, statusCode.invalidOperation, '不支持的操作');
      return this.#send(reply, { ...refusal, headers: { allow: method } });
    });
    this.#addRoutes(app);
    return app;
  }

  #addRoutes(app: FastifyInstance): void {
    const system = (
      method: 'GET' | 'POST',
      name: string,
      answer: (request: ViidRequest, body: ReceivedBody | undefined) => Answer,
    ): void => {
      const url = `/VIID/System/${name}`;
      this.#paths.set(url.toLowerCase(), method);
      app.route({
        method,
        url,
        config: { largestBodyBytes: largestSystemBytes },
        handler: (request, reply) =>
          this.#send(reply, answer(this.#visit(request).request, request.body as ReceivedBody | undefined)),
      });
    };
    system('POST', 'Register', (request, body) => this.#system.register(request, body));
    system('POST', 'UnRegister', (request, body) => this.#system.unregister(request, body));
    system('POST', 'Keepalive', (request, body) => this.#system.keepalive(request, body));
    system('GET', 'Time', (request) => this.#system.time(request));

    for (const kind of objectKinds) {
      const url = `/VIID/${kind.path}`;
      this.#paths.set(url.toLowerCase(), 'POST');
      app.route({
        method: 'POST',
        url,
        config: { largestBodyBytes: largestCapturesBytes },
        onRequest: (request, reply) => this.#admit(request, reply),
        handler: async (request, reply) => {
          const visit = this.#visit(request);
          if (visit.device === null) throw new Error('a capture post got past the door without its device');
          const body = request.body as ReceivedBody | undefined;
          // Digest clients such as curl ask for the challenge with an empty request before they send anything.
          const probes = isEmpty(body) && visit.request.authorization === undefined;
          if (probes) return this.#send(reply, this.#system.challenge(visit.request, visit.device));
          return this.#send(reply, await this.#captures.post(kind, visit.device, visit.request, body));
        },
      });
    }
  }

  /** Before a byte of the body is read: who is it, and may it post now? */
  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const visit = this.#visit(request);
    const found = this.#system.admitRegistered(visit.request);
    if (found.outcome === 'refused') return this.#send(reply, found.answer);
    const release = this.#budget.admit(found.device.deviceId);
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
        userIdentify: named === '' ? null : named,
        authorization: request.headers.authorization,
        receivedAtMs: this.#options.clock.nowMs(),
      },
      bodyBytes: 0,
      device: null,
    };
    this.#visits.set(request, visit);
    reply.raw.once('close', () => this.#memory.give(visit.bodyBytes));
  }

  #visit(request: FastifyRequest): Visit {
    const visit = this.#visits.get(request);
    if (visit === undefined) throw new Error('a request was not begun');
    return visit;
  }

  async #receive(request: FastifyRequest, payload: IncomingMessage): Promise<ReceivedBody> {
    const visit = this.#visit(request);
    return receiveBody(payload, request.routeOptions.config.largestBodyBytes ?? 0, (bytes) => {
      if (!this.#memory.take(bytes)) return false;
      visit.bodyBytes += bytes;
      return true;
    });
  }

  #refuse(request: FastifyRequest, httpStatus: number, code: StatusCode, text: string): Answer {
    return refuse(this.#visit(request).request, null, { httpStatus, code, text });
  }

  #send(reply: FastifyReply, answer: Answer): FastifyReply {
    if (answer.httpStatus >= 400) this.#counters.refused(answer.httpStatus);
    return reply
      .code(answer.httpStatus)
      .headers({ ...answer.headers, 'content-type': contentType })
      .send(JSON.stringify(answer.body));
  }
}

function isEmpty(body: ReceivedBody | undefined): boolean {
  return body === undefined || (body.state === 'whole' && body.bytes.length === 0);
}
