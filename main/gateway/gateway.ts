import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyWebsocket from '@fastify/websocket';
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { SignedIn } from '#contract/access.ts';
import { sessionLongestMs } from '../access/sessions.ts';
import type { Sessions } from '../access/sessions.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import type { FrameSource } from '../cameras/frames.ts';
import type { SoundSource } from '../cameras/sounds.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { serveClips } from './clip-route.ts';
import type { ClipRouteOptions } from './clip-route.ts';
import { serveConsole } from './console-assets.ts';
import { answerOf, isOurFault } from './error-answers.ts';
import { serveEvidence } from './evidence-route.ts';
import type { EvidenceSource, ThumbnailSource } from './evidence-route.ts';
import type { Caller, Handlers } from './handlers.ts';
import { serveListFiles } from './list-files-route.ts';
import type { ListFilesRouteOptions } from './list-files-route.ts';
import { serveMedia } from './media-socket.ts';
import { isLoopback, plainAddress, refusalOf } from './origin-check.ts';
import { servePackages } from './packages-route.ts';
import type { PackagesRouteOptions } from './packages-route.ts';
import { makeRouter } from './router.ts';
import type { CallContext } from './router.ts';
import { securityHeaders } from './security-headers.ts';
import { SignedInSockets, sessionEnded } from './signed-in-sockets.ts';

export interface GatewayOptions {
  handlers: Handlers;
  sessions: Pick<Sessions, 'begin' | 'find' | 'end'>;
  media: FrameSource;
  /** Absent: consoles see only what they can decode themselves. */
  transcoded?: FrameSource;
  /** Absent: no camera can be heard. */
  sounds?: SoundSource;
  evidence: EvidenceSource;
  /** Absent: grids get the pictures themselves. */
  thumbnails?: ThumbnailSource;
  retrievals: Pick<RetrievalRegister, 'record'>;
  /** Absent: there are no clips and snapshots. */
  clips?: Omit<ClipRouteOptions, 'sessionOf'>;
  /** Absent: the list goes neither in nor out as files. */
  lists?: Omit<ListFilesRouteOptions, 'sessionOf'>;
  /** Absent: no package can be taken out. */
  packages?: Omit<PackagesRouteOptions, 'sessionOf'>;
  /** Where the built console is. */
  assetsDirectory: string;
  /** Port 0 takes a free one. `tls`: PEM texts; without it only loopback should be listened on. */
  listen: { host: string; port: number; tls?: { key: string; cert: string } };
  /** Names besides `localhost` and the addresses themselves by which consoles reach this station. */
  allowedHosts?: readonly string[];
  clock: Clock;
  log: Log;
}

/** The one call over HTTP that may be larger than `maxMessageBytes`, and then by itself. */
const sheetCall = 'watchlist.previewImport';

export const sessionCookie = 'guardroom_session';

/** One request over HTTP, or one message over the socket. */
const maxMessageBytes = 1024 * 1024;
/** One request that brings a sheet: 16 MiB, and the quotes and escapes that JSON puts around them. */
const maxSheetMessageBytes = 20 * 1024 * 1024;
const maxCallsInBatch = 32;
/** Answers waiting in one socket's buffer before its feeds hold back. */
const maxBufferedBytes = 1024 * 1024;
const bufferCheckMs = 50;
const socketOpen = 1;

/** The one door of the consoles: calls, feeds, video, pictures, and the console itself, on one origin. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #log: Log;
  readonly #sockets: SignedInSockets;
  readonly #router: ReturnType<typeof makeRouter>;
  #running: { app: FastifyInstance; stopChecking: () => void } | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#log = options.log.room('gateway');
    this.#router = makeRouter(options.handlers);
    this.#sockets = new SignedInSockets({
      isSignedIn: (token) => options.sessions.find(token) !== null,
      clock: options.clock,
    });
  }

  /** Throws `unavailable` when the address cannot be listened on. */
  async start(): Promise<{ origin: string }> {
    const { host, port, tls } = this.#options.listen;
    const app = fastify({
      bodyLimit: maxMessageBytes,
      forceCloseConnections: true,
      serverFactory(handler) {
        const server = tls === undefined ? createServer(handler) : createSecureServer(tls, handler);
        server.requestTimeout = seconds(30);
        return server;
      },
    });
    app.setErrorHandler((error, request, reply) => this.#answerError(error, request, reply));
    await app.register(fastifyCookie);
    await app.register(fastifyWebsocket, {
      // Video does not compress, and everything else is near.
      options: { maxPayload: maxMessageBytes, perMessageDeflate: false },
      errorHandler: (error) => this.#log.debug('socket failed', { reason: reasonOf(error) }),
    });
    // After the plugin's own hook, which marks upgrades: only then does it end the socket of one that is refused.
    app.addHook('onRequest', (request, reply, next) => this.#guard(request, reply, next));
    app.get('/health', () => ({ ok: true }));
    this.#serveCalls(app);
    this.#serveVideo(app);
    serveEvidence(app, {
      evidence: this.#options.evidence,
      thumbnails: this.#options.thumbnails,
      register: this.#options.retrievals,
      sessionOf: (request) => this.#sessionOf(tokenOf(request)),
    });
    const { clips } = this.#options;
    if (clips !== undefined) {
      serveClips(app, { ...clips, sessionOf: (request) => this.#sessionOf(tokenOf(request)) });
    }
    const { lists } = this.#options;
    if (lists !== undefined) {
      serveListFiles(app, { ...lists, sessionOf: (request) => this.#sessionOf(tokenOf(request)) });
    }
    const { packages } = this.#options;
    if (packages !== undefined) {
      servePackages(app, { ...packages, sessionOf: (request) => this.#sessionOf(tokenOf(request)) });
    }
    await serveConsole(app, this.#options.assetsDirectory);
    try {
      await app.listen({ host, port });
    } catch (error) {
      await app.close();
      throw new AppError('unavailable', `cannot listen on ${host}:${port}`, { cause: error });
    }
    this.#running = { app, stopChecking: this.#sockets.start() };
    const address = app.server.address();
    const ownPort = typeof address === 'object' && address !== null ? address.port : port;
    const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return {
      origin: `${tls === undefined ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${ownPort}`,
    };
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    running.stopChecking();
    this.#sockets.closeAll();
    await running.app.close();
  }

  #guard(request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void): void {
    const { tls } = this.#options.listen;
    const { headers } = request;
    const refusal = refusalOf(
      {
        method: request.method,
        isUpgrade: headers.upgrade !== undefined,
        host: headers.host,
        origin: headers.origin,
        fetchSite: textOf(headers['sec-fetch-site']),
        hasCookie: headers.cookie !== undefined,
        wantsData: /^\/(api|media|evidence|clips|snapshots|list-files|packages)(\/|$|\?)/.test(request.url),
        localAddress: request.socket.localAddress,
      },
      {
        secure: tls !== undefined,
        allowedHosts: (this.#options.allowedHosts ?? []).map((name) => name.toLowerCase()),
      },
    );
    if (refusal !== null) {
      this.#log.warn('request refused', { refusal, host: headers.host, origin: headers.origin, address: request.ip });
      next(new AppError('not-allowed', refusal, { facts: { refusal } }));
      return;
    }
    reply.headers(securityHeaders(headers.host ?? ''));
    next();
  }

  #serveCalls(app: FastifyInstance): void {
    const router = this.#router;
    const onError = ({ error, path }: { error: unknown; path: string | undefined }): void =>
      this.#logError(error, path);
    void app.register(async (calls) => {
      calls.removeContentTypeParser('application/json');
      // tRPC parses the text itself.
      calls.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
      const answer = async (req: FastifyRequest, res: FastifyReply, path: string): Promise<void> => {
        void res.header('cache-control', 'no-store');
        await fastifyRequestHandler({
          router,
          req,
          res,
          path,
          maxBatchSize: maxCallsInBatch,
          onError,
          createContext: (): CallContext => ({
            caller: () => this.#callerOverHttp(req, res),
            untilDrained: () => Promise.resolve(),
          }),
        });
      };
      calls.all<{ Params: { path: string } }>('/api/:path', (req, res) => answer(req, res, req.params.path));
      // A sheet is larger than any other call; who may not bring one does not get to send it.
      calls.post(
        `/api/${sheetCall}`,
        { bodyLimit: maxSheetMessageBytes, onRequest: async (req) => this.#refuseUnlessKeeper(req) },
        (req, res) => answer(req, res, sheetCall),
      );
      calls.get('/api', { websocket: true }, (socket: WebSocket, request) => {
        const token = tokenOf(request);
        if (!this.#sockets.add(socket, token)) return;
        const serve = getWSConnectionHandler({
          router,
          // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- ws declares this class twice
          wss: app.websocketServer,
          maxBatchSize: maxCallsInBatch,
          onError,
          // Chrome drops idle sockets after about 60 s; and who does not answer is gone.
          keepAlive: { enabled: true, pingMs: seconds(25), pongWaitMs: seconds(10) },
          createContext: (): CallContext => ({
            caller: () => this.#callerOverSocket(request, token),
            untilDrained: (signal) => this.#untilDrained(socket, signal),
          }),
        });
        serve(socket, request.raw);
      });
    });
  }

  #refuseUnlessKeeper(request: FastifyRequest): void {
    const session = this.#sessionOf(tokenOf(request));
    if (session === null) throw new AppError('not-signed-in', 'this needs a session');
    if (session.role === 'guard') throw new AppError('not-allowed', 'a guard may not import');
  }

  #serveVideo(app: FastifyInstance): void {
    const { media: frames, transcoded, sounds, clock, log } = this.#options;
    void app.register(async (video) => {
      video.get('/media', { websocket: true }, (socket: WebSocket, request) => {
        const token = tokenOf(request);
        if (this.#sessionOf(token) === null) {
          // A refused upgrade tells a page nothing; this code tells it to sign in.
          socket.close(sessionEnded, 'sign in first');
          return;
        }
        if (this.#sockets.add(socket, token)) serveMedia(socket, { frames, transcoded, sounds, clock, log });
      });
    });
  }

  #sessionOf(token: string | null): SignedIn | null {
    return token === null ? null : this.#options.sessions.find(token);
  }

  #callerOverHttp(request: FastifyRequest, reply: FastifyReply): Caller {
    const { sessions } = this.#options;
    const token = tokenOf(request);
    const attributes = {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: this.#options.listen.tls !== undefined,
    } as const;
    const end = async (): Promise<void> => {
      if (token === null) return;
      await sessions.end(token);
      this.#sockets.recheck();
    };
    return {
      session: this.#sessionOf(token),
      ...peerOf(request.raw),
      async openSession(account) {
        const opened = await sessions.begin(account, peerOf(request.raw).address);
        await end();
        void reply.setCookie(sessionCookie, opened, { ...attributes, maxAge: sessionLongestMs / 1000 });
      },
      async closeSession() {
        await end();
        void reply.clearCookie(sessionCookie, attributes);
      },
    };
  }

  #callerOverSocket(request: FastifyRequest, token: string | null): Caller {
    const refuse = (): Promise<void> =>
      Promise.reject(new AppError('bad-input', 'a socket cannot set a cookie: sign in and out over HTTP'));
    return {
      session: this.#sessionOf(token),
      ...peerOf(request.raw),
      openSession: refuse,
      closeSession: refuse,
    };
  }

  async #untilDrained(socket: WebSocket, signal: AbortSignal): Promise<void> {
    while (socket.bufferedAmount > maxBufferedBytes && socket.readyState === socketOpen && !signal.aborted) {
      await new Promise<void>((resolve) => void this.#options.clock.after(bufferCheckMs, resolve));
    }
  }

  #answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // Fastify's own refusals: a body too large, a malformed URL.
    const status =
      typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (!(error instanceof AppError) && status >= 400 && status < 500) {
      return reply.code(status).send({ appCode: 'bad-input', facts: {} });
    }
    this.#logError(error, request.url.split('?', 1)[0]);
    const { httpStatus, ...answer } = answerOf(error);
    return reply.code(httpStatus).header('cache-control', 'no-store').send(answer);
  }

  #logError(error: unknown, path: string | undefined): void {
    const chain = [];
    for (let at = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at.message);
    const fields = { path, reason: chain.join(': ') };
    if (!isOurFault(error)) this.#log.debug('call refused', fields);
    else if (answerOf(error).appCode === 'internal')
      this.#log.error('call failed', { ...fields, stack: stackOf(error) });
    else this.#log.warn('call failed', fields);
  }
}

function stackOf(error: unknown): string | undefined {
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return root instanceof Error ? root.stack : undefined;
}

const textOf = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

const tokenOf = (request: FastifyRequest): string | null => request.cookies[sessionCookie] ?? null;

function peerOf(request: IncomingMessage): { address: string; local: boolean } {
  const address = plainAddress(request.socket.remoteAddress ?? '');
  return { address, local: isLoopback(address) };
}
