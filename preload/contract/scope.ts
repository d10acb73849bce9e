/** Where something holds: a watchlist entry, a rule. */
import { z } from 'zod';
import { cameraPoint } from './camera.ts';

/** At any of the kinds of place, or at any of the cameras; both empty: everywhere. */
export const scope = z.object({
  points: z.array(cameraPoint).max(16),
  cameraIds: z.array(z.string().max(64)).max(256),
});
export type Scope = z.infer<typeof scope>;

export const everywhere: Scope = { points: [], cameraIds: [] };
