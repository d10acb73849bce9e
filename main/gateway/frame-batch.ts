import { mediaHeaderBytes, writeMediaHeader } from '#contract/media.ts';
import type { MediaHeader } from '#contract/media.ts';
import type { Cancel, Clock } from '../system/clock.ts';

/**
 * How long a frame waits for others, milliseconds. A wall of 16 tiles has a frame every four milliseconds, and each
 * message wakes the browser's network process, its window and its worker; screens show what has come every 17 or 33.
 */
const gatherMs = 8;
/** A message that has grown this large goes at once. */
const fullBytes = 128 * 1024;

/** Frames of one window's tiles that leave in one message, in the order in which they came. */
export class FrameBatch {
  readonly #clock: Clock;
  readonly #send: (message: Buffer) => void;
  #frames: { header: MediaHeader; bytes: Uint8Array }[] = [];
  #bytes = 0;
  #cancelTimer: Cancel | null = null;

  constructor(clock: Clock, send: (message: Buffer) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Of the message as it stands. */
  get bytes(): number {
    return this.#bytes;
  }

  add(header: MediaHeader, bytes: Uint8Array): void {
    this.#frames.push({ header, bytes });
    this.#bytes += mediaHeaderBytes + bytes.byteLength;
    if (this.#bytes >= fullBytes) this.flush();
    else this.#cancelTimer ??= this.#clock.after(gatherMs, () => this.flush());
  }

  flush(): void {
    const frames = this.#frames;
    if (frames.length === 0) return;
    // The one copy on the way: a message in fragments costs the receiver more than this does.
    const message = Buffer.allocUnsafe(this.#bytes);
    this.drop();
    let at = 0;
    for (const { header, bytes } of frames) {
      writeMediaHeader(new DataView(message.buffer, message.byteOffset + at, mediaHeaderBytes), header);
      message.set(bytes, at + mediaHeaderBytes);
      at += mediaHeaderBytes + bytes.byteLength;
    }
    this.#send(message);
  }

  /** Forgets what has not left. */
  drop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#frames = [];
    this.#bytes = 0;
  }
}
