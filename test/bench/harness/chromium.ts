/**
 * A Chromium that is watched as little as possible while it is measured. Playwright asks the browser to repeat every
 * WebSocket message to it, base64-encoded; with video on WebSockets, on either side, that would be measured too. Hence
 * the few commands of the DevTools protocol that are needed, and nothing subscribed to.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { consoleScriptFlags } from '../../../main/system/heap-flags.ts';
import { chromiumFlags } from '../../peers/chromium/system-chromium.ts';
import { killQuietly } from './cleanup.ts';
import type { Cleanup } from './cleanup.ts';

/** As `npm start` opens the console in an installed browser, without a screen. */
const flags = [
  '--headless=new',
  ...chromiumFlags,
  `--js-flags=${consoleScriptFlags}`,
  '--window-size=1920,1080',
  '--lang=zh-CN',
];
const startsWithinMs = 30_000;
const answersWithinMs = 60_000;

export interface Page {
  /** Runs before any script of every document from now on. */
  addInitScript(source: string): Promise<void>;
  navigate(url: string): Promise<void>;
  /** The value of an expression, awaited, by JSON. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** As a keyboard does it: `Enter`, `ArrowDown`, `1`. */
  press(key: string): Promise<void>;
}

export interface Browser {
  /** Of the process that leads the group. */
  pid: number;
  openPage(): Promise<Page>;
  close(): Promise<void>;
}

export function findChromium(): string | null {
  const named = process.env.GUARDROOM_CHROMIUM;
  if (named !== undefined) return named;
  const places = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];
  return places.find((path) => existsSync(path)) ?? null;
}

export async function startChromium(cleanup: Cleanup): Promise<Browser> {
  const program = findChromium();
  if (program === null) throw new Error('no Chromium on this machine; GUARDROOM_CHROMIUM names one');
  const profile = await mkdtemp(join(tmpdir(), 'guardroom-bench-browser-'));
  const child = spawn(program, [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Leads a process group, so that no helper of it is missed.
    detached: true,
  });
  const pid = child.pid ?? -1;
  const watched = cleanup.watch(-pid);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let connection: Connection | null = null;
  const close = cleanup.add(async () => {
    await connection?.call('Browser.close').catch(() => undefined);
    connection?.hangUp();
    await Promise.race([ended, delay(5000)]);
    killQuietly(-pid, 'SIGKILL');
    await ended;
    watched.forget();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  const address = await new Promise<string>((done, fail) => {
    const late = setTimeout(() => fail(new Error('Chromium did not start')), startsWithinMs);
    let said = '';
    createInterface({ input: child.stderr }).on('line', (line) => {
      said = `${said}${line}\n`.slice(-2000);
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      done(found);
    });
    void ended.then(() => fail(new Error(`Chromium ended: ${said}`)));
  });
  const opened = await Connection.open(address);
  connection = opened;
  return { pid, close, openPage: () => openPage(opened) };
}

async function openPage(connection: Connection): Promise<Page> {
  const { targetId } = await connection.call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const attached = await connection.call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const call = <Result>(method: string, params?: object): Promise<Result> =>
    connection.call<Result>(method, params, attached.sessionId);
  await call('Page.enable');
  return {
    async addInitScript(source) {
      await call('Page.addScriptToEvaluateOnNewDocument', { source });
    },
    async navigate(url) {
      const { errorText } = await call<{ errorText?: string }>('Page.navigate', { url });
      if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
    },
    async press(key) {
      const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
      const windowsVirtualKeyCode = virtualKeys[key] ?? key.toUpperCase().charCodeAt(0);
      const down = { key, code: key, windowsVirtualKeyCode, ...(text !== undefined && { text }) };
      await call('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...down });
      await call('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, windowsVirtualKeyCode });
    },
    async evaluate<Value>(expression: string) {
      const { result, exceptionDetails } = await call<Evaluated<Value>>('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails === undefined) return result.value;
      throw new Error(`in the page: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    },
  };
}

const virtualKeys: Readonly<Record<string, number>> = { Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40 };

interface Evaluated<Value> {
  result: { value: Value };
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** Commands out, answers in (https://chromedevtools.github.io/devtools-protocol/). */
class Connection {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextId = 1;

  static open(address: string): Promise<Connection> {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    return new Promise((done, fail) => {
      socket.once('error', fail);
      socket.once('open', () => done(new Connection(socket)));
    });
  }

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString('utf8')) as Answer;
      if (answer.id !== undefined) this.#take(answer.id, answer);
    });
    socket.on('close', () => {
      for (const id of [...this.#waiting.keys()]) this.#take(id, { error: { message: 'Chromium has gone' } });
    });
  }

  call<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((done, fail) => {
      const late = setTimeout(
        () => this.#take(id, { error: { message: `no answer in ${answersWithinMs} ms` } }),
        answersWithinMs,
      );
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(late);
        if (error === undefined) done(result as Result);
        else fail(new Error(`${method}: ${error.message}`));
      });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
  }

  hangUp(): void {
    this.#socket.terminate();
  }

  #take(id: number, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.(answer);
  }
}
