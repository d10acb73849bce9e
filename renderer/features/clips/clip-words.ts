/** Clips in words. Pure. */
import type { SignedIn } from '#contract/access.ts';
import type { Clip } from '#contract/clip.ts';
import { stopwatch } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';

export type ReadyClip = Extract<Clip, { state: 'ready' }>;

/** `00:31`, of a clip that is there. */
export function clipLength(clip: ReadyClip): string {
  return stopwatch(Math.round((clip.toMs - clip.fromMs) / 1000) * 1000);
}

export function clipBeginsAtMs(clip: Clip): number {
  return clip.state === 'ready' ? clip.fromMs : clip.cutAtMs;
}

export function whoCut(by: string, me: SignedIn | null, t: TFunction): string {
  if (by === 'station') return t('clips.byStation');
  return me !== null && me.account === by ? me.name : by;
}

export function secondsLeftInWords(untilMs: number, nowMs: number, t: TFunction): string {
  return t('clips.recordingLeft', { seconds: Math.max(0, Math.ceil((untilMs - nowMs) / 1000)) });
}
