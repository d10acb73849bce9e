/** Alarms 报警: what a guard handles. Repeated hits of one subject fold into one alarm. */
import { z } from 'zod';
import { actionRun } from './action.ts';
import { rule, ruleFinding } from './rule.ts';
import { sighting } from './sighting.ts';
import { hit, priority, watchlistEntry } from './watchlist.ts';

export const alarmState = z.enum(['open', 'acknowledged', 'resolved']);
export type AlarmState = z.infer<typeof alarmState>;

export const alarmOutcome = z.enum(['true-hit', 'false-match', 'drill', 'duplicate']);
export type AlarmOutcome = z.infer<typeof alarmOutcome>;

const instant = z.number().int();
const who = {
  /** The account. */
  by: z.string(),
  /** The name of its owner, for people to read; the station adds it on the way to the console. */
  byName: z.string().optional(),
};

/** Why there is an alarm, as it stood when it was raised. */
export const alarmCause = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('entry'),
    /** The most urgent of those that list the subject. */
    entry: watchlistEntry,
    hit,
    /** What else lists the same subject: another reason of the unit's, an order of a platform. */
    also: z
      .array(z.object({ entry: watchlistEntry, hit }))
      .max(8)
      .optional(),
  }),
  z.object({ by: z.literal('rule'), rule, finding: ruleFinding }),
]);
export type AlarmCause = z.infer<typeof alarmCause>;

export const alarmNote = z.object({ ...who, atMs: instant, text: z.string() });
export type AlarmNote = z.infer<typeof alarmNote>;

/** How far an alarm that nobody acknowledges has gone: 1 louder and to the chief, 2 to the county. */
export const escalation = z.object({ level: z.union([z.literal(1), z.literal(2)]), atMs: instant });
export type Escalation = z.infer<typeof escalation>;

export const alarm = z.object({
  id: z.number().int().positive(),
  state: alarmState,
  /** `event`: of a rule. */
  kind: z.enum(['vehicle', 'person', 'event']),
  priority,
  /** What folds: `plate:鲁P12345`, `entry:12`, `rule:3:camera`. */
  subject: z.string(),
  cause: alarmCause,
  /** What the guard is to do, as the entry, its category or the rule had it when the alarm was raised. */
  procedure: z.array(z.string()),
  cameraId: z.string().nullable(),
  cameraName: z.string().nullable(),
  raisedAtMs: instant,
  lastSeenAtMs: instant,
  /** Hits folded into this alarm, the first included. */
  count: z.number().int().positive(),
  /** The newest sightings folded in, newest first, at most 5. None of a lost camera or an unknown device. */
  sightings: z.array(sighting).max(5),
  /** Whoever was first; the owner at first. */
  acknowledged: z.object({ ...who, atMs: instant }).nullable(),
  /** Whose it is now: whoever acknowledged it, or whom it was handed to since. */
  owner: z.object({ ...who, sinceMs: instant }).nullable(),
  escalation: escalation.nullable(),
  /** Oldest first, at most 50. */
  notes: z.array(alarmNote).max(50),
  /** Newest first, at most 20. */
  actionRuns: z.array(actionRun).max(20),
  resolved: z.object({ ...who, atMs: instant, outcome: alarmOutcome, note: z.string() }).nullable(),
  /** Steps of the procedure the guard has ticked, by index. */
  stepsDone: z.array(z.number().int().nonnegative()),
  /** Rises with every change of any alarm; orders the feed. */
  revision: z.number().int().positive(),
});
export type Alarm = z.infer<typeof alarm>;

/** When an alarm that nobody acknowledges goes further; seconds after it was raised. Null: never. */
export const alarmSettings = z.object({
  chiefAfterSeconds: z.number().int().min(5).max(3600).nullable(),
  countyAfterSeconds: z.number().int().min(5).max(7200).nullable(),
});
export type AlarmSettings = z.infer<typeof alarmSettings>;
export const usualAlarmSettings: AlarmSettings = { chiefAfterSeconds: 30, countyAfterSeconds: 120 };

/** What happened to an alarm, as its history shows it; oldest first. */
export const alarmDeed = z.object({
  ...who,
  atMs: instant,
  event: z.enum([
    'raised',
    'folded',
    'raised-again', // it changed: another place, surer
    'acknowledged',
    'handed-over',
    'noted',
    'step',
    'escalated',
    'action',
    'resolved',
  ]),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AlarmDeed = z.infer<typeof alarmDeed>;
