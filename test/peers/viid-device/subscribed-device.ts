/**
 * A GA/T 1400 device with an HTTP server of its own: it sends nothing until it is asked by Subscribes, then
 * SubscribeNotifications to the ReceiveAddr it was given; and it keeps a list of what Dispositions name. It shares no
 * line with the station: its Digest is its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  url: string;
  userIdentify: string | undefined;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever the station sent
}

export interface SubscribedDeviceOptions {
  deviceId: string;
  user: string;
  password: string;
  /** `qop`: RFC 7616 as most speak it; `old`: the form without qop; `none`: it asks for no password. */
  digest?: 'qop' | 'old' | 'none';
  /** Stands in for firmware that does not know a method: asked before anything else; null: go on. */
  refuse?: (method: string, url: string) => { status: number; body: string } | null;
  /** Reply to what is taken; a bare 201 is seen in the field. */
  reply?: { status: number; body: string };
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export class SubscribedDevice {
  /** What was asked with a right password, in order. */
  readonly asked: Asked[] = [];
  /** Subscriptions it holds, by SubscribeID. */
  readonly subscriptions = new Map<string, Record<string, unknown>>();
  /** Its own list, by DispositionID. */
  readonly dispositions = new Map<string, Record<string, unknown>>();
  refuse: SubscribedDeviceOptions['refuse'];
  readonly #options: SubscribedDeviceOptions;
  readonly #server: Server;
  readonly #nonce = randomBytes(16).toString('hex');
  #waiters: (() => void)[] = [];

  constructor(options: SubscribedDeviceOptions) {
    this.#options = options;
    this.refuse = options.refuse;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  /** Listens on a free port of this machine, or on the one it had. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Resolves once it was asked that much in all. */
  async askedTimes(count: number): Promise<void> {
    while (this.asked.length < count) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Sends a notification to where the newest subscription wants it. */
  async notify(notification: Record<string, unknown>): Promise<{ status: number; body: string }> {
    const subscription = [...this.subscriptions.values()].at(-1);
    const response = await fetch(String(subscription?.['ReceiveAddr']), {
      method: 'POST',
      headers: { 'User-Identify': this.#options.deviceId, 'Content-Type': 'application/*+JSON', Connection: 'close' },
      body: `${JSON.stringify({
        SubscribeNotificationListObject: {
          SubscribeNotificationObject: [{ SubscribeID: subscription?.['SubscribeID'], ...notification }],
        },
      })}\n`,
    });
    return { status: response.status, body: await response.text() };
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '' } = request;
    const answer = (status: number, body: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    };
    if (!this.#proves(request)) {
      const form = this.#options.digest === 'old' ? '' : 'qop="auth",opaque="o",';
      answer(401, '', { 'WWW-Authenticate': `Digest realm="viid",${form}nonce="${this.#nonce}"` });
      return;
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const body: any = text === '' ? null : JSON.parse(text); // eslint-disable-line @typescript-eslint/no-explicit-any
    const refused = this.refuse?.(method, url) ?? null;
    if (refused === null) this.#apply(method, url, body);
    this.asked.push({ method, url, userIdentify: request.headers['user-identify'] as string | undefined, body });
    const reply = refused ?? this.#options.reply ?? { status: 200, body: ok };
    answer(reply.status, reply.body);
    for (const wake of this.#waiters.splice(0)) wake();
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  #apply(method: string, url: string, body: any): void {
    const list: Record<string, unknown>[] = body?.SubscribeListObject?.SubscribeObject ?? [];
    for (const subscription of list) this.subscriptions.set(String(subscription['SubscribeID']), subscription);
    const listed: Record<string, unknown>[] = body?.DispositionListObject?.DispositionObject ?? [];
    for (const disposition of listed) this.dispositions.set(String(disposition['DispositionID']), disposition);
    const takenBack = /^\/VIID\/Dispositions(?:\/|\?IDList=)(.+)$/.exec(url)?.[1];
    if (takenBack !== undefined && (method === 'DELETE' || body?.DispositionObject?.OperateType === 1)) {
      this.dispositions.delete(takenBack);
    }
    const ended = /^\/VIID\/Subscribes(?:\/|\?IDList=)(.+)$/.exec(url)?.[1];
    if (ended === undefined) return;
    if (method === 'DELETE' || body?.SubscribeObject?.OperateType === 1) this.subscriptions.delete(ended);
  }

  #proves(request: IncomingMessage): boolean {
    const { digest = 'qop', user, password } = this.#options;
    if (digest === 'none') return true;
    const header = request.headers.authorization ?? '';
    const field = (name: string): string => {
      const found = new RegExp(`[ ,]${name}=(?:"([^"]*)"|([^,]*))`).exec(header);
      return found?.[1] ?? found?.[2] ?? '';
    };
    const secret = md5(`${user}:viid:${password}`);
    const asked = md5(`${request.method ?? ''}:${request.url ?? ''}`);
    const middle = digest === 'old' ? this.#nonce : [this.#nonce, field('nc'), field('cnonce'), 'auth'].join(':');
    return field('username') === user && field('response') === md5(`${secret}:${middle}:${asked}`);
  }
}

const ok = JSON.stringify({
  ResponseStatusListObject: { ResponseStatusObject: [{ Id: '1', StatusCode: '0', StatusString: 'OK' }] },
});
