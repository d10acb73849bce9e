/** The state of a camera's health in words and figures. Pure. */
import { offlineReason } from '#contract/camera.ts';
import type { CameraHealth, ConditionInterval, EventHealth, OnlineTime, StreamHealth } from '#contract/health.ts';
import { durationInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';

/** Rounded down: 99.96 % is not 100 %. */
export function rateInWords({ rate }: OnlineTime): string | null {
  if (rate === null) return null;
  return rate === 1 ? '100%' : `${(Math.floor(rate * 1000) / 10).toFixed(1)}%`;
}

/** Below this share of its time a camera is not to be relied upon. */
const goodRate = 0.99;
export const isPoor = ({ rate }: OnlineTime): boolean => rate !== null && rate < goodRate;

export function bitrateInWords(kilobitsPerSecond: number): string {
  return kilobitsPerSecond < 1000
    ? `${String(Math.round(kilobitsPerSecond))} kb/s`
    : `${(kilobitsPerSecond / 1000).toFixed(1)} Mb/s`;
}

/** Why there is no picture: an `offlineReason`, `unplayable`, or what a newer station calls it. */
export function reasonInWords(reason: string, t: TFunction): string {
  if (reason === 'unplayable') return t('devices.state.unplayable');
  const known = offlineReason.safeParse(reason);
  return known.success ? t(`offline.${known.data}.why`) : reason;
}

export function eventsInWords(events: EventHealth, nowMs: number, t: TFunction): string {
  const last = 'lastEventAtMs' in events ? events.lastEventAtMs : null;
  const when =
    last === null ? '' : ` · ${t('health.lastEvent', { age: durationInWords(Math.max(0, nowMs - last), t) })}`;
  switch (events.is) {
    case 'none':
    case 'no-video':
      return t(`health.event.${events.is}`);
    case 'learning':
    case 'fine':
      return `${t(`health.event.${events.is}`)}${when}`;
    case 'silent':
      return t('health.event.silent', { duration: durationInWords(events.silentForMs, t) });
  }
}

export function totals(streams: readonly StreamHealth[]): { kilobitsPerSecond: number; lostPackets: number } {
  return {
    kilobitsPerSecond: streams.reduce((sum, each) => sum + each.kilobitsPerSecond, 0),
    lostPackets: streams.reduce((sum, each) => sum + each.lostPackets, 0),
  };
}

/** What is wrong beyond what the stream's own state says; null when nothing is. */
export function troubleInWords(health: CameraHealth, t: TFunction): string | null {
  if (health.events.is === 'silent') {
    return t('health.silentShort', { duration: durationInWords(health.events.silentForMs, t) });
  }
  const { lostPackets } = totals(health.streams);
  const frames = health.streams.reduce((sum, each) => sum + each.frames, 0);
  // One in a thousand frames' worth: below that no eye sees it.
  return lostPackets > 0 && lostPackets > frames / 1000 ? t('health.lostShort', { n: lostPackets }) : null;
}

/** A piece of the time line, in percent of its width. */
export interface Piece {
  interval: ConditionInterval;
  left: number;
  width: number;
}

/** Where each interval lies in the time line; what is too short to see is still a hair wide. */
export function piecesOf(intervals: readonly ConditionInterval[], fromMs: number, toMs: number): Piece[] {
  const span = Math.max(1, toMs - fromMs);
  return intervals.flatMap((interval) => {
    const begin = Math.max(fromMs, interval.fromMs);
    const end = Math.min(toMs, interval.toMs);
    if (end <= begin) return [];
    const left = ((begin - fromMs) / span) * 100;
    return [{ interval, left, width: Math.min(100 - left, Math.max(0.15, ((end - begin) / span) * 100)) }];
  });
}
