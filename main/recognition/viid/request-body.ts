/** Takes a request's body into memory, within bounds. */
import type { Readable } from 'node:stream';

export type ReceivedBody =
  | { state: 'whole'; bytes: Buffer }
  | { state: 'too-large' }
  /** Too many large bodies at once. */
  | { state: 'no-room' };

/**
 * How much of a refused body is read and thrown away, so that the device gets to read why it was refused: a peer that
 * still sends into a closed connection sees a reset, not our answer.
 */
export const mostDiscardedBytes = 64 * 1024 * 1024;

/** Bytes of bodies in memory at one time, over all connections. */
export class BodyMemory {
  readonly #limitBytes: number;
  #heldBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  take(bytes: number): boolean {
    if (this.#heldBytes + bytes > this.#limitBytes) return false;
    this.#heldBytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#heldBytes -= bytes;
  }
}

/** Rejects when the peer breaks off. `hold` is told of every byte kept; whoever called gives them back. */
export async function receiveBody(
  stream: Readable,
  maxBytes: number,
  hold: (bytes: number) => boolean,
): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  let refused: 'too-large' | 'no-room' | null = null;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    receivedBytes += chunk.length;
    if (refused === null && receivedBytes > maxBytes) refused = 'too-large';
    if (refused === null && !hold(chunk.length)) refused = 'no-room';
    if (refused === null) chunks.push(chunk);
    else {
      chunks.length = 0;
      if (receivedBytes > maxBytes + mostDiscardedBytes) break;
    }
  }
  return refused === null ? { state: 'whole', bytes: Buffer.concat(chunks, receivedBytes) } : { state: refused };
}
