/** What a camera gives, and how much of the time it gave pictures 在线率. Pure. */
import type { CameraWithState } from '#contract/api.ts';
import type { StreamState } from '#contract/camera.ts';
import type { CameraCondition, ConditionInterval, OnlineTime } from '#contract/health.ts';
import { assertNever } from '../../system/app-error.ts';

export interface Condition {
  condition: CameraCondition;
  /** Of `offline`. */
  reason: string | null;
}

const unknown: Condition = { condition: 'unknown', reason: null };

/**
 * The better one of its streams. A stream that is closed (nobody looks) or was not tried yet says nothing. `unplayable`
 * is offline: the unit has no pictures of it.
 */
export function conditionOf({ main, sub }: Pick<CameraWithState, 'main' | 'sub'>): Condition {
  const conditions = [main, sub].map(conditionOfStream);
  for (const wanted of ['live', 'stale', 'offline'] as const) {
    const found = conditions.find(({ condition }) => condition === wanted);
    if (found !== undefined) return found;
  }
  return unknown;
}

function conditionOfStream(state: StreamState | null): Condition {
  if (state === null) return unknown;
  switch (state.state) {
    case 'connecting':
      return unknown;
    case 'live':
    case 'stale':
      return { condition: state.state, reason: null };
    case 'offline':
      return { condition: 'offline', reason: state.reason };
    case 'unplayable':
      return { condition: 'offline', reason: 'unplayable' };
    default:
      return assertNever(state);
  }
}

/**
 * Online rate in [fromMs, toMs):
 *
 *     rate = time `live` ÷ time `live`, `stale` or `offline`
 *
 * Time in no interval (the station did not run, had not tried yet, or its clock jumped) is unknown and in neither.
 */
export function onlineTime(intervals: readonly ConditionInterval[], fromMs: number, toMs: number): OnlineTime {
  let liveMs = 0;
  let knownMs = 0;
  for (const interval of intervals) {
    if (interval.condition === 'unknown') continue;
    const ms = Math.max(0, Math.min(interval.toMs, toMs) - Math.max(interval.fromMs, fromMs));
    knownMs += ms;
    if (interval.condition === 'live') liveMs += ms;
  }
  return withRate({ liveMs, knownMs });
}

export function withRate({ liveMs, knownMs }: { liveMs: number; knownMs: number }): OnlineTime {
  return { liveMs, knownMs, rate: knownMs === 0 ? null : liveMs / knownMs };
}
