/** The worker that marks pictures: what a hostile one can harm is in here. See `picture-marker.ts`. */
import { parentPort } from 'node:worker_threads';
import jpeg from 'jpeg-js';
import type { TextMask } from './text-mask.ts';
import { drawOver } from './tiling.ts';

const quality = 90;
/** What the decoder may take for one picture; the limit of pixels is checked before. */
const decoderLimits = { maxResolutionInMP: 13, maxMemoryUsageInMB: 320 };

parentPort?.on('message', ({ id, picture, mask }: { id: number; picture: Uint8Array; mask: TextMask }) => {
  let marked: Uint8Array<ArrayBuffer> | null = null;
  try {
    const decoded = jpeg.decode(picture, {
      ...{ useTArray: true, formatAsRGBA: true, tolerantDecoding: false, ...decoderLimits },
    });
    drawOver(decoded, mask);
    marked = Uint8Array.from(jpeg.encode(decoded, quality).data);
  } catch {
    // Damaged, or no JPEG the decoder takes: the package says that some were left out.
  }
  parentPort?.postMessage({ id, marked }, marked === null ? [] : [marked.buffer]);
});
