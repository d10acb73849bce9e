/** What a guard's act makes of an alarm: open → acknowledged → resolved, never back. Pure; outcomes are values. */
import type { ActionRun } from '#contract/action.ts';
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import type { AlarmEvent } from './alarm-store.ts';

/** An alarm before the feed has numbered the change. */
export type AlarmChange = Omit<Alarm, 'revision'>;
type Act<Refusal> = { outcome: 'changed'; alarm: AlarmChange; event: AlarmEvent } | { outcome: 'unchanged' } | Refusal;

/** The first to acknowledge owns the alarm. Doing it twice is no quarrel. */
export function acknowledge(
  alarm: Alarm,
  by: string,
  nowMs: number,
): Act<{ outcome: 'already-acknowledged' | 'already-resolved'; by: string; atMs: number }> {
  if (alarm.resolved) return { outcome: 'already-resolved', by: alarm.resolved.by, atMs: alarm.resolved.atMs };
  if (alarm.acknowledged) {
    if (alarm.acknowledged.by === by) return { outcome: 'unchanged' };
    return { outcome: 'already-acknowledged', by: alarm.acknowledged.by, atMs: alarm.acknowledged.atMs };
  }
  return {
    outcome: 'changed',
    alarm: { ...alarm, state: 'acknowledged', acknowledged: { by, atMs: nowMs }, owner: { by, sinceMs: nowMs } },
    event: { event: 'acknowledged', by, atMs: nowMs },
  };
}

export interface Resolution {
  outcome: AlarmOutcome;
  note: string;
}

/**
 * Closes the alarm. An open one is acknowledged by the same act. Anyone on duty may resolve what another owns (shifts
 * change); the record names both. Priority 1 is closed with a note only.
 */
export function resolve(
  alarm: Alarm,
  by: string,
  { outcome, note }: Resolution,
  nowMs: number,
): Act<{ outcome: 'already-resolved'; by: string; atMs: number } | { outcome: 'note-needed' }> {
  const trimmed = note.trim();
  if (alarm.resolved) {
    const { resolved } = alarm;
    // The same answer sent again, because the first reply was lost on the way.
    if (resolved.by === by && resolved.outcome === outcome && resolved.note === trimmed)
      return { outcome: 'unchanged' };
    return { outcome: 'already-resolved', by: resolved.by, atMs: resolved.atMs };
  }
  if (alarm.priority === 1 && trimmed === '') return { outcome: 'note-needed' };
  return {
    outcome: 'changed',
    alarm: {
      ...alarm,
      state: 'resolved',
      acknowledged: alarm.acknowledged ?? { by, atMs: nowMs },
      owner: alarm.owner ?? { by, sinceMs: nowMs },
      resolved: { by, atMs: nowMs, outcome, note: trimmed },
    },
    event: { event: 'resolved', by, atMs: nowMs, outcome, note: trimmed },
  };
}

/** Ticks a step of the entry's procedure, or takes the tick back. */
export function tickStep(
  alarm: Alarm,
  by: string,
  step: number,
  done: boolean,
  nowMs: number,
): Act<{ outcome: 'already-resolved'; by: string; atMs: number } | { outcome: 'no-such-step' }> {
  if (alarm.resolved) return { outcome: 'already-resolved', by: alarm.resolved.by, atMs: alarm.resolved.atMs };
  if (!Number.isInteger(step) || step < 0 || step >= alarm.procedure.length) return { outcome: 'no-such-step' };
  if (alarm.stepsDone.includes(step) === done) return { outcome: 'unchanged' };
  const stepsDone = done
    ? [...alarm.stepsDone, step].sort((a, b) => a - b)
    : alarm.stepsDone.filter((other) => other !== step);
  return {
    outcome: 'changed',
    alarm: { ...alarm, stepsDone },
    event: { event: 'step', by, atMs: nowMs, step, done },
  };
}

const mostRuns = 20;

/** Puts an action's run on the card, or how it stands now when it is there. A resolved alarm stands as it is. */
export function recordRun(alarm: Alarm, run: ActionRun, nowMs: number): Act<never> {
  if (alarm.resolved) return { outcome: 'unchanged' };
  const actionRuns = [run, ...alarm.actionRuns.filter(({ id }) => id !== run.id)]
    .sort((a, b) => b.id - a.id)
    .slice(0, mostRuns);
  const event: AlarmEvent = {
    ...{ event: 'action', by: run.by, atMs: nowMs, runId: run.id, action: run.actionName, cause: run.cause },
    ...{ wanted: run.wanted, state: run.state, failure: run.failure, dry: run.dry },
  };
  return { outcome: 'changed', alarm: { ...alarm, actionRuns }, event };
}
