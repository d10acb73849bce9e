/** Which actions an alarm sets off by itself, and which of them must wait for somebody. Pure. */
import type { Action, ActionRun } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { CameraPoint } from '#contract/camera.ts';
import { isInScope } from '#contract/scope.ts';
import { minutes } from '../../system/clock.ts';

/** Who lets an action run by itself: a hit (of a vehicle, read twice), a rule, or the guard who called the hit true. */
export type OwnCause = 'hit' | 'rule' | 'confirmed';
export type Interlock = 'needs-guard' | 'needs-second-read' | 'never-by-itself';

export type ActionDecision =
  | { decision: 'run'; action: Action; cause: OwnCause }
  | { decision: 'hold-back'; action: Action; cause: 'hit' | 'rule'; interlock: Interlock };

/** What is known of the one run that this alarm sets off of an action: none yet, waiting, or anything after that. */
export type Standing = 'none' | 'held-back' | 'begun';

export interface AlarmAtHand {
  alarm: Alarm;
  /** Of the alarm's camera; null: it is gone, or there is none. */
  point: CameraPoint | null;
  actions: readonly Action[];
  standingOf(actionId: number): Standing;
  nowMs: number;
}

/**
 * What allowed it must be news: nobody wants the siren for a hit that was there before the station was started again
 * after hours, or before the action was written down.
 */
export const newsForMs = minutes(10);

/** In the order of the actions. Asked again whenever the alarm changes; what has begun is decided no more. */
export function decideActions({ alarm, point, actions, standingOf, nowMs }: AlarmAtHand): ActionDecision[] {
  const isNews = (atMs: number): boolean => nowMs - atMs <= newsForMs;
  return actions.flatMap((action): ActionDecision[] => {
    const standing = standingOf(action.id);
    if (standing === 'begun' || !action.enabled) return [];
    if (!isInScope(action.scope, { cameraId: alarm.cameraId, point })) return [];
    const leave = leaveOf(alarm, action);
    switch (leave.leave) {
      case 'not-asked':
        return [];
      case 'given':
        return isNews(leave.atMs) ? [{ decision: 'run', action, cause: leave.cause }] : [];
      case 'waits': {
        const { cause, interlock } = leave;
        if (standing === 'held-back' || !isNews(alarm.lastSeenAtMs)) return [];
        return [{ decision: 'hold-back', action, cause, interlock }];
      }
    }
  });
}

export function standingIn(runs: readonly ActionRun[]): (actionId: number) => Standing {
  return (actionId) => {
    const run = runs.find((each) => each.actionId === actionId);
    if (run === undefined) return 'none';
    return run.state === 'held-back' ? 'held-back' : 'begun';
  };
}

type Leave =
  | { leave: 'not-asked' }
  | { leave: 'waits'; cause: 'hit' | 'rule'; interlock: Interlock }
  | { leave: 'given'; cause: OwnCause; atMs: number };

const notAsked: Leave = { leave: 'not-asked' };

function leaveOf({ cause, resolved, lastSeenAtMs, raisedAtMs }: Alarm, action: Action): Leave {
  const byRule = cause.by === 'rule';
  const asked = byRule ? cause.rule.actionIds.includes(action.id) : action.onHits.includes(cause.entry.category);
  if (!asked) return notAsked;
  // Only ever by a guard's own key, whatever else is true.
  if (action.effect === 'open') {
    if (resolved !== null) return notAsked;
    return { leave: 'waits', cause: byRule ? 'rule' : 'hit', interlock: 'never-by-itself' };
  }
  if (byRule) return resolved === null ? { leave: 'given', cause: 'rule', atMs: raisedAtMs } : notAsked;
  if (resolved !== null)
    return resolved.outcome === 'true-hit' ? { leave: 'given', cause: 'confirmed', atMs: resolved.atMs } : notAsked;
  if (cause.entry.kind === 'person') return { leave: 'waits', cause: 'hit', interlock: 'needs-guard' };
  if (!cause.hit.confirmed) return { leave: 'waits', cause: 'hit', interlock: 'needs-second-read' };
  return { leave: 'given', cause: 'hit', atMs: lastSeenAtMs };
}
