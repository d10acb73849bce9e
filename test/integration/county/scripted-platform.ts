import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { ViidDestination } from '../../../main/county/viid-destination.ts';
import type { OutboxMessage } from '../../../main/county/outbox-store.ts';
import { realClock } from '../../../main/system/clock.ts';
import { china } from '../../unit/county/parts.ts';

export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server on loopback that answers by what the test says, over real sockets, and remembers what it was asked. */
export class ScriptedPlatform {
  readonly asked: Asked[] = [];
  answer: (asked: Asked, response: ServerResponse) => void;
  readonly #sockets = new Set<Socket>();
  readonly #server;
  readonly #scheme: 'http' | 'https';

  private constructor(answer: ScriptedPlatform['answer'], tls: ServerOptions | null) {
    this.answer = answer;
    this.#scheme = tls === null ? 'http' : 'https';
    this.#server = tls === null ? createServer() : createTlsServer(tls);
    this.#server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const asked = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
        this.asked.push(asked);
        this.answer(asked, response);
      });
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined); // broken on purpose
    });
  }

  static async start(answer: ScriptedPlatform['answer'], tls: ServerOptions | null = null): Promise<ScriptedPlatform> {
    const platform = new ScriptedPlatform(answer, tls);
    await new Promise<void>((listening) => platform.#server.listen(0, '127.0.0.1', listening));
    return platform;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }
  /** What was asked for, in order, without `/VIID/`. */
  get paths(): string[] {
    return this.asked.map(({ path }) => path.replace(/^\/VIID\//, ''));
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

export function say(response: ServerResponse, status: number, body: unknown = '', headers: object = {}): void {
  response.writeHead(status, { ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

export const fine = (more: object = {}) => ({ ResponseStatusObject: { StatusCode: 0, StatusString: '正常', ...more } });

export const account = { id: '37152500005030000001', user: 'unit', password: 'county-password' };

export function viidTo(
  url: string,
  more: Partial<ConstructorParameters<typeof ViidDestination>[0]> = {},
): ViidDestination {
  const named = { name: 'viid', title: null, platformId: null, url, ...account };
  return new ViidDestination({ ...named, clock: realClock, offsetAt: china, ...more });
}

let messages = 0;
/** A notification of this id, as it waits in the outbox. */
export function notification(id: string, more: Partial<OutboxMessage> = {}): OutboxMessage {
  const body = { DispositionNotificationListObject: { DispositionNotificationObject: [{ NotificationID: id }] } };
  messages += 1;
  return {
    ...{ id: messages, destination: 'viid', kind: 'alarm', route: null, key: `alarm:${id}`, createdAtMs: 0 },
    ...{ attempts: 0, rejections: 0, body: Buffer.from(JSON.stringify(body)), ...more },
  };
}

export const patience = (): AbortSignal => new AbortController().signal;
