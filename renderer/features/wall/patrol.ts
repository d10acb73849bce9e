/** The patrol 轮巡 as a clock that can be held. Pure; instants are this machine's. */

export type PauseReason = 'alarm' | 'enlarged' | 'touched';
export type Patrol =
  | { state: 'off' }
  | { state: 'running'; untilMs: number }
  /** `resumesAtMs` null: when the reason is gone. */
  | { state: 'paused'; leftMs: number; why: PauseReason; resumesAtMs: number | null };

export const off: Patrol = { state: 'off' };
/** After the last touch of the wall. */
export const touchPauseMs = 30_000;

export function startedPatrol(dwellMs: number, nowMs: number): Patrol {
  return { state: 'running', untilMs: nowMs + dwellMs };
}

export function pausedPatrol(patrol: Patrol, why: PauseReason, nowMs: number, resumesAtMs: number | null): Patrol {
  switch (patrol.state) {
    case 'off':
      return patrol;
    case 'running':
      return { state: 'paused', leftMs: Math.max(0, patrol.untilMs - nowMs), why, resumesAtMs };
    case 'paused':
      return { ...patrol, why, resumesAtMs };
  }
}

export function resumedPatrol(patrol: Patrol, nowMs: number): Patrol {
  return patrol.state === 'paused' ? { state: 'running', untilMs: nowMs + patrol.leftMs } : patrol;
}

/** Whole seconds to the next step, or until a touched patrol goes on. */
export function secondsLeft(patrol: Patrol, nowMs: number): number | null {
  const atMs = patrol.state === 'running' ? patrol.untilMs : patrol.state === 'paused' ? patrol.resumesAtMs : null;
  return atMs === null ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

/** Page by page through what is shown, then to what comes after it; none of its pages is passed by. */
export function nextStep<T>(shown: {
  page: number;
  pages: number;
  /** Null: not of the round. */
  current: T | null;
  round: readonly T[];
}): { page: number } | { next: T } {
  const { page, pages, current, round } = shown;
  const isOfRound = current !== null && round.includes(current);
  if (isOfRound && page + 1 < pages) return { page: page + 1 };
  const next = nextOf(round, current);
  return next === null || next === current ? { page: 0 } : { next };
}

/** What comes after, round and round; the first when the current one is not part of it. */
export function nextOf<T>(round: readonly T[], current: T | null): T | null {
  const at = current === null ? -1 : round.indexOf(current);
  return round[(at + 1) % Math.max(1, round.length)] ?? null;
}
