/** Search 查询 in the journal: what is asked for, saved questions, counts by the hour, trails and neighbours. */
import { z } from 'zod';
import { behaviourFacts, colour, sighting, sightingKind } from './sighting.ts';

const instant = z.number().int();

/** `*` any characters, `?` one; otherwise a plate as it is stored: upper case, no separators. */
export const platePattern = z.string().trim().min(1).max(16);

/** What is absent or empty asks for nothing; what is given must hold together, any one of a list's members will do. */
export const sightingFilter = z.object({
  /** Received in [fromMs, toMs), by our clock: a camera's may be wrong by years. */
  fromMs: instant.optional(),
  toMs: instant.optional(),
  cameraIds: z.array(z.string()).max(256).optional(),
  kinds: z.array(sightingKind).optional(),
  plate: platePattern.optional(),
  /** Also plates that differ from `plate` in characters that are misread for each other: 0/O/Q/D, 1/I, 2/Z, 5/S, 8/B. */
  plateAlike: z.boolean().optional(),
  plateColours: z.array(colour).optional(),
  vehicleColours: z.array(colour).optional(),
  /** GA/T 1400 VehicleClass codes, as stored. */
  vehicleClasses: z.array(z.string().max(16)).max(64).optional(),
  coatColours: z.array(colour).optional(),
  behaviours: z.array(behaviourFacts.shape.behaviour).optional(),
  /** Only what is in an alarm. */
  hitsOnly: z.boolean().optional(),
});
export type SightingFilter = z.infer<typeof sightingFilter>;

export const hourCount = z.object({
  /** A full hour of UTC. */
  startMs: instant,
  sightings: z.number().int().nonnegative(),
  /** Of those, in an alarm. */
  hits: z.number().int().nonnegative(),
});
export type HourCount = z.infer<typeof hourCount>;

/** Only hours with a sighting, oldest first. At most 31 days are counted. */
export const hourCounts = z.object({ hours: z.array(hourCount), sightings: z.number().int(), hits: z.number().int() });
export type HourCounts = z.infer<typeof hourCounts>;
export const longestCountMs = 31 * 86_400_000;

/** A trail 轨迹 is of a plate, or of somebody on the list; there is none of unlisted people. */
export const trailSubject = z.union([
  /** `alike`: also plates that differ in look-alikes only: misreads of this one, or other cars. */
  z.object({ plate: z.string().min(1).max(16), alike: z.boolean().optional() }),
  z.object({ entryId: z.number().int() }),
]);
export type TrailSubject = z.infer<typeof trailSubject>;

/** What else was seen around an alarm. */
export const alarmSurroundings = z.object({
  /** Within the minutes and cameras asked for, oldest first, without the alarm's own; at most 200. */
  sightings: z.array(sighting),
  /** Vehicles that came with the alarm's subject and left with it: seen within a minute of it on at least two cameras, or twice on one. */
  companions: z.array(
    z.object({
      plate: z.string(),
      /** How often it was seen within a minute of the subject. */
      together: z.number().int(),
      firstAtMs: instant,
      lastAtMs: instant,
      sightings: z.array(sighting),
    }),
  ),
});
export type AlarmSurroundings = z.infer<typeof alarmSurroundings>;

/** How far back a saved search looks: so many hours, a day by the calendar, or everything. */
export const searchSpan = z.discriminatedUnion('span', [
  z.object({ span: z.literal('all') }),
  z.object({
    span: z.literal('hours'),
    hours: z
      .number()
      .int()
      .min(1)
      .max(24 * 366),
  }),
  z.object({ span: z.literal('today') }),
  z.object({ span: z.literal('yesterday') }),
]);
export type SearchSpan = z.infer<typeof searchSpan>;

export const newSavedSearch = z.object({
  name: z.string().trim().min(1).max(32),
  filter: sightingFilter.omit({ fromMs: true, toMs: true }),
  span: searchSpan,
});
export type NewSavedSearch = z.infer<typeof newSavedSearch>;
export const savedSearch = newSavedSearch.extend({
  id: z.number().int().positive(),
  /** Account. */
  savedBy: z.string(),
  savedAtMs: instant,
});
export type SavedSearch = z.infer<typeof savedSearch>;
