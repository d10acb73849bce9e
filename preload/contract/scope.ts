/** Where something holds: a watchlist entry, a rule. */
import { z } from 'zod';
import { cameraPoint } from './camera.ts';
import type { CameraPoint } from './camera.ts';

/** At any of the kinds of place, or at any of the cameras; both empty: everywhere. */
export const scope = z.object({
  points: z.array(cameraPoint).max(16),
  cameraIds: z.array(z.string().max(64)).max(256),
});
export type Scope = z.infer<typeof scope>;

export const everywhere: Scope = { points: [], cameraIds: [] };

/** Whether it holds at this camera. A device that is tied to no camera is nowhere: only what holds everywhere holds there. */
export function isInScope(
  { points, cameraIds }: Scope,
  at: { cameraId: string | null; point: CameraPoint | null },
): boolean {
  if (points.length === 0 && cameraIds.length === 0) return true;
  return (at.point !== null && points.includes(at.point)) || (at.cameraId !== null && cameraIds.includes(at.cameraId));
}
