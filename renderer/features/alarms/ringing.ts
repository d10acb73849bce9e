/** What this console rings and says for the alarms there are. Pure. */
import type { Role } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { Priority } from '#contract/watchlist.ts';

/** Whose console it is, and what it may leave out. */
export interface Ear {
  role: Role;
  /** Of a chief: as soon as there is an alarm. */
  ringsAtOnce: boolean;
  muted: boolean;
}

/** Nobody has taken it, and it is for this console: a chief's waits until it is escalated. A mute never holds back priority 1. */
export function rings(alarm: Alarm, ear: Ear): boolean {
  if (alarm.state !== 'open') return false;
  if (ear.muted && alarm.priority !== 1) return false;
  return ear.role !== 'chief' || ear.ringsAtOnce || alarm.escalation !== null;
}

export interface Ring {
  priority: Priority;
  /** Somebody should have answered by now. */
  louder: boolean;
}

/** The most serious of those that ring; louder when any of them is escalated. Null is silence. */
export function decideRing(alarms: readonly Alarm[], ear: Ear): Ring | null {
  const ringing = alarms.filter((alarm) => rings(alarm, ear));
  if (ringing.length === 0) return null;
  return {
    priority: Math.min(...ringing.map(({ priority }) => priority)) as Priority,
    louder: ringing.some(({ escalation }) => escalation !== null),
  };
}

export type Saying = { why: 'raised' } | { why: 'escalated'; level: 1 | 2 };

/**
 * Whether a change of an alarm is said aloud: when it is new, more serious or elsewhere, when it goes further, and on a
 * chief's console once it begins to concern it. A counter that climbs says nothing.
 */
export function decideSaying(alarm: Alarm, before: Alarm | null, ear: Ear): Saying | null {
  if (!rings(alarm, ear)) return null;
  const level = alarm.escalation?.level ?? null;
  if (level !== null && level !== (before?.escalation?.level ?? null)) return { why: 'escalated', level };
  const changed = before === null || before.priority > alarm.priority || before.cameraId !== alarm.cameraId;
  return changed ? { why: 'raised' } : null;
}
