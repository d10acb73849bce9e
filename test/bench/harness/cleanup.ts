/** Whatever a bench starts is put away: when it is done, when it fails, and on Ctrl+C. */

type Undo = () => Promise<unknown> | void;

export class Cleanup {
  readonly #undos: Undo[] = [];
  /** Ids of processes (negative: of process groups) to be killed should all else fail. */
  readonly #pids = new Set<number>();
  readonly #stopping = new AbortController();

  /** Aborted on Ctrl+C: what waits gives up. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => this.#stopping.abort(new Error(`stopped by ${signal}`)));
    }
    process.on('exit', () => {
      for (const pid of this.#pids) killQuietly(pid);
    });
  }

  /** Remembers how to put something away. Returns what does it now; done once only. */
  add(undo: Undo): () => Promise<void> {
    let isDone = false;
    const once = async (): Promise<void> => {
      if (isDone) return;
      isDone = true;
      this.#undos.splice(this.#undos.indexOf(once), 1);
      await undo();
    };
    this.#undos.push(once);
    return once;
  }

  /** A process of ours. It is killed at the end if it still runs; `forget` it when it has ended. */
  watch(pid: number): { forget(): void } {
    this.#pids.add(pid);
    return { forget: () => void this.#pids.delete(pid) };
  }

  /** The last thing added first. What cannot be put away does not keep the rest from being. */
  async run(): Promise<void> {
    for (const undo of this.#undos.toReversed()) {
      await Promise.resolve(undo()).catch((error: unknown) => {
        process.stderr.write(`not put away: ${error instanceof Error ? error.message : String(error)}\n`);
      });
    }
    for (const pid of this.#pids) killQuietly(pid);
  }
}

export function killQuietly(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
