/** What a sighting's hits make: a new alarm, one more in an alarm there is, or nothing. Pure. */
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { Hit, WatchlistEntry } from '#contract/watchlist.ts';
import type { AlarmChange } from './lifecycle.ts';

export interface Match {
  hit: Hit;
  entry: WatchlistEntry;
}

export type AlarmDecision =
  | { decision: 'raise'; alarm: Omit<AlarmChange, 'id'> }
  | { decision: 'fold'; alarmId: number }
  /** The sighting was judged before, and this is the alarm it is in. */
  | { decision: 'known'; alarmId: number };

export interface Situation {
  sighting: Sighting;
  /** Most urgent first. */
  matches: readonly Match[];
  /** Alarms that are not resolved. */
  openAlarms: readonly Alarm[];
  /** Alarms that this very sighting is in already, resolved ones included: intake judges again after a crash. */
  judgedBefore: readonly { alarmId: number; subject: string }[];
  nowMs: number;
}

/** Newest sightings an alarm carries along; the others are found by the link. */
export const sightingsKept = 5;

/**
 * An alarm that somebody acknowledged this long ago and that saw nothing since belongs to a shift that has gone home.
 * What comes now makes its own alarm and its own sound, and is not swallowed by a card nobody closed.
 */
export const foldWithinMs = 8 * 3_600_000;

/** One decision per subject: a plate listed for two reasons is one car at the gate, under its most urgent entry. */
export function decideAlarms({ sighting, matches, openAlarms, judgedBefore, nowMs }: Situation): AlarmDecision[] {
  const mostUrgent = new Map<string, Match>();
  for (const match of matches) {
    const subject = subjectOf(match);
    const best = mostUrgent.get(subject);
    if (!best || match.entry.priority < best.entry.priority) mostUrgent.set(subject, match);
  }
  return [...mostUrgent].map(([subject, match]): AlarmDecision => {
    const before = judgedBefore.find((judged) => judged.subject === subject);
    if (before) return { decision: 'known', alarmId: before.alarmId };
    const into = openAlarms
      .filter((alarm) => alarm.subject === subject && takesIn(alarm, match, nowMs))
      .sort((a, b) => a.priority - b.priority || b.id - a.id)[0];
    if (into) return { decision: 'fold', alarmId: into.id };
    return { decision: 'raise', alarm: raised(subject, match, sighting, nowMs) };
  });
}

/** What folds. A vehicle is its listed plate, however it was read; a person is the entry, so that no ID number travels. */
export function subjectOf({ entry }: Match): string {
  return entry.kind === 'vehicle' ? `plate:${entry.plate}` : `entry:${entry.id}`;
}

/** The alarm with one more sighting in it. `lastSeenAtMs` is our clock: the camera's may be wrong. */
export function foldInto(alarm: AlarmChange, sighting: Sighting): AlarmChange {
  return {
    ...alarm,
    count: alarm.count + 1,
    lastSeenAtMs: Math.max(alarm.lastSeenAtMs, sighting.receivedAtMs),
    sightings: [...alarm.sightings, { ...sighting, alarmId: alarm.id }]
      .sort((a, b) => b.id - a.id)
      .slice(0, sightingsKept),
  };
}

function takesIn(alarm: Alarm, match: Match, nowMs: number): boolean {
  if (alarm.resolved) return false;
  // A more urgent reason must be heard, even while the guard works on a lesser one.
  if (match.entry.priority < alarm.priority) return false;
  return alarm.state === 'open' || nowMs - Math.max(alarm.lastSeenAtMs, alarm.raisedAtMs) < foldWithinMs;
}

function raised(subject: string, match: Match, sighting: Sighting, nowMs: number): Omit<AlarmChange, 'id'> {
  return {
    state: 'open',
    kind: match.entry.kind,
    priority: match.entry.priority,
    subject,
    cause: { by: 'entry', entry: match.entry, hit: match.hit },
    procedure: match.entry.procedure,
    cameraId: sighting.cameraId,
    cameraName: sighting.cameraName,
    raisedAtMs: nowMs,
    lastSeenAtMs: sighting.receivedAtMs,
    count: 1,
    sightings: [sighting],
    acknowledged: null,
    owner: null,
    escalation: null,
    notes: [],
    actionRuns: [],
    resolved: null,
    stepsDone: [],
  };
}
