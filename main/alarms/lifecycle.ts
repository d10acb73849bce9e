/** What a guard's act makes of an alarm: open → acknowledged → resolved, never back. Pure; outcomes are values. */
import type { ActionRun } from '#contract/action.ts';
import type { Alarm, AlarmOutcome, AlarmSettings, Escalation } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { AlarmEvent } from './alarm-store.ts';

/** An alarm before the feed has numbered the change. */
export type AlarmChange = Omit<Alarm, 'revision'>;
type Act<Refusal> =
  | { outcome: 'changed'; alarm: AlarmChange; event: AlarmEvent }
  /** A resolved alarm stands: only its history grows. */
  | { outcome: 'recorded'; event: AlarmEvent }
  /** It shows more than before; nothing happened to it. */
  | { outcome: 'redrawn'; alarm: AlarmChange }
  | { outcome: 'unchanged' }
  | Refusal;
type AlreadyResolved = { outcome: 'already-resolved'; by: string; atMs: number };

export const mostNotes = 50;
const mostRuns = 20;

/** The first to acknowledge owns the alarm. Doing it twice is no quarrel. */
export function acknowledge(
  alarm: Alarm,
  by: string,
  nowMs: number,
): Act<{ outcome: 'already-acknowledged' | 'already-resolved'; by: string; atMs: number }> {
  if (alarm.resolved) return alreadyResolved(alarm.resolved);
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
): Act<AlreadyResolved | { outcome: 'note-needed' }> {
  const trimmed = note.trim();
  if (alarm.resolved) {
    const { resolved } = alarm;
    // The same answer sent again, because the first reply was lost on the way.
    if (resolved.by === by && resolved.outcome === outcome && resolved.note === trimmed)
      return { outcome: 'unchanged' };
    return alreadyResolved(resolved);
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
): Act<AlreadyResolved | { outcome: 'no-such-step' }> {
  if (alarm.resolved) return alreadyResolved(alarm.resolved);
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

/** A note of an unresolved alarm is on its card; of a resolved one, in its history. `notedSoFar`: in its history. */
export function addNote(
  alarm: Alarm,
  by: string,
  text: string,
  notedSoFar: number,
  nowMs: number,
): Act<{ outcome: 'too-many-notes' }> {
  if (Math.max(notedSoFar, alarm.notes.length) >= mostNotes) return { outcome: 'too-many-notes' };
  const event: AlarmEvent = { event: 'noted', by, atMs: nowMs, text };
  if (alarm.resolved) return { outcome: 'recorded', event };
  return { outcome: 'changed', alarm: { ...alarm, notes: [...alarm.notes, { by, atMs: nowMs, text }] }, event };
}

/**
 * Whose it is from now on; handing it to oneself is taking it over. Whoever hands an open one over has taken notice of
 * it, so it is acknowledged by him, for the new owner.
 */
export function handOver(alarm: Alarm, by: string, to: string, nowMs: number): Act<AlreadyResolved> {
  if (alarm.resolved) return alreadyResolved(alarm.resolved);
  if (alarm.owner?.by === to) return { outcome: 'unchanged' };
  return {
    outcome: 'changed',
    alarm: {
      ...alarm,
      state: 'acknowledged',
      acknowledged: alarm.acknowledged ?? { by, atMs: nowMs },
      owner: { by: to, sinceMs: nowMs },
    },
    event: { event: 'handed-over', by, atMs: nowMs, to, from: alarm.owner?.by ?? null },
  };
}

/** How far an alarm that has waited so long is to go; null: no further than it has. Only an open one goes anywhere. */
export function dueEscalation(
  alarm: Pick<Alarm, 'state' | 'escalation'>,
  waitedMs: number,
  { chiefAfterSeconds, countyAfterSeconds }: AlarmSettings,
  /** Whether the county would hear of it. */
  concernsCounty: () => boolean,
): Escalation['level'] | null {
  if (alarm.state !== 'open') return null;
  const level = alarm.escalation?.level ?? 0;
  const past = (seconds: number | null): boolean => seconds !== null && waitedMs >= seconds * 1000;
  // One after the other, so that the history has both.
  if (level < 1 && past(chiefAfterSeconds)) return 1;
  return level < 2 && past(countyAfterSeconds) && concernsCounty() ? 2 : null;
}

export function escalate(alarm: Alarm, level: Escalation['level'], nowMs: number): Act<never> {
  if (alarm.state !== 'open' || (alarm.escalation?.level ?? 0) >= level) return { outcome: 'unchanged' };
  return {
    outcome: 'changed',
    alarm: { ...alarm, escalation: { level, atMs: nowMs } },
    event: { event: 'escalated', by: 'station', atMs: nowMs, level },
  };
}

/** The sighting it shows has pictures that came later. A resolved alarm stands as it was closed. */
export function showPictures(alarm: Alarm, { id, pictures }: Pick<Sighting, 'id' | 'pictures'>): Act<never> {
  const shown = alarm.sightings.find((sighting) => sighting.id === id);
  if (alarm.resolved || shown === undefined || shown.pictures.length === pictures.length)
    return { outcome: 'unchanged' };
  const sightings = alarm.sightings.map((sighting) => (sighting === shown ? { ...sighting, pictures } : sighting));
  return { outcome: 'redrawn', alarm: { ...alarm, sightings } };
}

/** What was done outside on its behalf, or how that ended. */
export function recordRun(alarm: Alarm, run: ActionRun, nowMs: number): Act<never> {
  const event: AlarmEvent = {
    ...{ event: 'action', by: run.by, atMs: nowMs, runId: run.id, action: run.actionName, cause: run.cause },
    ...{ wanted: run.wanted, state: run.state, failure: run.failure, dry: run.dry },
  };
  if (alarm.resolved) return { outcome: 'recorded', event };
  const actionRuns = [run, ...alarm.actionRuns.filter(({ id }) => id !== run.id)]
    .sort((a, b) => b.id - a.id)
    .slice(0, mostRuns);
  return { outcome: 'changed', alarm: { ...alarm, actionRuns }, event };
}

function alreadyResolved({ by, atMs }: NonNullable<Alarm['resolved']>): AlreadyResolved {
  return { outcome: 'already-resolved', by, atMs };
}
