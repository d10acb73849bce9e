import type { CameraPoint } from '#contract/camera.ts';
import type { Scope } from '#contract/scope.ts';

/** Where something was seen; null: the station does not know the camera, or where it looks. */
export interface SeenAt {
  cameraId: string | null;
  point: CameraPoint | null;
}

/** At any of the cameras, or at any of the kinds of place. What names neither holds everywhere, also where nobody knows. */
export function isInScope(scope: Scope, { cameraId, point }: SeenAt): boolean {
  if (scope.points.length === 0 && scope.cameraIds.length === 0) return true;
  return (cameraId !== null && scope.cameraIds.includes(cameraId)) || (point !== null && scope.points.includes(point));
}
