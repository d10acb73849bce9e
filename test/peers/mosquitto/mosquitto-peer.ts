/** Mosquitto, a broker that shares no code with us, and its own clients as Frigate's voice. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian puts it where only root's PATH looks. */
const program = (): string => (existsSync('/usr/sbin/mosquitto') ? '/usr/sbin/mosquitto' : 'mosquitto');

export class MosquittoPeer {
  readonly port: number;
  readonly #directory: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.#directory = directory;
  }

  /** `password`: of the user `guardroom`; anyone when absent. */
  static async start(password?: string): Promise<MosquittoPeer> {
    const directory = await mkdtemp(join(tmpdir(), 'guardroom-mosquitto-'));
    const peer = new MosquittoPeer(await freePort(), directory);
    const passwords = join(directory, 'passwords');
    if (password !== undefined) {
      const made = spawn('mosquitto_passwd', ['-b', '-c', passwords, 'guardroom', password], { stdio: 'ignore' });
      await once(made, 'exit');
    }
    await writeFile(
      join(directory, 'mosquitto.conf'),
      [
        `listener ${peer.port} 127.0.0.1`,
        ...(password === undefined ? ['allow_anonymous true'] : [`password_file ${passwords}`]),
        'persistence false',
        // As root it would become a user who cannot read the directory.
        ...(process.getuid?.() === 0 ? ['user root'] : []),
      ].join('\n'),
    );
    await peer.run();
    return peer;
  }

  /** Starts the broker, again too. */
  async run(): Promise<void> {
    this.#child = spawn(program(), ['-c', join(this.#directory, 'mosquitto.conf')], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(this.port)) return;
      await new Promise((again) => setTimeout(again, 25));
    }
    throw new Error('mosquitto does not come up');
  }

  async halt(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.#directory, { recursive: true, force: true });
  }
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
