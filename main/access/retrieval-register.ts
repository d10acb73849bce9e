import type { LookPurpose } from '#contract/access.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import { minutes, seconds } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AppError, reasonOf } from '../system/app-error.ts';

/** Somebody looked at a stored picture. */
export interface Look {
  account: string;
  /** Of the picture, as in the evidence store. */
  digest: string;
  purpose: LookPurpose;
  atMs: number;
  /** It was taken out of the unit, for this reason. Absent: it was looked at. */
  reason?: string;
}

export interface LookStore {
  add(looks: readonly Look[]): Promise<void>;
  /** Newest first. */
  latest(limit: number, digest?: string): Promise<Look[]>;
}

/** Looks of one account at one picture within this are one look: scrolling back is not looking again. */
export const sameLookMs = minutes(10);
const flushEveryMs = seconds(2);
const batch = 200;
/** Looks not yet written; beyond it no picture is shown, for no look may go unrecorded. */
const maxWaiting = 10_000;
const maxRemembered = 20_000;

/** The retrieval register 调取登记: who looked at which stored picture, when and for what. */
export class RetrievalRegister {
  readonly #store: LookStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lastLooks = new Map<string, number>();
  #waiting: Look[] = [];
  #writing: Promise<void> | null = null;
  #cancelFlush: Cancel | null = null;

  constructor({ store, clock, log }: { store: LookStore; clock: Clock; log: Log }) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log.room('access');
  }

  /** Throws `unavailable` when so many looks are unwritten that this one could not be kept. */
  record(look: Omit<Look, 'atMs'>): void {
    const atMs = this.#clock.nowMs();
    // Taking out is not looking, and for another reason it is another taking.
    const key = [look.account, look.digest, ...(look.reason === undefined ? [] : [look.reason])].join(' ');
    const before = this.#lastLooks.get(key);
    if (before !== undefined && atMs - before < sameLookMs) return;
    if (this.#waiting.length >= maxWaiting) {
      throw new AppError('unavailable', 'the retrieval register cannot be written');
    }
    this.#remember(key, atMs);
    this.#waiting.push({ ...look, atMs });
    // Once, on reaching the batch: while the disk refuses, only the timer tries again.
    if (this.#waiting.length === batch) void this.flush();
    else this.#cancelFlush ??= this.#clock.after(flushEveryMs, () => void this.flush());
  }

  /** Newest first, those not yet written included. */
  async latest(limit: number, digest?: string): Promise<Look[]> {
    await this.flush();
    return this.#store.latest(limit, digest);
  }

  /** Writes what waits; call it once more when the station stops. What cannot be written is kept and tried again. */
  async flush(): Promise<void> {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    while (this.#writing !== null) await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#write();
    await this.#writing;
  }

  async #write(): Promise<void> {
    const looks = this.#waiting;
    this.#waiting = [];
    try {
      await this.#store.add(looks);
    } catch (error) {
      this.#log.error('retrieval register not written', { looks: looks.length, reason: reasonOf(error) });
      this.#waiting = [...looks, ...this.#waiting];
      this.#cancelFlush ??= this.#clock.after(flushEveryMs, () => void this.flush());
    } finally {
      this.#writing = null;
    }
  }

  #remember(key: string, atMs: number): void {
    this.#lastLooks.delete(key);
    this.#lastLooks.set(key, atMs);
    const oldest = this.#lastLooks.keys().next();
    if (this.#lastLooks.size > maxRemembered && oldest.done !== true) this.#lastLooks.delete(oldest.value);
  }
}
