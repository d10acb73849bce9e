/** Where on the picture a subject is, as one says it. Pure. */
import type { SubjectBox } from '#contract/sighting.ts';

export type PictureThird = 'left' | 'centre' | 'right';
export type PictureHeight = 'top' | 'middle' | 'bottom';

export interface PicturePlace {
  across: PictureThird;
  down: PictureHeight;
  /** Whole percent of the width and height. */
  percent: { left: number; right: number; top: number; bottom: number };
}

/** Null when the box is empty, or in pixels: thirds need the size of the picture. */
export function picturePlace(box: SubjectBox): PicturePlace | null {
  if (box.unit === 'pixel' || !(box.right > box.left && box.bottom > box.top)) return null;
  const third = <T>(at: number, [first, second, last]: readonly [T, T, T]): T =>
    at < 1 / 3 ? first : at > 2 / 3 ? last : second;
  const whole = (fraction: number): number => Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return {
    across: third((box.left + box.right) / 2, ['left', 'centre', 'right']),
    down: third((box.top + box.bottom) / 2, ['top', 'middle', 'bottom']),
    percent: { left: whole(box.left), right: whole(box.right), top: whole(box.top), bottom: whole(box.bottom) },
  };
}
