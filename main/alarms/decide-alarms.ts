/** What a sighting's hits make: a new alarm, one more in an alarm there is, or nothing. Pure. */
import type { Alarm, AlarmCause } from '#contract/alarm.ts';
import type { Rule, RuleFinding } from '#contract/rule.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { Hit, HitReason, Priority, WatchlistEntry } from '#contract/watchlist.ts';
import type { FoldChange } from './alarm-store.ts';
import type { AlarmChange } from './lifecycle.ts';
import type { PlaceOf } from './place.ts';

export interface EntryMatch {
  hit: Hit;
  entry: WatchlistEntry;
  /** What else lists the same subject. */
  also?: readonly EntryMatch[];
}
export interface RuleMatch {
  rule: Rule;
  finding: RuleFinding;
  /** The rule's, or that of the level of a crowd. */
  priority: Priority;
  /** What folds: `rule:3:` and the camera, plate or device. */
  subject: string;
}
export type Match = EntryMatch | RuleMatch;

/** What the station noticed by itself, with no sighting to show: a lost camera, an unknown device. */
export interface Notice {
  id: null;
  cameraId: string | null;
  cameraName: string | null;
  receivedAtMs: number;
}

type EntryCause = Extract<AlarmCause, { by: 'entry' }>;

export type AlarmDecision =
  /** `after`: the alarm on the same subject that somebody has in hand, and what is new. */
  | { decision: 'raise'; alarm: Omit<AlarmChange, 'id'>; after: After | null }
  /** `change`: what the alarm did not know, and is said at once. */
  | { decision: 'fold'; alarmId: number; match: Match; change: FoldChange | null }
  /** The sighting was judged before, and this is the alarm it is in. */
  | { decision: 'known'; alarmId: number };

export interface After {
  alarmId: number;
  change: FoldChange | 'more-urgent';
}

export interface Situation {
  seen: Sighting | Notice;
  /** Most urgent first. */
  matches: readonly Match[];
  /** Alarms that are not resolved. */
  openAlarms: readonly Alarm[];
  /** Alarms that this very sighting is in already, resolved ones included: intake judges again after a crash. */
  judgedBefore: readonly { alarmId: number; subject: string }[];
  placeOf: PlaceOf;
  nowMs: number;
}

/** Entries beside the most urgent one that an alarm carries along, as its contract bounds them. */
const alsoKept = 8;
/** Newest sightings an alarm carries along; the others are found by the link. */
export const sightingsKept = 5;

/**
 * An alarm that somebody acknowledged this long ago and that saw nothing since belongs to a shift that has gone home.
 * What comes now makes its own alarm and its own sound, and is not swallowed by a card nobody closed.
 */
export const foldWithinMs = 8 * 3_600_000;
/** A rule does not say who it was: after this quiet it is somebody else until a guard has looked. */
export const ruleFoldWithinMs = 10 * 60_000;

/** By so much a hit is clearly surer than the one before; less is the light of the day. */
const surerBy = 0.15;
const certain: ReadonlySet<HitReason> = new Set(['plate-exact', 'id-number-exact']);

/** One decision per subject: a plate listed for two reasons is one car at the gate, under its most urgent entry. */
export function decideAlarms(situation: Situation): AlarmDecision[] {
  const bySubject = Map.groupBy(situation.matches, subjectOf);
  return [...bySubject].map(([subject, matches]) => decideOne(subject, mostUrgentOf(matches), situation));
}

function mostUrgentOf(matches: readonly Match[]): Match {
  const best = matches.reduce((urgent, match) => (priorityOf(match) < priorityOf(urgent) ? match : urgent));
  if ('rule' in best) return best;
  const also = matches.filter((match): match is EntryMatch => match !== best && !('rule' in match));
  return also.length === 0 ? best : { ...best, also };
}

function decideOne(subject: string, match: Match, situation: Situation): AlarmDecision {
  const { seen, openAlarms, judgedBefore, placeOf, nowMs } = situation;
  const before = judgedBefore.find((judged) => judged.subject === subject);
  if (before) return { decision: 'known', alarmId: before.alarmId };
  const inHand = openAlarms.filter((alarm) => alarm.subject === subject && alarm.resolved === null);
  const candidates = inHand
    .filter((alarm) => takesIn(alarm, match, nowMs))
    .sort((a, b) => a.priority - b.priority || b.id - a.id);
  const [into] = candidates;
  if (!into) {
    const urgent = inHand.find((alarm) => priorityOf(match) < alarm.priority);
    const after: After | null = urgent ? { alarmId: urgent.id, change: 'more-urgent' } : null;
    return { decision: 'raise', alarm: raised(subject, match, seen, nowMs), after };
  }
  const change = changeOf(candidates, match, placeOf, seen.cameraId);
  if (change === null) return { decision: 'fold', alarmId: into.id, match, change };
  // One that still sounds says it; one in hand has been heard, and only an alarm of its own is heard again.
  const sounding = candidates.find(({ state }) => state === 'open');
  if (sounding) return { decision: 'fold', alarmId: sounding.id, match, change };
  return {
    decision: 'raise',
    alarm: raised(subject, match, seen, nowMs),
    after: { alarmId: into.id, change },
  };
}

/**
 * What folds. A vehicle is its listed plate, however it was read; a person is the entry, so that no ID number travels;
 * a rule's is what the rule is about.
 */
export function subjectOf(match: Match): string {
  if ('rule' in match) return match.subject;
  const { entry } = match;
  return entry.kind === 'vehicle' ? `plate:${entry.plate}` : `entry:${entry.id}`;
}

function priorityOf(match: Match): Priority {
  return 'rule' in match ? match.priority : match.entry.priority;
}

/** The alarm with one more sighting in it. `lastSeenAtMs` is our clock: the camera's may be wrong. */
export function foldInto(alarm: AlarmChange, seen: Sighting | Notice, match?: Match): AlarmChange {
  return {
    ...alarm,
    cause: causeWith(alarm.cause, match),
    count: alarm.count + 1,
    lastSeenAtMs: Math.max(alarm.lastSeenAtMs, seen.receivedAtMs),
    sightings:
      seen.id === null
        ? alarm.sightings
        : [...alarm.sightings, { ...seen, alarmId: alarm.id }].sort((a, b) => b.id - a.id).slice(0, sightingsKept),
  };
}

/** A surer hit of an entry takes the place of the first; an entry that was not there yet comes in beside. Otherwise the very cause. */
function causeWith(cause: AlarmCause, match: Match | undefined): AlarmCause {
  if (match === undefined || 'rule' in match || cause.by === 'rule') return cause;
  return [match, ...(match.also ?? [])].reduce(causeWithOne, cause);
}

function causeWithOne(cause: EntryCause, { entry, hit }: EntryMatch): EntryCause {
  if (entry.id === cause.entry.id) {
    const surest = hitWith(cause.hit, hit);
    return surest === cause.hit ? cause : { ...cause, hit: surest };
  }
  const { also = [] } = cause;
  const known = also.find((one) => one.entry.id === entry.id);
  if (known === undefined) return also.length < alsoKept ? { ...cause, also: [...also, { entry, hit }] } : cause;
  const surest = hitWith(known.hit, hit);
  if (surest === known.hit) return cause;
  return { ...cause, also: also.map((one) => (one === known ? { ...known, hit: surest } : one)) };
}

/** The surer one, and the two reads that agree. */
function hitWith(before: Hit, hit: Hit): Hit {
  const confirmed = before.confirmed || hit.confirmed;
  if (isSurer(hit, before)) {
    const reads = hit.confirmed || !before.confirmed ? hit.reads : before.reads;
    return { ...hit, reads, confirmed };
  }
  return confirmed === before.confirmed ? before : { ...before, reads: hit.reads, confirmed };
}

function isSurer(hit: Hit, before: Hit): boolean {
  // Of a hit that left no doubt, a sharper picture is no news.
  if (certain.has(before.reason)) return false;
  return hit.score - before.score >= surerBy || (certain.has(hit.reason) && hit.score >= before.score);
}

function takesIn(alarm: Alarm, match: Match, nowMs: number): boolean {
  // A more urgent reason must be heard, even while the guard works on a lesser one.
  if (priorityOf(match) < alarm.priority) return false;
  const withinMs = 'rule' in match ? ruleFoldWithinMs : foldWithinMs;
  return alarm.state === 'open' || nowMs - Math.max(alarm.lastSeenAtMs, alarm.raisedAtMs) < withinMs;
}

/** What none of the alarms on this subject knew. A rule's subject says its place, and a rule is as sure as it gets. */
function changeOf(
  alarms: readonly Alarm[],
  match: Match,
  placeOf: PlaceOf,
  cameraId: string | null,
): FoldChange | null {
  if ('rule' in match) return null;
  const place = placeOf(cameraId);
  const known = alarms.flatMap((alarm) => [alarm, ...alarm.sightings]).map((at) => placeOf(at.cameraId));
  if (place !== null && !known.includes(place)) return 'place';
  const hits = alarms.flatMap(({ cause }) => (cause.by === 'entry' ? cause.hit : []));
  return hits.length > 0 && hits.every((before) => isSurer(match.hit, before)) ? 'surer' : null;
}

function causeOf({ entry, hit, also = [] }: EntryMatch): EntryCause {
  const others = also.slice(0, alsoKept).map((one) => ({ entry: one.entry, hit: one.hit }));
  return { by: 'entry', entry, hit, ...(others.length > 0 && { also: others }) };
}

function raised(subject: string, match: Match, seen: Sighting | Notice, nowMs: number): Omit<AlarmChange, 'id'> {
  return {
    state: 'open',
    subject,
    ...('rule' in match
      ? {
          kind: 'event' as const,
          priority: match.priority,
          cause: { by: 'rule' as const, rule: match.rule, finding: match.finding },
          procedure: match.rule.procedure,
        }
      : {
          kind: match.entry.kind,
          priority: match.entry.priority,
          cause: causeOf(match),
          procedure: match.entry.procedure,
        }),
    cameraId: seen.cameraId,
    cameraName: seen.cameraName,
    raisedAtMs: nowMs,
    lastSeenAtMs: seen.receivedAtMs,
    count: 1,
    sightings: seen.id === null ? [] : [seen],
    acknowledged: null,
    owner: null,
    escalation: null,
    notes: [],
    actionRuns: [],
    resolved: null,
    stepsDone: [],
  };
}
