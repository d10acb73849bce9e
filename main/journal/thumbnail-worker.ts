/** The worker that draws thumbnails: what a hostile picture can harm is in here. See `thumbnail-drawer.ts`. */
import { parentPort } from 'node:worker_threads';
import { drawThumbnail } from './thumbnail-pixels.ts';

parentPort?.on('message', ({ id, jpeg }: { id: number; jpeg: Uint8Array }) => {
  let drawn: Uint8Array<ArrayBuffer> | null = null;
  try {
    drawn = drawThumbnail(jpeg);
  } catch {
    // Not a picture the decoder takes. It is shown as it is: a browser may know better.
  }
  parentPort?.postMessage({ id, drawn }, drawn === null ? [] : [drawn.buffer]);
});
