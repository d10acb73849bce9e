/**
 * A county to talk to: takes our signed JSON and GA/T 1400 alarms, keeps each once, and misbehaves as told.
 * Loopback only.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Receipts } from './receipts.ts';
import type { Applied } from './receipts.ts';
import { complainOfSignature } from './verify.ts';
import type { DigestAccount } from './verify.ts';
import { localTime, readPosted, Registrations } from './viid-way.ts';

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
  /** Messages it takes in one exchange, said in every reply of the JSON way; none: it knows no bundles. */
  bundle?: number;
  /** Remembers in this file what it applied, beyond its own end. */
  receiptsFile?: string;
  /** How long a registration lives without a word, milliseconds. */
  registrationMs?: number;
  /** Seconds its clock is ahead. */
  clockAheadSeconds?: number;
  onMessage?: (message: Applied, fate: 'applied' | 'repeat') => void;
}

interface JsonMessage {
  key?: unknown;
  schema?: unknown;
  messages?: readonly JsonMessage[];
}

export class CountyPeer {
  readonly receipts: Receipts;
  behave: Behave;
  delayMs: number;
  /** What was refused, and why. */
  readonly complaints: string[] = [];
  /** Requests by path, whatever came of them. */
  readonly requests: string[] = [];
  bundle: number | null;
  clockAheadSeconds: number;
  readonly #registrations: Registrations;
  readonly #secret: string;
  readonly #tls: { key: string; cert: string } | null;
  readonly #onMessage: (message: Applied, fate: 'applied' | 'repeat') => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port: number;
  #seen = 0;

  constructor(options: CountyPeerOptions = {}) {
    this.#port = options.port ?? 0;
    this.#secret = options.secret ?? 'county-secret';
    const account = options.account ?? { user: 'unit', password: 'county-password' };
    this.#registrations = new Registrations(account, options.registrationMs ?? 300_000);
    this.receipts = new Receipts(options.receiptsFile);
    this.bundle = options.bundle ?? null;
    this.clockAheadSeconds = options.clockAheadSeconds ?? 0;
    this.#tls = options.tls ?? null;
    this.behave = options.behave ?? (() => ({ do: 'acknowledge' }));
    this.delayMs = options.delayMs ?? 0;
    this.#onMessage = options.onMessage ?? (() => undefined);
  }

  get applied(): readonly Applied[] {
    return this.receipts.applied;
  }
  /** DeviceIDs registered now. */
  get registered(): Set<string> {
    return this.#registrations.registered;
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
    this.#registrations.registered.clear();
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
      if (request.method === 'GET' && path === '/counts') {
        const { applied, repeats } = this.receipts;
        const [first, last] = [applied[0]?.atMs ?? null, applied.at(-1)?.atMs ?? null];
        const complaints = this.complaints.length;
        send(response, 200, { applied: applied.length, repeats, complaints, exchanges: this.#seen, first, last });
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
    const complaint = complainOfSignature(this.#secret, request.headers, content, this.#nowMs());
    if (complaint !== null) {
      this.complaints.push(complaint);
      send(response, 401, { error: complaint });
      return;
    }
    const body = JSON.parse(content.toString()) as JsonMessage;
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || body.key !== key) {
      send(response, 400, { error: 'the key is missing' });
      return;
    }
    const isBundle = body.schema === 'guardroom/bundle';
    if (isBundle && this.bundle === null) {
      send(response, 422, { error: 'bundles are not known here' });
      return;
    }
    const bodies = isBundle ? (body.messages ?? []) : [body];
    const messages = bodies.map((one) => ({
      key: String(one.key),
      way: 'json' as const,
      kind: String(one.schema).replace(/^guardroom\//, ''),
      body: one,
    }));
    const acknowledged = isBundle ? messages.map((message) => message.key) : key;
    await this.#act(request, response, { path, key, kind: messages[0]?.kind ?? '', messages }, () =>
      send(response, 200, { acknowledged }, this.#bundleHeader()),
    );
  }

  async #takeViid(request: IncomingMessage, response: ServerResponse, path: string, raw: Buffer): Promise<void> {
    const deviceId = String(request.headers['user-identify'] ?? '');
    const answer = (status: number, code: number, text: string): void => {
      const said = { Id: deviceId, RequestURL: path, StatusCode: code, StatusString: text, LocalTime: localTime() };
      send(response, status, { ResponseStatusObject: said });
    };
    if (path === '/VIID/System/Register') {
      const complaint = this.#registrations.register(request, response, answer);
      if (complaint !== null) this.complaints.push(complaint);
      return;
    }
    if (!this.#registrations.hears(deviceId)) {
      answer(401, 4, '未注册');
      return;
    }
    if (path === '/VIID/System/Keepalive') {
      answer(200, 0, 'OK');
      return;
    }
    const posted = readPosted(path, raw);
    if (posted === null) {
      answer(404, 4, '无此接口');
      return;
    }
    const messages = posted.map(({ id, kind, object }) => ({ key: id, way: 'viid' as const, kind, body: object }));
    const [head] = messages;
    await this.#act(request, response, { path, key: head?.key ?? '', kind: head?.kind ?? '', messages }, () => {
      const said = messages.map(({ key }) => ({
        ...{ Id: key, RequestURL: path, StatusCode: '0', StatusString: '正常', LocalTime: localTime() },
      }));
      send(response, 200, { ResponseStatusListObject: { ResponseStatusObject: said } });
    });
  }

  #nowMs(): number {
    return Date.now() + 1000 * this.clockAheadSeconds;
  }

  #bundleHeader(): Record<string, string> {
    return this.bundle === null ? {} : { 'guardroom-bundle': String(this.bundle) };
  }

  async #act(
    request: IncomingMessage,
    response: ServerResponse,
    exchange: { path: string; key: string; kind: string; messages: readonly Omit<Applied, 'atMs'>[] },
    acknowledge: () => void,
  ): Promise<void> {
    this.#seen += 1;
    const { path, key, kind, messages } = exchange;
    const behaviour = this.behave({ path, key, kind, seen: this.#seen });
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const apply = (): void => {
      for (const message of messages) this.#onMessage({ ...message, atMs: Date.now() }, this.receipts.apply(message));
    };
    switch (behaviour.do) {
      case 'acknowledge':
        apply();
        acknowledge();
        return;
      case 'nod':
        apply();
        response.writeHead(204, this.#bundleHeader()).end();
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

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
  response.end(text);
}
