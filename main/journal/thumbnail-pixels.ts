import jpeg from 'jpeg-js';

/** Pixels, of the longer side. A tile of the result wall is about 300 wide. */
export const thumbnailEdge = 320;
const quality = 72;
/** What the decoder may take for one picture; the limit of pixels is checked before. */
const decoderLimits = { maxResolutionInMP: 13, maxMemoryUsageInMB: 320 };

/** Throws for what the decoder does not take. */
export function drawThumbnail(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const decoded = jpeg.decode(picture, { useTArray: true, formatAsRGBA: true, ...decoderLimits });
  const drawn = jpeg.encode(shrink(decoded), quality).data;
  return Uint8Array.from(drawn);
}

interface Pixels {
  /** RGBA. */
  data: Uint8Array;
  width: number;
  height: number;
}

/** To at most `thumbnailEdge` on the longer side, each pixel the mean of those it stands for; never larger. */
export function shrink({ data, width, height }: Pixels): Pixels {
  const scale = Math.min(1, thumbnailEdge / Math.max(width, height));
  const [toWidth, toHeight] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const shrunk = new Uint8Array(toWidth * toHeight * 4);
  for (let y = 0; y < toHeight; y += 1) {
    const [top, bottom] = span(y, toHeight, height);
    for (let x = 0; x < toWidth; x += 1) {
      const [left, right] = span(x, toWidth, width);
      let [red, green, blue] = [0, 0, 0];
      for (let row = top; row < bottom; row += 1) {
        for (let at = (row * width + left) * 4, end = (row * width + right) * 4; at < end; at += 4) {
          red += data[at] ?? 0;
          green += data[at + 1] ?? 0;
          blue += data[at + 2] ?? 0;
        }
      }
      const pixels = (bottom - top) * (right - left);
      const to = (y * toWidth + x) * 4;
      shrunk[to] = red / pixels;
      shrunk[to + 1] = green / pixels;
      shrunk[to + 2] = blue / pixels;
      shrunk[to + 3] = 255;
    }
  }
  return { data: shrunk, width: toWidth, height: toHeight };
}

/** The source pixels [from, to) that one of the smaller picture stands for; at least one. */
function span(at: number, of: number, from: number): [number, number] {
  const start = Math.floor((at * from) / of);
  return [start, Math.max(start + 1, Math.floor(((at + 1) * from) / of))];
}
