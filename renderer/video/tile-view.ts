/** What a tile says of itself, out of what the station, the decoder and the clock say: pure. */
import type { StreamState } from '#contract/camera.ts';
import type { DecoderTrouble, RefusedReason } from './worker/messages.ts';

export type TileState = 'connecting' | 'live' | 'stale' | 'offline' | 'unplayable';

/** What only this console knows. */
export type ConsoleReason = 'link-lost' | 'browser-unsupported' | RefusedReason | DecoderTrouble;

/** Why the tile is in its state, to be put into words. */
export type TileDetail = { from: 'station'; state: StreamState } | { from: 'console'; reason: ConsoleReason };

export interface TileView {
  state: TileState;
  /** Null before the station has said anything. */
  detail: TileDetail | null;
  /** When a frame was last decoded for the picture that is on screen: this machine's clock, ms since 1970. */
  lastFrameAtMs: number | null;
  width: number | null;
  height: number | null;
  codec: string | null;
  framesShown: number;
  framesLost: number;
  decoderResets: number;
  /** Arrival at the station to presented, median of the last minute's samples; null when the clocks do not agree. */
  latencyMs: number | null;
}

export interface TileFacts {
  isBrowserAble: boolean;
  isLinkUp: boolean;
  watchedSinceMs: number;
  refused: RefusedReason | null;
  trouble: DecoderTrouble | null;
  station: StreamState | null;
  /** The station has said `live` since the watch began: frames are new, not what its ring kept of a dead camera. */
  hasBeenLive: boolean;
  /** Of the picture on screen, which may be from before the watch began. Monotonic, as are the other instants. */
  lastFrameAtMs: number | null;
}

/** Two seconds, less the period in which it is looked at: a tile is stale within two seconds. */
export const staleAfterMs = 1800;
/** A camera away this long is down, not blinking. */
export const downAfterMs = 10_000;

export function describeTile(facts: TileFacts, nowMs: number): { state: TileState; detail: TileDetail | null } {
  const console = (reason: ConsoleReason): TileDetail => ({ from: 'console', reason });
  const station: TileDetail | null = facts.station === null ? null : { from: 'station', state: facts.station };
  if (!facts.isBrowserAble) return { state: 'unplayable', detail: console('browser-unsupported') };
  if (facts.refused !== null) return { state: 'offline', detail: console(facts.refused) };

  const frameAgeMs = facts.lastFrameAtMs === null ? Infinity : nowMs - facts.lastFrameAtMs;
  const isFresh = frameAgeMs < staleAfterMs && (facts.lastFrameAtMs ?? 0) >= facts.watchedSinceMs;
  if (isFresh && facts.hasBeenLive && facts.trouble === null) return { state: 'live', detail: station };

  const detail = facts.isLinkUp ? station : console('link-lost');
  if (facts.isLinkUp) {
    if (facts.trouble !== null) return { state: 'unplayable', detail: console(facts.trouble) };
    if (facts.station?.state === 'unplayable') return { state: 'unplayable', detail };
    const isDown = !facts.hasBeenLive || frameAgeMs >= downAfterMs;
    if (facts.station?.state === 'offline' && isDown) return { state: 'offline', detail };
  }
  const hasPicture = facts.lastFrameAtMs !== null;
  const isBeginning = nowMs - facts.watchedSinceMs < staleAfterMs;
  if (facts.station?.state === 'stale' || (hasPicture && !isBeginning)) return { state: 'stale', detail };
  return { state: 'connecting', detail };
}
