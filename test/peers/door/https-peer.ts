/** A door controller that is told over HTTP or HTTPS; its certificate is made by openssl, apart from ours. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface HeardCall {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Certificate {
  key: string;
  cert: string;
  /** SHA-256 of the DER, lower-case hex. */
  sha256: string;
}

const run = promisify(execFile);

/** Signed by itself, for 127.0.0.1. */
export async function makeCertificate(): Promise<Certificate> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-certificate-'));
  const [keyFile, certFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  try {
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile],
    ]);
    const [key, cert] = [await readFile(keyFile, 'utf8'), await readFile(certFile, 'utf8')];
    const sha256 = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
    return { key, cert, sha256 };
  } finally {
    await rm(directory, { recursive: true });
  }
}

export class DoorHttpPeer {
  readonly heard: HeardCall[] = [];
  connections = 0;
  /** What it answers; the usual is 204. */
  answer: (call: HeardCall, response: ServerResponse) => void = (_call, response) => response.writeHead(204).end();
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';

  constructor(certificate: Certificate | null) {
    this.#scheme = certificate === null ? 'http' : 'https';
    const serve = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    this.#server =
      certificate === null
        ? createPlainServer(serve)
        : createServer({ key: certificate.key, cert: certificate.cert }, serve);
    this.#server.on('connection', () => (this.connections += 1));
    this.#server.on('tlsClientError', () => undefined);
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const { method = '', url = '', headers } = request;
    const call = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.heard.push(call);
    this.answer(call, response);
  }
}
