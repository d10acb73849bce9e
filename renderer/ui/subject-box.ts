import type { SubjectBox } from '#contract/sighting.ts';

export interface Size {
  width: number;
  height: number;
}
/** Fractions of the frame the picture is shown in. */
export interface ShownBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Where the subject's box lands when a picture is shown in a frame of another shape. `frameAspect` is width over
 * height. Null when the box is empty, lies outside, or is in pixels of a picture whose size is not known yet.
 */
export function shownBox(
  box: SubjectBox,
  picture: Size | null,
  frameAspect: number,
  fit: 'cover' | 'contain' | 'fill',
): ShownBox | null {
  if (picture === null && (box.unit === 'pixel' || fit !== 'fill')) return null;
  const width = picture?.width ?? 1;
  const height = picture?.height ?? 1;
  if (!(width > 0 && height > 0)) return null;
  const [across, down] = box.unit === 'pixel' ? [width, height] : [1, 1];
  const clamp = (n: number): number => Math.min(1, Math.max(0, n));
  const left = clamp(box.left / across);
  const right = clamp(box.right / across);
  const top = clamp(box.top / down);
  const bottom = clamp(box.bottom / down);
  if (!(right > left && bottom > top)) return null;

  const pictureAspect = width / height;
  // Size of the picture in units of the frame.
  let scaleX = 1;
  let scaleY = 1;
  if (fit !== 'fill') {
    const widerThanFrame = pictureAspect > frameAspect;
    if (widerThanFrame === (fit === 'cover')) scaleX = pictureAspect / frameAspect;
    else scaleY = frameAspect / pictureAspect;
  }
  const at = (fraction: number, scale: number): number => 0.5 + (fraction - 0.5) * scale;
  const shown = {
    left: clamp(at(left, scaleX)),
    top: clamp(at(top, scaleY)),
    right: clamp(at(right, scaleX)),
    bottom: clamp(at(bottom, scaleY)),
  };
  if (!(shown.right > shown.left && shown.bottom > shown.top)) return null;
  return { left: shown.left, top: shown.top, width: shown.right - shown.left, height: shown.bottom - shown.top };
}
