/** Apache with mod_auth_digest, a server that shares no code with us, as an upper platform that knows one answer. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const program = '/usr/sbin/apache2';
const modules = '/usr/lib/apache2/modules';

export interface ApacheOptions {
  user: string;
  password: string;
  /** Below which Digest is asked for. */
  guarded: string;
  /** Paths that answer, with what. */
  answers: Readonly<Record<string, object>>;
}

export class ApachePeer {
  readonly port: number;
  readonly #directory: string;
  readonly #child: ChildProcess;

  private constructor(port: number, directory: string, child: ChildProcess) {
    this.port = port;
    this.#directory = directory;
    this.#child = child;
  }

  static async start(options: ApacheOptions): Promise<ApachePeer> {
    const directory = await mkdtemp(join(tmpdir(), 'guardroom-apache-'));
    // As root it serves as somebody who is nobody here.
    await chmod(directory, 0o755);
    const port = await freePort();
    for (const [path, answer] of Object.entries(options.answers)) {
      const file = join(directory, 'www', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(answer));
    }
    const { user, password } = options;
    const secret = createHash('md5').update(`${user}:viid:${password}`).digest('hex');
    await writeFile(join(directory, 'users'), `${user}:viid:${secret}\n`);
    await writeFile(join(directory, 'apache.conf'), configuration(directory, port, options));
    const child = spawn(program, ['-D', 'FOREGROUND', '-f', join(directory, 'apache.conf')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // When it ends, Apache ends everyone in its process group: not ours.
      detached: true,
    });
    const peer = new ApachePeer(port, directory, child);
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(port)) return peer;
      await new Promise((again) => setTimeout(again, 25));
    }
    await peer.stop();
    throw new Error('apache does not come up');
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `POST /VIID/System/Register 200`, one a request, in order. */
  async requests(): Promise<string[]> {
    // It logs after it has answered, and one at a time: with this one in the log all before it are.
    const last = 'GET /asked-last';
    await (await fetch(`${this.origin}/asked-last`)).text();
    for (;;) {
      const lines = (await readFile(join(this.#directory, 'access.log'), 'utf8')).split('\n');
      const end = lines.findIndex((line) => line.startsWith(last));
      if (end >= 0) return lines.slice(0, end);
      await new Promise((again) => setTimeout(again, 10));
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'exit');
    }
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function configuration(directory: string, port: number, { guarded }: ApacheOptions): string {
  const loaded = ['mpm_prefork', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_digest'];
  return [
    `ServerRoot ${directory}`,
    'ServerName 127.0.0.1',
    `Listen 127.0.0.1:${port}`,
    `DefaultRuntimeDir ${directory}`,
    `PidFile ${join(directory, 'pid')}`,
    `ErrorLog ${join(directory, 'error.log')}`,
    ...loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    // One process and a connection for each request, so that they are logged in order.
    ...[
      'ServerLimit 1',
      'StartServers 1',
      'MinSpareServers 1',
      'MaxSpareServers 1',
      'MaxRequestWorkers 1',
      'KeepAlive Off',
    ],
    `DocumentRoot ${join(directory, 'www')}`,
    `CustomLog ${join(directory, 'access.log')} "%m %U%q %>s"`,
    `<Location ${guarded}>`,
    'AuthType Digest',
    'AuthName viid',
    'AuthDigestProvider file',
    `AuthUserFile ${join(directory, 'users')}`,
    'Require valid-user',
    '</Location>',
    '',
  ].join('\n');
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
