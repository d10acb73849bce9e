/** How frames lie one behind the other in a ring's memory: as bytes, for as objects the collector would follow them. */
import type { AccessUnit, PassingFrame } from './frames.ts';

/** Before each frame, in this machine's byte order: arrivalMs, presentationUs, then key and size in one number. */
const head = new Float64Array(3);
const headBytes = new Uint8Array(head.buffer);
export const heldHeadBytes = headBytes.length;

/** What goes in front of the frame; only good until the next call. */
export function headOf({ passingBytes, key, presentationUs, arrivalMs }: PassingFrame): Uint8Array {
  head[0] = arrivalMs;
  head[1] = presentationUs;
  head[2] = passingBytes.length * 2 + (key ? 1 : 0);
  return headBytes;
}

/** The frames in what was held; they share its memory. */
export function readHeld(held: Uint8Array): AccessUnit[] {
  const frames: AccessUnit[] = [];
  let at = 0;
  while (at < held.length) {
    headBytes.set(held.subarray(at, at + heldHeadBytes));
    const [arrivalMs = 0, presentationUs = 0, sizeAndKey = 0] = head;
    const start = at + heldHeadBytes;
    at = start + Math.floor(sizeAndKey / 2);
    frames.push({ bytes: held.subarray(start, at), key: sizeAndKey % 2 === 1, presentationUs, arrivalMs });
  }
  return frames;
}
