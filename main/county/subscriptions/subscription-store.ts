import { z } from 'zod';
import type { SubscribeOrder } from '#contract/subscription.ts';

const isOnline = z.enum(['1', '2', '9']);
/** IsOnline: 1 yes, 2 no, 9 unknown. */
export type IsOnline = z.infer<typeof isOnline>;

/** What a platform was last told, so that only changes are sent. */
export const told = z.object({
  /** By ApeID: a digest of what was said of the device, and its name, for the day it is gone. Null: nothing yet. */
  devices: z.record(z.string(), z.object({ print: z.string(), name: z.string() })).nullable(),
  /** By ApeID. Null: nothing yet. */
  status: z.record(z.string(), isOnline).nullable(),
  /** Number of the last sighting that was looked at. */
  hitsUpTo: z.number().int(),
});
export type Told = z.infer<typeof told>;

export const nothingTold = (hitsUpTo: number): Told => ({ devices: null, status: null, hitsUpTo });

export interface KeptSubscription {
  platformId: string;
  order: SubscribeOrder;
  /** Whether it has begun or is over, the clock says. */
  state: 'active' | 'cancelled';
  /** When it was posted last. */
  postedAtMs: number;
  lastNotifiedAtMs: number | null;
  notifications: number;
  told: Told;
}

/** Where subscriptions outlive a restart. Every promise of a change resolves once it is on the disk. */
export interface SubscriptionStore {
  all(): Promise<KeptSubscription[]>;
  /** In one commit. */
  save(kept: readonly KeptSubscription[], forgotten: readonly KeptSubscription[]): Promise<void>;
}
