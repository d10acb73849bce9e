import { statfs } from 'node:fs/promises';

export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

export async function diskSpace(directory: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

const gibibyte = 1024 ** 3;

/**
 * What clips leave free for the records, which must never want for space: 2 % of the disk, on large ones 1 GiB.
 * Alarms and sightings are small; a minute of video is not.
 */
export const floorBytes = ({ totalBytes }: DiskSpace): number => Math.min(totalBytes * 0.02, gibibyte);

export const hasRoom = (space: DiskSpace, bytes = 0): boolean => space.freeBytes - bytes > floorBytes(space);
