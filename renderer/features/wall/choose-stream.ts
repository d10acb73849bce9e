import type { StreamName } from '#contract/camera.ts';

/** What most cameras send as their sub stream, until one has said. Pixels. */
export const usualSubWidth = 640;
/** A tile this much wider than the sub stream shows that it is small; one a little narrower no longer does. */
const upFrom = 1.25;
const downFrom = 1.1;

/** Main where the sub stream would look poor, sub elsewhere; as it is while the tile is between the two. */
export function chooseStream(tile: {
  hasSub: boolean;
  /** Of the picture on this screen, in device pixels, zoomed as it is. */
  deviceWidth: number;
  /** Pixels; null while it is not known. */
  subWidth: number | null;
  current: StreamName;
}): StreamName {
  if (!tile.hasSub) return 'main';
  const ratio = tile.deviceWidth / (tile.subWidth ?? usualSubWidth);
  if (ratio > upFrom) return 'main';
  return ratio < downFrom ? 'sub' : tile.current;
}
