/** Keeps the station running: what to do when it ends. Pure. */

export interface StationEnd {
  /** Exit code as the operating system gives it; see station/main.ts. */
  code: number;
  /** How long it had been ready; null when it never was. */
  ranMs: number | null;
  /** Ends in a row without having run for a minute. */
  quickEnds: number;
}

export type AfterEnd =
  | { act: 'quit' }
  /** Bad arguments or provision: starting again cannot help, a person must read why. */
  | { act: 'explain' }
  | { act: 'restart'; inMs: number; quickEnds: number };

const stoppedCode = 0;
const badInputCode = 2;
const firstRestartMs = 500;
const longestRestartMs = 30_000;

/** `asked`: the shell itself asked the station to stop. */
export function afterStationEnd(end: StationEnd, asked: boolean): AfterEnd {
  if (asked) return { act: 'quit' };
  if (end.code === badInputCode) return { act: 'explain' };
  const quickEnds = end.ranMs !== null && end.ranMs >= 60_000 ? 0 : end.quickEnds + 1;
  // A station that was running and ended "cleanly" without being asked is restarted too: a guard house never goes dark.
  const inMs =
    end.code === stoppedCode
      ? firstRestartMs
      : Math.min(firstRestartMs * 2 ** Math.max(0, quickEnds - 1), longestRestartMs);
  return { act: 'restart', inMs, quickEnds };
}

export interface ReadyLine {
  console: string;
  viid: string | null;
}

/** The one JSON line the station says when it is up; null for anything else. */
export function parseReadyLine(line: unknown): ReadyLine | null {
  if (typeof line !== 'string') return null;
  try {
    const said = JSON.parse(line) as { ready?: unknown; console?: unknown; viid?: unknown } | null;
    if (said?.ready !== true || typeof said.console !== 'string') return null;
    return { console: said.console, viid: typeof said.viid === 'string' ? said.viid : null };
  } catch {
    return null;
  }
}
