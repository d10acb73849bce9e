import type { ViewerMessage } from '#contract/media.ts';

/**
 * Frames a tile may have on the way and in its decoder's queue. What is here can no longer be dropped, so on a machine
 * that is too slow it is what the picture lags behind: a third of a second at 15 fps.
 */
export const startingCredit = 5;
/** Given back when a tile has this many, with what the others have: a few messages a second for a whole wall. */
const enoughToSend = 2;

type CreditMessage = Extract<ViewerMessage, { type: 'credit' }>;

/** Gathers what the tiles have consumed into few messages. */
export class CreditLedger {
  #owed = new Map<number, { watchId: number; frames: number }>();

  /** The message to send now, if it is time. */
  add(tile: number, watchId: number, frames: number): CreditMessage | null {
    const owed = this.#owed.get(tile);
    const total = owed?.watchId === watchId ? owed.frames + frames : frames;
    this.#owed.set(tile, { watchId, frames: total });
    if (total < enoughToSend) return null;
    const message: CreditMessage = {
      type: 'credit',
      tiles: [...this.#owed].map(([number, { watchId: id, frames: count }]) => ({
        tile: number,
        watchId: id,
        frames: count,
      })),
    };
    this.#owed.clear();
    return message;
  }

  forget(tile: number): void {
    this.#owed.delete(tile);
  }
}
