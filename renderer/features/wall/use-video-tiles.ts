import { useCallback, useState } from 'react';

/**
 * A number for each camera, under which its video is known whatever tile it stands in: a camera that changes its place
 * goes on playing.
 */
export function useVideoTiles(): (cameraId: string) => number {
  const [numbers] = useState(() => new Map<string, number>());
  return useCallback(
    (cameraId) => {
      const known = numbers.get(cameraId);
      if (known !== undefined) return known;
      const next = numbers.size;
      numbers.set(cameraId, next);
      return next;
    },
    [numbers],
  );
}
