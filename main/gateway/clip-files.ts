import type { Clips } from '../cameras/clips/clips.ts';
import type { Snapshots } from '../cameras/clips/snapshots.ts';
import type { ClipFiles } from './clip-route.ts';

/** The stored clips and snapshots as the route hands them out. */
export function clipFiles(
  clips: Pick<Clips, 'find' | 'pathOf'>,
  snapshots: Pick<Snapshots, 'find' | 'pathOf' | 'keep'>,
): ClipFiles {
  return {
    async clip(id) {
      const found = await clips.find(id);
      if (found?.state !== 'ready') return null;
      const { bytes, digest, cameraName, fromMs } = found;
      return { path: clips.pathOf(id), bytes, digest, name: `${nameOf(cameraName, fromMs)}.mp4` };
    },
    async snapshot(id) {
      const found = await snapshots.find(id);
      if (found === null) return null;
      const { bytes, digest, cameraName, takenAtMs } = found;
      return { path: snapshots.pathOf(digest), bytes, digest, name: `${nameOf(cameraName, takenAtMs)}.jpg` };
    },
    keepSnapshot: (given) => snapshots.keep(given),
  };
}

/** 东门_2026-11-23_14-32-05, by the unit's clock, in characters every file system takes. */
function nameOf(cameraName: string, atMs: number): string {
  const safe = cameraName.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, '_').replace(/[. ]+$/, '');
  const at = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${safe}_${day}_${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
}
