/** When to give up on a decoder, and how long to wait before trying again: pure decisions. */

export interface DecoderProgress {
  /** Frames that arrived since the decoder last gave one. */
  framesIn: number;
  /** Frames the decoder has not yet taken from its queue. */
  framesWaiting: number;
  /** When the decoder last gave or took a frame, or was set up. */
  progressAtMs: number;
  /** When the decoder last gave a frame, or was set up. */
  outputAtMs: number;
  /** Restarts in a row that brought no picture. */
  restartsInRow: number;
}

/** A decoder may keep 16 frames to sort them (H.264 A.3.1, max_dec_frame_buffering); more is no sorting. */
const silentFrames = 20;
const silentMs = 2000;
/** A machine that opens 64 tiles at once is slow, not stuck. */
const hungMs = 4000;
const longestPatienceMs = 32_000;

export function isDecoderStuck(progress: DecoderProgress, nowMs: number): boolean {
  const patience = 2 ** progress.restartsInRow;
  const patienceMs = (ms: number): number => Math.min(ms * patience, longestPatienceMs);
  const isSilent = progress.framesIn >= silentFrames && nowMs - progress.outputAtMs >= patienceMs(silentMs);
  const isHung = progress.framesWaiting > 0 && nowMs - progress.progressAtMs >= patienceMs(hungMs);
  return isSilent || isHung;
}

/** From this many errors in a row the tile says that it cannot be played; it keeps trying. */
export const errorsToUnplayable = 5;

/** The first error may be one broken frame: go on at the next key frame. Then ever more slowly. */
export function restAfterErrorMs(errorsInRow: number): number {
  return errorsInRow <= 1 ? 0 : Math.min(250 * 2 ** (errorsInRow - 2), 5000);
}
