import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { FrameSource } from '../../../main/cameras/frames.ts';
import { mediaSocketServerOptions, serveMedia } from '../../../main/gateway/media-socket.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';

const contentTypes: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The page's files and the media socket on one origin, as the gateway has them. */
export class MediaServer {
  readonly #directory: string;
  readonly #frames: FrameSource;
  readonly #transcoded: FrameSource | undefined;
  #server: Server | null = null;
  #sockets: WebSocketServer | null = null;
  port = 0;

  constructor(directory: string, frames: FrameSource, transcoded?: FrameSource) {
    this.#directory = directory;
    this.#frames = frames;
    this.#transcoded = transcoded;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://station').pathname;
      const file = join(this.#directory, path === '/' ? 'index.html' : path);
      readFile(file).then(
        (body) => response.writeHead(200, { 'content-type': contentTypes[extname(file)] ?? '' }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    const sockets = new WebSocketServer({ server, path: '/media', ...mediaSocketServerOptions });
    sockets.on('connection', (socket) => {
      serveMedia(socket, {
        frames: this.#frames,
        transcoded: this.#transcoded,
        clock: realClock,
        log: silentLog,
      });
    });
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#sockets = sockets;
  }

  /** As if the process had died: sockets are cut, the port is free. */
  async kill(): Promise<void> {
    for (const client of this.#sockets?.clients ?? []) client.terminate();
    this.#sockets?.close();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
