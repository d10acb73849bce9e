/** What is there of the moving picture around a sighting, and whether more can still be had. Pure. */
import type { Clip } from '#contract/clip.ts';
import type { CameraHealth } from '#contract/health.ts';

type ReadyClip = Extract<Clip, { state: 'ready' }>;

/** A clip that begins so shortly after a sighting still shows what it was about (milliseconds). */
const nearMs = 5_000;

/** The clip that shows the instant, or comes nearest to it; the longest way into it first. Else one being recorded. */
export function clipAround(clips: readonly Clip[], atMs: number): Clip | null {
  const awayMs = (clip: ReadyClip): number =>
    atMs < clip.fromMs ? clip.fromMs - atMs : atMs > clip.toMs ? atMs - clip.toMs : 0;
  const ready = clips
    .filter((clip): clip is ReadyClip => clip.state === 'ready' && awayMs(clip) <= nearMs)
    .sort((a, b) => awayMs(a) - awayMs(b) || b.toMs - b.fromMs - (a.toMs - a.fromMs));
  const recording = clips.find(
    (clip) => clip.state === 'recording' && clip.cutAtMs - 60_000 <= atMs && atMs <= clip.untilMs,
  );
  return ready[0] ?? recording ?? null;
}

/** Before and after the sighting, seconds: as an alarm's own clip has it. */
const before = 10;
const after = 20;
/** What a cut may reach back (`clipBefore`), and has to go on (`clipAfter`). */
const mostBefore = 60;
const leastAfter = 1;

export type Cut =
  | { cut: 'possible'; beforeSeconds: number; afterSeconds: number; forMs: number }
  /** The ring no longer reaches back so far; `seconds` is what it holds. */
  | { cut: 'too-late'; seconds: number }
  | { cut: 'no-camera' };

/** How far back the longer ring of a camera reaches, seconds. */
export function ringSeconds(health: readonly CameraHealth[], cameraId: string): number | null {
  const camera = health.find((each) => each.cameraId === cameraId);
  return camera === undefined ? null : Math.max(0, ...camera.streams.map(({ ring }) => ring.seconds));
}

/** Cutting begins from now: what is asked for has to be counted back from here. */
export function cutAround(receivedAtMs: number, nowMs: number, ring: number | null): Cut {
  if (ring === null) return { cut: 'no-camera' };
  const agoSeconds = Math.max(0, Math.ceil((nowMs - receivedAtMs) / 1000));
  const reach = Math.min(ring, mostBefore);
  if (agoSeconds >= reach) return { cut: 'too-late', seconds: Math.floor(reach) };
  return {
    cut: 'possible',
    beforeSeconds: Math.min(mostBefore, agoSeconds + before),
    afterSeconds: Math.max(leastAfter, after - agoSeconds),
    forMs: reach * 1000 - (nowMs - receivedAtMs),
  };
}
