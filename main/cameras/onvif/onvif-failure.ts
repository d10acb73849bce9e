import type { OnvifFailed, OnvifProblem } from '#contract/onvif.ts';
import { reasonOf } from '../../system/app-error.ts';

/** A camera did not do as asked. Thrown inside this room only: at its door it is returned as an outcome. */
export class OnvifFailure extends Error {
  readonly problem: OnvifProblem;
  /** The camera's clock minus ours, where it may be the reason. */
  readonly clockDriftMs: number | null;

  constructor(
    problem: OnvifProblem,
    detail: string,
    { clockDriftMs = null, ...options }: { cause?: unknown; clockDriftMs?: number | null } = {},
  ) {
    super(tidy(detail), options);
    this.name = 'OnvifFailure';
    this.problem = problem;
    this.clockDriftMs = clockDriftMs;
  }
}

/** What a device wrote goes onto a screen and into a log line: short, and without control characters. */
export function tidy(text: string, maxLength = 200): string {
  return text
    .slice(0, maxLength * 4)
    .replace(/[\x00-\x1f\x7f]+/g, ' ')
    .trim()
    .slice(0, maxLength);
}

/** Whatever the library threw that is no failure of ours: its reading of the answer went wrong. */
export function asFailure(thrown: unknown): OnvifFailure {
  return thrown instanceof OnvifFailure ? thrown : new OnvifFailure('broken', reasonOf(thrown), { cause: thrown });
}

/** What a camera did wrong, as an outcome. Anything else is thrown on. */
export function failed(thrown: unknown, clockDriftMs: number | null = null): OnvifFailed {
  if (!(thrown instanceof OnvifFailure)) throw thrown;
  const { problem, message } = thrown;
  return { outcome: 'failed', problem, detail: message, clockDriftMs: thrown.clockDriftMs ?? clockDriftMs };
}

export async function attempt<T>(job: () => Promise<T>): Promise<T | OnvifFailed> {
  try {
    return await job();
  } catch (error) {
    return failed(error);
  }
}
