import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Set for a child that is to end when its stdin does: its parent is gone then, however it went. */
export const followVariable = 'GUARDROOM_FOLLOW_STDIN';

export interface ReadyChild<Ready> {
  process: ChildProcess;
  ready: Ready;
  /** Asks it to stop and waits; kills it when it does not within ten seconds. */
  stop(): Promise<void>;
  /** Resolves with the exit code when it ends, however. */
  ended: Promise<number>;
}

/** Starts one of our own Node programs, under `flags` of Node's, and waits for its one JSON line `{"ready":true,…}` on stdout. */
export async function startReadyChild<Ready extends { ready: true }>(
  script: string,
  args: readonly string[],
  options: { stderr?: 'inherit' | 'ignore'; flags?: readonly string[] } = {},
): Promise<ReadyChild<Ready>> {
  const child = spawn(process.execPath, [...(options.flags ?? []), script, ...args], {
    stdio: ['pipe', 'pipe', options.stderr ?? 'inherit'],
    env: { ...process.env, [followVariable]: '1' },
  });
  const ended = new Promise<number>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 0))),
  );
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('error', reject);
    void ended.then((code) => reject(new Error(`${script} ended with exit code ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      try {
        const said = JSON.parse(line) as Ready;
        if ((said as { ready?: unknown } | null)?.ready === true) resolve(said);
      } catch {
        // Not our line.
      }
    });
  });
  return {
    process: child,
    ready,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(tooLong);
    },
  };
}
