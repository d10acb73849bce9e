/** Which frames belong into a clip, and where it ends. Pure but for what it has seen so far. */
import type { ClipShortened } from '#contract/clip.ts';
import type { StreamName } from '#contract/camera.ts';
import type { AccessUnit } from '../frames.ts';

/** A camera that sends one picture a second leaves no gap; longer than this it sent nothing. */
const gapMs = 2000;

export type FrameVerdict =
  | { take: true; presentationUs: number; durationUs: number }
  /** Not in the clip: before its first key frame. */
  | { take: false; end: null }
  /** The clip is over before this frame. `complete`: as long as it was meant to be. */
  | { take: false; end: 'complete' | Extract<ClipShortened, 'clock-restarted'> };

export interface ClipSpan {
  fromMs: number;
  toMs: number;
  frames: number;
  missingMs: number;
}

/**
 * Follows the frames of one stream, in decoding order. Presentation times come out counted from the first frame taken;
 * those of B-frames run ahead of and behind each other and may lie before it.
 */
export class ClipTiming {
  #firstUs: number | null = null;
  /** The greatest presentation time so far, and the one before the newest key frame. */
  #latestUs = 0;
  #latestBeforeKeyUs = Number.NEGATIVE_INFINITY;
  #span: ClipSpan = { fromMs: 0, toMs: 0, frames: 0, missingMs: 0 };

  get span(): ClipSpan {
    return this.#span;
  }

  look(frame: AccessUnit, untilMs: number): FrameVerdict {
    if (this.#firstUs === null) {
      if (!frame.key) return { take: false, end: null };
      if (frame.arrivalMs > untilMs) return { take: false, end: 'complete' };
      this.#firstUs = frame.presentationUs;
      this.#latestUs = frame.presentationUs;
      this.#span = { fromMs: frame.arrivalMs, toMs: frame.arrivalMs, frames: 1, missingMs: 0 };
      return { take: true, presentationUs: 0, durationUs: 0 };
    }
    if (frame.arrivalMs > untilMs) return { take: false, end: 'complete' };
    // Whatever precedes a key frame in decoding order precedes it on screen (H.264 7.4.1.2.4 IDR, H.265 8.3.1 IRAP):
    // a time that does not is of another clock, and mp4 has one.
    if (frame.key && frame.presentationUs <= this.#latestUs) return { take: false, end: 'clock-restarted' };
    if (frame.key) this.#latestBeforeKeyUs = this.#latestUs;
    if (frame.presentationUs < this.#latestBeforeKeyUs) return { take: false, end: 'clock-restarted' };
    this.#latestUs = Math.max(this.#latestUs, frame.presentationUs);
    const silentMs = frame.arrivalMs - this.#span.toMs;
    this.#span = {
      ...this.#span,
      toMs: Math.max(this.#span.toMs, frame.arrivalMs),
      frames: this.#span.frames + 1,
      missingMs: this.#span.missingMs + (silentMs > gapMs ? silentMs : 0),
    };
    // mp4 takes a frame's duration from the frame after it; this is for the last one.
    const durationUs = (this.#latestUs - this.#firstUs) / (this.#span.frames - 1);
    return { take: true, presentationUs: frame.presentationUs - this.#firstUs, durationUs };
  }
}

/** Frames of a ring that fell silent are no past of now. */
export function recentOnly(frames: readonly AccessUnit[], sinceMs: number): readonly AccessUnit[] {
  const newest = frames.at(-1);
  return newest === undefined || newest.arrivalMs < sinceMs ? [] : frames;
}

/** The better picture where it goes back as far; otherwise whichever goes back further. A second less is as far. */
export function chooseStream(
  past: { main: readonly AccessUnit[]; sub: readonly AccessUnit[] },
  sinceMs: number,
): StreamName {
  const reach = (frames: readonly AccessUnit[]): number => Math.max(frames[0]?.arrivalMs ?? Infinity, sinceMs);
  const main = reach(past.main);
  const sub = reach(past.sub);
  return sub < main - 1000 ? 'sub' : 'main';
}
