/** What is known of a GA/T 1400 device besides what every recogniser has. */
import { z } from 'zod';

const instant = z.number().int();
const count = z.number().int().nonnegative();

export const viidDevice = z.object({
  /** `expired`: it registered and has been silent for too long. `never`: not since the station started, or it left. */
  state: z.enum(['registered', 'expired', 'never']),
  /** When the registration ends, or ended, without a word of the device; null: never registered. */
  expiresAtMs: instant.nullable(),
  /** What it says of itself; null: nothing yet. */
  told: z
    .object({
      name: z.string().nullable(),
      model: z.string().nullable(),
      place: z.string().nullable(),
      /** Text of the device's own; nothing is ever asked there. */
      ipAddress: z.string().nullable(),
      online: z.boolean().nullable(),
      atMs: instant,
    })
    .nullable(),
  /** What it sent and was not kept since the station started: only counted. */
  dropped: z.object({
    /** Members that are not on the allow-list. */
    fields: count,
    pictures: count,
    /** Objects of which nothing is on the allow-list, or that could not be read. */
    objects: count,
  }),
  /** Pictures its sightings name that have not come, and pictures that came and that no sighting names. */
  waiting: z.object({ awaited: count, unclaimed: count }),
  /** Whether it reports as it was asked to; null: it needs no asking. */
  subscription: z
    .discriminatedUnion('state', [
      z.object({ state: z.literal('waiting') }),
      z.object({ state: z.literal('trying') }),
      z.object({ state: z.literal('active'), untilMs: instant }),
      z.object({ state: z.literal('failed'), reason: z.string(), retryAtMs: instant }),
    ])
    .nullable(),
});
export type ViidDeviceDetails = z.infer<typeof viidDevice>;
