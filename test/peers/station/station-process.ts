/** The real station as a child process, for stories and faults: as `npm run station` runs it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { stationFlags } from '../../../main/system/heap-flags.ts';

export const root = resolve(import.meta.dirname, '..', '..', '..');
const entry = join(root, 'dist', 'station', 'main.js');

export interface StationProcess {
  console: string;
  viid: string;
  process: ChildProcess;
  /** What it wrote to stderr so far. */
  log(): string;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Starts the built station on a directory; `npm run build` has to have run. */
export async function startStationProcess(options: {
  dataDirectory: string;
  provisionFile?: string;
  port?: number;
  /** Beside the environment of the tests. */
  env?: Record<string, string>;
  /** A program, with its arguments, that runs the station and then is it: a tracer. */
  wrapper?: readonly string[];
}): Promise<StationProcess> {
  if (!existsSync(entry)) throw new Error('the station is not built: npm run build');
  const { dataDirectory, provisionFile, port, env, wrapper = [] } = options;
  const args = ['--data', dataDirectory, '--port', String(port ?? 0)];
  if (provisionFile !== undefined) args.push('--provision', provisionFile);
  const [program = process.execPath, ...rest] = [...wrapper, process.execPath, ...stationFlags, entry, ...args];
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const ended = new Promise<number>((done) => child.once('exit', (code) => done(code ?? 137)));
  const ready = await new Promise<{ console: string; viid: string }>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => done(JSON.parse(line) as StationProcess));
    void ended.then((code) => fail(new Error(`the station ended with ${code}: ${said}`)));
  });
  return {
    console: ready.console,
    viid: ready.viid,
    process: child,
    log: () => said,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A directory of its own, with the provision file in it. */
export async function makeSite(provision: unknown): Promise<{
  directory: string;
  dataDirectory: string;
  provisionFile: string;
  remove(): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-story-'));
  const provisionFile = join(directory, 'provision.yaml');
  await writeFile(provisionFile, stringify(provision));
  return {
    directory,
    dataDirectory: join(directory, 'data'),
    provisionFile,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
