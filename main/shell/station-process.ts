import { utilityProcess } from 'electron';
import type { UtilityProcess } from 'electron';
import { stationFlags } from '../system/heap-flags.ts';
import { afterStationEnd, parseReadyLine } from './station-keeper.ts';
import type { ReadyLine } from './station-keeper.ts';

export interface StationProcessOptions {
  /** dist/station/main.js */
  entry: string;
  dataDirectory: string;
  /** Port of the last run, 0 for any: a restarted station comes back where its windows look for it. */
  port: number;
  /** 32 bytes for the station to open its records with; null: it keeps its own key file. */
  key: Buffer | null;
  onReady(ready: ReadyLine): void;
  /** The station refused its input; `said` is what it wrote. */
  onRefused(said: string): void;
}

/** The station as a child of the shell, started again whenever it dies. */
export class StationProcess {
  readonly #options: StationProcessOptions;
  #child: UtilityProcess | null = null;
  #port: number;
  #readySince: number | null = null;
  #quickEnds = 0;
  #stopAsked = false;
  #stopped: (() => void) | null = null;
  #lastWords = '';

  constructor(options: StationProcessOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  start(): void {
    const { entry, dataDirectory, key } = this.#options;
    const args = ['--data', dataDirectory, '--port', String(this.#port)];
    if (key !== null) args.push('--key-from', 'parent');
    const child = utilityProcess.fork(entry, args, {
      serviceName: 'Guardroom station',
      stdio: 'pipe',
      execArgv: [...stationFlags],
    });
    this.#child = child;
    this.#readySince = null;
    // Over the port: arguments and environment can be read by others on this machine.
    if (key !== null) child.postMessage({ key: key.toString('hex') });
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      this.#lastWords = (this.#lastWords + chunk.toString('utf8')).slice(-4000);
    });
    child.on('message', (message: unknown) => {
      const ready = parseReadyLine(message);
      if (ready === null) return;
      this.#readySince = performance.now();
      this.#port = Number(new URL(ready.console).port);
      this.#options.onReady(ready);
    });
    child.once('exit', (code) => this.#ended(code));
  }

  /** Asks the station to stop and waits for its end. */
  stop(): Promise<void> {
    this.#stopAsked = true;
    const child = this.#child;
    if (child === null) return Promise.resolve();
    return new Promise((resolve) => {
      const tooLong = setTimeout(() => child.kill(), 10_000);
      this.#stopped = () => {
        clearTimeout(tooLong);
        resolve();
      };
      child.postMessage('stop');
    });
  }

  #ended(code: number): void {
    this.#child = null;
    const ranMs = this.#readySince === null ? null : performance.now() - this.#readySince;
    const next = afterStationEnd({ code, ranMs, quickEnds: this.#quickEnds }, this.#stopAsked);
    switch (next.act) {
      case 'quit':
        this.#stopped?.();
        return;
      case 'explain':
        this.#options.onRefused(this.#lastWords);
        return;
      case 'restart':
        this.#quickEnds = next.quickEnds;
        // The port may have been taken while the station was away; after a few quick ends any port is better than none.
        if (next.quickEnds >= 3) this.#port = 0;
        setTimeout(() => this.start(), next.inMs);
        return;
    }
  }
}
