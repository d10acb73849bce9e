/** Digital zoom 电子放大: which part of a picture a tile shows. Pure. */

/** Times the whole picture; the middle of what is seen, as fractions of the picture. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

export const whole: Zoom = { scale: 1, x: 0.5, y: 0.5 };
export const largestScale = 8;

/** Never beyond the edge of the picture. */
function within({ scale, x, y }: Zoom): Zoom {
  if (scale <= 1.01) return whole;
  const half = 0.5 / scale;
  const keep = (middle: number): number => Math.min(1 - half, Math.max(half, middle));
  return { scale, x: keep(x), y: keep(y) };
}

/** Larger or smaller by a factor, with what is at (px, py) of the tile staying there. */
export function zoomedAt(zoom: Zoom, factor: number, px: number, py: number): Zoom {
  const scale = Math.min(largestScale, Math.max(1, zoom.scale * factor));
  const shift = 1 / zoom.scale - 1 / scale;
  return within({ scale, x: zoom.x + (px - 0.5) * shift, y: zoom.y + (py - 0.5) * shift });
}

/** Moved by fractions of the tile: positive is to the right and down. */
export function panned(zoom: Zoom, byX: number, byY: number): Zoom {
  return within({ scale: zoom.scale, x: zoom.x + byX / zoom.scale, y: zoom.y + byY / zoom.scale });
}

/** For an element whose transform has its origin in the top left corner. */
export function transformOf({ scale, x, y }: Zoom): string | undefined {
  if (scale === 1) return undefined;
  const percent = (middle: number): string => `${((0.5 - middle * scale) * 100).toFixed(3)}%`;
  return `translate(${percent(x)}, ${percent(y)}) scale(${scale.toFixed(4)})`;
}
