/** Cameras by the kind of place they watch: the groups every wall has without anybody arranging them. Pure. */
import type { CameraWithState } from '#contract/api.ts';
import { cameraPoint } from '#contract/camera.ts';
import type { CameraPoint } from '#contract/camera.ts';

export interface Group {
  point: CameraPoint;
  /** Cameras in it; never 0. */
  size: number;
}

export function groupsOf(cameras: readonly CameraWithState[]): Group[] {
  const sizes = new Map<CameraPoint, number>();
  for (const { camera } of cameras) sizes.set(camera.point, (sizes.get(camera.point) ?? 0) + 1);
  return cameraPoint.options.flatMap((point) => {
    const size = sizes.get(point);
    return size === undefined ? [] : [{ point, size }];
  });
}
