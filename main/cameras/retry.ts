import type { OfflineReason } from '#contract/camera.ts';
import { assertNever } from '../system/app-error.ts';

export interface Failures {
  /** How many in a row for this reason, the present one included. */
  sameReason: number;
  /** Since when there has been no picture, milliseconds. */
  forMs: number;
}

interface Pace {
  firstMs: number;
  factor: number;
  capMs: number;
}

const soon: Pace = { firstMs: 1000, factor: 2, capMs: 15_000 };

/**
 * How long to wait before the next try, milliseconds. `random` in [0, 1) spreads cameras that failed together: a
 * switch that comes back is not met by 64 connections at once.
 */
export function decideRetryMs(reason: OfflineReason, failures: Failures, random: number): number {
  const { firstMs, factor, capMs } = paceOf(reason, failures.forMs);
  const plainMs = Math.min(firstMs * factor ** Math.min(failures.sameReason - 1, 20), capMs);
  return Math.round(plainMs * (0.8 + 0.4 * random));
}

function paceOf(reason: OfflineReason, failingForMs: number): Pace {
  switch (reason) {
    case 'refused':
    case 'unreachable':
      // A camera that restarts is back within 2 s of answering again; and a refused connect costs next to nothing.
      return failingForMs < 60_000
        ? { firstMs: 1000, factor: 1, capMs: 1000 }
        : { ...soon, firstMs: 2000, capMs: 5000 };
    case 'closed':
    case 'stopped':
    case 'no-answer':
    case 'no-frames':
    case 'protocol':
    case 'name-unknown':
      return soon;
    case 'no-such-stream': // also what a restarting camera says before its encoder runs
    case 'too-many-viewers':
    case 'not-rtsp':
      return { firstMs: 2000, factor: 2, capMs: 30_000 };
    case 'no-video':
    case 'not-secure':
      return { firstMs: 30_000, factor: 2, capMs: 120_000 };
    case 'wrong-password':
      // Cameras lock an account after a few wrong tries, for everyone. 75 s spread by 20 % stays above a minute.
      return { firstMs: 75_000, factor: 2, capMs: 600_000 };
    default:
      return assertNever(reason);
  }
}

/** Looks again whether somebody changed the camera's codec. */
export const unplayableRetryMs = 60_000;
