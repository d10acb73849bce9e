import { cameraPoint } from '#contract/camera.ts';
import type { Scope } from '#contract/scope.ts';
import type { TFunction } from '../../text/index.ts';

/** Where an entry holds, kinds of place first; a camera that is gone is named by its id. */
export function scopeWords(scope: Scope, nameOf: (cameraId: string) => string, t: TFunction): string {
  const points = cameraPoint.options
    .filter((point) => scope.points.includes(point))
    .map((point) => t(`point.${point}`));
  const parts = [...points, ...scope.cameraIds.map(nameOf)];
  return parts.length === 0 ? t('watchlist.everywhere') : parts.join(t('common.list'));
}
