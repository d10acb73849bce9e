/** Alarms 报警: what a guard handles. Repeated hits of one subject fold into one alarm. */
import { z } from 'zod';
import { sighting } from './sighting.ts';
import { hit, priority, watchlistEntry } from './watchlist.ts';

export const alarmState = z.enum(['open', 'acknowledged', 'resolved']);
export type AlarmState = z.infer<typeof alarmState>;

export const alarmOutcome = z.enum(['true-hit', 'false-match', 'drill', 'duplicate']);
export type AlarmOutcome = z.infer<typeof alarmOutcome>;

const who = {
  /** The account. */
  by: z.string(),
  /** The name of its owner, for people to read; the station adds it on the way to the console. */
  byName: z.string().optional(),
};

export const alarm = z.object({
  id: z.number().int().positive(),
  state: alarmState,
  kind: z.enum(['vehicle', 'person']),
  priority,
  /** What folds: `plate:鲁P12345` or `entry:12`. */
  subject: z.string(),
  /** The entry as it stood when the alarm was raised. */
  entry: watchlistEntry,
  hit,
  cameraId: z.string().nullable(),
  cameraName: z.string().nullable(),
  raisedAtMs: z.number().int(),
  lastSeenAtMs: z.number().int(),
  /** Hits folded into this alarm, the first included. */
  count: z.number().int().positive(),
  /** The newest sightings folded in, newest first, at most 5. */
  sightings: z.array(sighting).max(5),
  acknowledged: z.object({ ...who, atMs: z.number().int() }).nullable(),
  resolved: z.object({ ...who, atMs: z.number().int(), outcome: alarmOutcome, note: z.string() }).nullable(),
  /** Steps of the entry's procedure the guard has ticked, by index. */
  stepsDone: z.array(z.number().int().nonnegative()),
  /** Rises with every change of any alarm; orders the feed. */
  revision: z.number().int().positive(),
});
export type Alarm = z.infer<typeof alarm>;
