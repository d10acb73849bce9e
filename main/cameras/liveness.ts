import type { OfflineReason } from '#contract/camera.ts';

/** What a session knows about a connection that stands; instants on the clock that does not jump. */
export interface Connection {
  playingSinceMs: number;
  /** Null: no frame on this connection yet. */
  lastFrameMs: number | null;
  /** Packets came since PLAY, or since the last frame. */
  packetsCome: boolean;
  /** Between frames, smoothed; 0 while unknown. */
  frameIntervalMs: number;
}

export type Liveness = { is: 'fine' } | { is: 'stale' } | { is: 'over'; reason: OfflineReason; detail: string };

/** With a look every 500 ms, a picture that stands still is called stale within 2 s. */
export const lookEveryMs = 500;
const staleAfterMs = 1450;
/** From stale to connecting anew. */
const patienceMs = 8000;
const firstFrameMs = 8000;
/** Some cameras send a key frame every 10 or 20 s only, and nothing can be shown before one. */
const firstKeyFrameMs = 25_000;

export function decideLiveness(connection: Connection, nowMs: number): Liveness {
  const { lastFrameMs, packetsCome, frameIntervalMs, playingSinceMs } = connection;
  if (lastFrameMs === null) {
    const waitedMs = nowMs - playingSinceMs;
    if (waitedMs < (packetsCome ? firstKeyFrameMs : firstFrameMs)) return { is: 'fine' };
    const detail = packetsCome ? 'packets come, but no key frame' : 'PLAY accepted, but nothing comes';
    return { is: 'over', reason: 'no-frames', detail };
  }
  // A camera set to one picture a second is not stale between two of them.
  const staleMs = Math.max(staleAfterMs, Math.min(frameIntervalMs * 2.5, 10_000));
  const silentMs = nowMs - lastFrameMs;
  if (silentMs < staleMs) return { is: 'fine' };
  if (silentMs < staleMs + (packetsCome ? firstKeyFrameMs : patienceMs)) return { is: 'stale' };
  const detail = packetsCome ? 'packets come, but no key frame' : 'no packets come';
  return { is: 'over', reason: 'stopped', detail };
}
