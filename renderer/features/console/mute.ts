/** This console's mute 静音: with a reason and an end, never for longer than an hour. Kept by this browser only. */
import { z } from 'zod';

export const muteMinutes = [5, 15, 30, 60] as const;
export type MuteMinutes = (typeof muteMinutes)[number];
export const longestMuteMs = 60 * 60_000;

const stored = z.object({
  /** The account; whoever sits down next hears everything. */
  by: z.string(),
  reason: z.string().min(1),
  /** Station's clock. */
  sinceMs: z.number(),
  untilMs: z.number(),
});
export type Mute = z.infer<typeof stored>;

/** Null: nothing there, or nothing of ours. */
export function parseMute(text: string | null): Mute | null {
  try {
    const mute = stored.safeParse(JSON.parse(text ?? 'null'));
    return mute.success ? mute.data : null;
  } catch {
    return null;
  }
}

/** The mute that holds for this account now. One that a leap of the clock would make last longer than an hour does not. */
export function muteNow(mute: Mute | null, account: string | null, nowMs: number): Mute | null {
  if (mute === null || mute.by !== account) return null;
  const leftMs = mute.untilMs - nowMs;
  return leftMs > 0 && leftMs <= longestMuteMs ? mute : null;
}

const storageKey = 'guardroom.mute';

export class MuteStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #listeners = new Set<() => void>();
  #current: Mute | null;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#storage = storage;
    this.#current = parseMute(storage.getItem(storageKey));
  }

  readonly current = (): Mute | null => this.#current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(mute: Mute | null): void {
    this.#current = mute;
    try {
      if (mute === null) this.#storage.removeItem(storageKey);
      else this.#storage.setItem(storageKey, JSON.stringify(mute));
    } catch {
      // A full or forbidden storage only means that a reload brings the sound back.
    }
    for (const listener of this.#listeners) listener();
  }
}
