/** The text laid over a picture again and again, aslant: cut it where you like, and it is still there. Pure. */
import type { TextMask } from './text-mask.ts';

/** RGBA, row by row. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Of the text where it is whole. */
const strength = 0.5;
const slant = (-24 * Math.PI) / 180;

/** Readable, and small enough that a face beside it can be seen. */
export function fontPxFor({ width, height }: { width: number; height: number }): number {
  return Math.round(Math.min(64, Math.max(11, Math.min(width, height) / 26)));
}

/** Blends the text into the picture. */
export function drawOver(picture: Pixels, mask: TextMask): void {
  const { data } = picture;
  eachInk(picture, mask, (pixel, light, alpha) => {
    const at = pixel * 4;
    for (let channel = at; channel < at + 3; channel += 1) {
      const under = data[channel] ?? 0;
      data[channel] = Math.round(under + (light - under) * alpha * strength);
    }
  });
}

/** The text alone, RGBA with its transparency, for whoever lays it over. */
export function overlayOf(size: { width: number; height: number }, mask: TextMask): Uint8Array {
  const data = new Uint8Array(size.width * size.height * 4);
  eachInk(size, mask, (pixel, light, alpha) => data.set([light, light, light, alpha * strength * 255], pixel * 4));
  return data;
}

/** `alpha`: 0 to 1, never 0. */
function eachInk(
  { width, height }: { width: number; height: number },
  mask: TextMask,
  ink: (pixel: number, light: number, alpha: number) => void,
): void {
  const [cos, sin] = [Math.cos(slant), Math.sin(slant)];
  const [periodX, periodY] = [mask.width + Math.round(mask.height * 0.8), Math.round(mask.height * 2.2)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const v = Math.floor(y * cos - x * sin);
      const row = Math.floor(v / periodY);
      const top = v - row * periodY;
      if (top >= mask.height) continue;
      // Every other row stands between those above and below it.
      const u = Math.floor(x * cos + y * sin) + (row & 1) * (periodX >> 1);
      const left = u - Math.floor(u / periodX) * periodX;
      if (left >= mask.width) continue;
      const alpha = mask.alpha[top * mask.width + left] ?? 0;
      if (alpha > 0) ink(y * width + x, mask.light[top * mask.width + left] ?? 0, alpha / 255);
    }
  }
}
