import type { SubjectBox } from '#contract/sighting.ts';
import type { FieldReader } from './field-reader.ts';

export interface PictureSize {
  width: number;
  height: number;
}

/** Beyond any sensor, pixels: the number means something else. */
const largestPixel = 100_000;

/**
 * LeftTopX … RightBtmY. Pixels by the standard; fractions once the scene's size is known, or when the camera sends
 * fractions itself. Null when they span nothing.
 */
export function readSubjectBox(fields: FieldReader, scene: PictureSize | null): SubjectBox | null {
  const left = fields.number('LeftTopX');
  const top = fields.number('LeftTopY');
  const right = fields.number('RightBtmX');
  const bottom = fields.number('RightBtmY');
  if (left === null || top === null || right === null || bottom === null) return null;
  const corners = [left, top, right, bottom];
  if (left < 0 || top < 0 || right <= left || bottom <= top || corners.some((n) => n > largestPixel)) return null;
  if (right <= 1 && bottom <= 1) return { unit: 'fraction', left, top, right, bottom };
  // Coordinates beyond the picture are on some scale of the camera's own: leave them as they are.
  if (scene === null || right > scene.width * 1.02 || bottom > scene.height * 1.02) {
    return { unit: 'pixel', left, top, right, bottom };
  }
  return {
    unit: 'fraction',
    left: left / scene.width,
    top: top / scene.height,
    right: Math.min(1, right / scene.width),
    bottom: Math.min(1, bottom / scene.height),
  };
}
