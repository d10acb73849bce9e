/** Rules 报警规则: alarms from what is seen, not from whom. Rows that the unit edits. */
import { z } from 'zod';
import { scope } from './scope.ts';
import { behaviourFacts, sightingKind } from './sighting.ts';
import { priority } from './watchlist.ts';

export const ruleTrigger = z.discriminatedUnion('kind', [
  /** Anybody, or any vehicle, where and when the rule holds: after hours. */
  z.object({ kind: z.literal('presence'), subjects: z.array(sightingKind.exclude(['behaviour', 'crowd'])).min(1) }),
  /** A camera says so: tripwire, intrusion, loitering, left object, fight, fire lane, tamper … */
  z.object({ kind: z.literal('behaviour'), behaviours: z.array(behaviourFacts.shape.behaviour).min(1) }),
  /** No picture for this long. */
  z.object({ kind: z.literal('camera-lost'), seconds: z.number().int().min(5).max(3600) }),
  /**
   * 人流密集: at least so many people, for so long. The highest level reached gives the alarm its priority; levels rise
   * in people and get more urgent.
   */
  z.object({
    kind: z.literal('crowd'),
    levels: z
      .array(z.object({ people: z.number().int().min(1).max(100_000), priority }))
      .min(1)
      .max(3),
    seconds: z.number().int().min(0).max(3600),
  }),
  /** The same plate, whosever it is, this often within so many minutes. */
  z.object({
    kind: z.literal('plate-repeats'),
    times: z.number().int().min(2).max(100),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(24 * 60),
  }),
  /** A device that the station does not know tries to register or to send. */
  z.object({ kind: z.literal('unknown-device') }),
]);
export type RuleTrigger = z.infer<typeof ruleTrigger>;

/** From `fromMinute` of the station's local day to `toMinute`, which is on the next day when it is not the greater. */
export const scheduleSpan = z.object({
  /** 1 Monday … 7 Sunday: the day on which the span begins. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  fromMinute: z.number().int().min(0).max(1439),
  toMinute: z.number().int().min(0).max(1440),
});
export type ScheduleSpan = z.infer<typeof scheduleSpan>;

export const newRule = z.object({
  name: z.string().trim().min(1).max(64),
  enabled: z.boolean(),
  trigger: ruleTrigger,
  /** Empty: always. */
  schedule: z.array(scheduleSpan).max(20),
  scope,
  /** Of a crowd, its levels' instead. */
  priority,
  /** What the guard is to do, one step a line. */
  procedure: z.array(z.string().trim().min(1).max(500)).max(20),
  /** Actions that run when the alarm is raised; interlocks hold all the same. */
  actionIds: z.array(z.number().int()).max(10),
});
export type NewRule = z.infer<typeof newRule>;

export const rule = newRule.extend({
  id: z.number().int().positive(),
  changedBy: z.string(),
  changedAtMs: z.number().int(),
});
export type Rule = z.infer<typeof rule>;

/** What made a rule raise its alarm: the values that its words need. */
export const ruleFinding = z.object({
  kind: z.enum(['presence', 'behaviour', 'camera-lost', 'crowd', 'plate-repeats', 'unknown-device']),
  subject: sightingKind.optional(),
  behaviour: behaviourFacts.shape.behaviour.optional(),
  people: z.number().int().optional(),
  /** The number of people that the level asks for. */
  threshold: z.number().int().optional(),
  plate: z.string().optional(),
  times: z.number().int().optional(),
  minutes: z.number().int().optional(),
  seconds: z.number().int().optional(),
  deviceId: z.string().optional(),
});
export type RuleFinding = z.infer<typeof ruleFinding>;

/** The alarms a rule would have raised in the last seven days. */
export const ruleDryRun = z.object({
  fromMs: z.number().int(),
  toMs: z.number().int(),
  /** False: of this trigger, or of all that was asked, the records do not tell; `reason` says why. */
  complete: z.boolean(),
  reason: z.enum(['too-many-sightings', 'not-recorded']).nullable(),
  alarms: z.number().int(),
  /** Sightings folded into them, the first of each included. */
  hits: z.number().int(),
  /** Newest first, at most 20. */
  newest: z.array(
    z.object({
      sightingId: z.number().int().nullable(),
      cameraName: z.string().nullable(),
      atMs: z.number().int(),
      hits: z.number().int(),
      finding: ruleFinding,
    }),
  ),
});
export type RuleDryRun = z.infer<typeof ruleDryRun>;
