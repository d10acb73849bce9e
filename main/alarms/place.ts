import type { CameraPoint } from '#contract/camera.ts';

/** Where somebody is known to be when a camera there saw him. */
export type PlaceOf = (cameraId: string | null) => string | null;

/**
 * Where each camera is a place of its own, because a guard goes there: a barred car that tries the other gate is news.
 * So is a camera that nobody has sorted yet. Those of a crowd, a public road or a height look at one area together:
 * whoever walks along it is not news at each.
 */
const ownPlace: Record<CameraPoint, boolean> = {
  gate: true,
  'key-part': true,
  perimeter: true,
  other: true,
  public: false,
  crowd: false,
  'commanding-height': false,
};

/** Null: seen at no camera we know, which is no news of a place. */
export function placeOf(camera: { id: string; point: CameraPoint } | null): string | null {
  if (camera === null) return null;
  return ownPlace[camera.point] ? `camera:${camera.id}` : `area:${camera.point}`;
}
