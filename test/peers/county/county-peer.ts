/**
 * A county to talk to: takes our signed JSON and GA/T 1400 alarms, keeps each once, and misbehaves as told.
 * Loopback only.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Receipts } from './receipts.ts';
import type { Applied } from './receipts.ts';
import { complainOfDigest, complainOfSignature } from './verify.ts';
import type { DigestAccount } from './verify.ts';

/** What the county does with a message that is in order. */
export type Behaviour =
  | { do: 'acknowledge' }
  /** 2xx without a body. */
  | { do: 'nod' }
  /** Applies the message, then breaks the connection: the sender cannot know. */
  | { do: 'drop-after-applying' }
  /** Breaks the connection at once. */
  | { do: 'drop' }
  /** Never answers. */
  | { do: 'hang' }
  | { do: 'answer'; status: number; body?: string; headers?: Record<string, string> }
  /** Acknowledges another key. */
  | { do: 'acknowledge-another' };

/** Decides per message; `seen` counts messages since the start, from 1. */
export type Behave = (message: { path: string; key: string; kind: string; seen: number }) => Behaviour;

export interface CountyPeerOptions {
  /** 0: any free one; the same again after `up()`. */
  port?: number;
  /** Shared with the station, for signatures. */
  secret?: string;
  account?: DigestAccount;
  /** PEM. */
  tls?: { key: string; cert: string };
  behave?: Behave;
  delayMs?: number;
  onMessage?: (message: Applied, fate: 'applied' | 'repeat') => void;
}

export class CountyPeer {
  readonly receipts = new Receipts();
  behave: Behave;
  delayMs: number;
  /** What was refused, and why. */
  readonly complaints: string[] = [];
  /** Requests by path, whatever came of them. */
  readonly requests: string[] = [];
  /** DeviceIDs registered now. */
  readonly registered = new Set<string>();
  readonly #secret: string;
  readonly #account: DigestAccount;
  readonly #tls: { key: string; cert: string } | null;
  readonly #onMessage: (message: Applied, fate: 'applied' | 'repeat') => void;
  readonly #sockets = new Set<Socket>();
  readonly #nonces = new Set<string>();
  #server: Server | null = null;
  #port: number;
  #seen = 0;

  constructor(options: CountyPeerOptions = {}) {
    this.#port = options.port ?? 0;
    this.#secret = options.secret ?? 'county-secret';
    this.#account = options.account ?? { user: 'unit', password: 'county-password' };
    this.#tls = options.tls ?? null;
    this.behave = options.behave ?? (() => ({ do: 'acknowledge' }));
    this.delayMs = options.delayMs ?? 0;
    this.#onMessage = options.onMessage ?? (() => undefined);
  }

  get applied(): readonly Applied[] {
    return this.receipts.applied;
  }
  get origin(): string {
    return `${this.#tls === null ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }
  get summariesUrl(): string {
    return `${this.origin}/guardroom/summaries`;
  }

  async up(): Promise<void> {
    if (this.#server !== null) return;
    const listener: RequestListener = (request, response) => void this.#answer(request, response);
    const server = this.#tls === null ? createServer(listener) : createTlsServer(this.#tls, listener);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined); // broken on purpose, mostly
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Goes away; what was applied is remembered. Registrations are lost, as at a restart. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.registered.clear();
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks);
      if (request.method === 'GET' && path === '/received') {
        this.#tell(response);
        return;
      }
      this.requests.push(path);
      if (path.startsWith('/VIID/')) await this.#takeViid(request, response, path, raw);
      else await this.#takeJson(request, response, path, raw);
    } catch (error) {
      this.complaints.push(String(error));
      if (!response.headersSent) send(response, 400, { error: String(error) });
    }
  }

  #tell(response: ServerResponse): void {
    const { applied, repeats } = this.receipts;
    send(response, 200, { applied, repeats, complaints: this.complaints, registered: [...this.registered] });
  }

  async #takeJson(request: IncomingMessage, response: ServerResponse, path: string, raw: Buffer): Promise<void> {
    const content = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const complaint = complainOfSignature(this.#secret, request.headers, content, Date.now());
    if (complaint !== null) {
      this.complaints.push(complaint);
      send(response, 401, { error: complaint });
      return;
    }
    const body = JSON.parse(content.toString()) as { key?: unknown; schema?: unknown };
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || body.key !== key) {
      send(response, 400, { error: 'the key is missing' });
      return;
    }
    const kind = String(body.schema).replace(/^guardroom\//, '');
    await this.#act(request, response, { path, key, way: 'json', kind, body }, () =>
      send(response, 200, { acknowledged: key }),
    );
  }

  async #takeViid(request: IncomingMessage, response: ServerResponse, path: string, raw: Buffer): Promise<void> {
    const deviceId = String(request.headers['user-identify'] ?? '');
    const answer = (status: number, code: number, text: string): void => {
      const said = { Id: deviceId, RequestURL: path, StatusCode: code, StatusString: text, LocalTime: localTime() };
      send(response, status, { ResponseStatusObject: said });
    };
    if (path === '/VIID/System/Register') {
      this.#register(request, response, deviceId, answer);
      return;
    }
    if (!this.registered.has(deviceId)) {
      answer(401, 4, '未注册');
      return;
    }
    if (path === '/VIID/System/Keepalive') {
      answer(200, 0, 'OK');
      return;
    }
    if (path !== '/VIID/DispositionNotifications') {
      answer(404, 4, '无此接口');
      return;
    }
    const body = JSON.parse(raw.toString()) as {
      DispositionNotificationListObject: { DispositionNotificationObject: [{ NotificationID: string }] };
    };
    const [{ NotificationID: key }] = body.DispositionNotificationListObject.DispositionNotificationObject;
    await this.#act(request, response, { path, key, way: 'viid', kind: 'notification', body }, () => {
      const said = { Id: key, RequestURL: path, StatusCode: '0', StatusString: '正常', LocalTime: localTime() };
      send(response, 200, { ResponseStatusListObject: { ResponseStatusObject: [said] } });
    });
  }

  #register(
    request: IncomingMessage,
    response: ServerResponse,
    deviceId: string,
    answer: (status: number, code: number, text: string) => void,
  ): void {
    const header = request.headers.authorization;
    const nonce = /nonce="([^"]*)"/.exec(header ?? '')?.[1] ?? '';
    if (header === undefined || !this.#nonces.delete(nonce)) {
      const fresh = randomBytes(16).toString('hex');
      this.#nonces.add(fresh);
      const challenge = `Digest realm="viid",qop="auth",nonce="${fresh}",opaque="5ccc069c403ebaf9f0171e9517f40e41"`;
      response.writeHead(401, { 'www-authenticate': challenge, 'content-length': 0 }).end();
      return;
    }
    const complaint = complainOfDigest(header, 'POST', nonce, this.#account);
    if (complaint !== null) {
      this.complaints.push(complaint);
      answer(401, 4, '注册失败');
      return;
    }
    this.registered.add(deviceId);
    answer(200, 0, '注册成功');
  }

  async #act(
    request: IncomingMessage,
    response: ServerResponse,
    message: { path: string } & Omit<Applied, 'atMs'>,
    acknowledge: () => void,
  ): Promise<void> {
    this.#seen += 1;
    const { path, ...applied } = message;
    const behaviour = this.behave({ path, key: message.key, kind: message.kind, seen: this.#seen });
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const apply = (): void => this.#onMessage({ ...applied, atMs: Date.now() }, this.receipts.apply(applied));
    switch (behaviour.do) {
      case 'acknowledge':
        apply();
        acknowledge();
        return;
      case 'nod':
        apply();
        response.writeHead(204).end();
        return;
      case 'drop-after-applying':
        apply();
        request.socket.destroy();
        return;
      case 'drop':
        request.socket.destroy();
        return;
      case 'hang':
        return;
      case 'acknowledge-another':
        send(response, 200, { acknowledged: 'another-key' });
        return;
      case 'answer':
        response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function localTime(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replaceAll(/\D/g, '');
}
