import type { Clock } from '../system/clock.ts';
import { hours, minutes, seconds } from '../system/clock.ts';
import { AppError } from '../system/app-error.ts';

interface Failures {
  count: number;
  lastAtMs: number;
  openAtMs: number;
}

/** Guesses one account may have from one address before it waits; a guard mistypes, a script does not stop. */
const freePerAccount = 5;
/** The same for one address over all accounts. Higher: a whole unit may sit behind one address. */
const freePerAddress = 30;
const firstWaitMs = seconds(5);
const longestWaitMs = minutes(15);
const forgottenAfterMs = hours(1);
const maxKept = 10_000;

/**
 * Slows guessing down: after a few failures each further one doubles the wait, per account and address.
 * The wait is for that address only, so that nobody can lock a guard out from another PC.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts the attempt as failed until `succeeded` is called, so that guesses sent all at once count too.
   * Throws `too-many-attempts` while the wait lasts; such a call is not counted.
   */
  attempt(account: string, address: string): { succeeded(): void } {
    const nowMs = this.#clock.monotonicMs();
    const perAccount = `${address} ${account}`;
    const waitMs = Math.max(this.#waitMs(perAccount, nowMs), this.#waitMs(address, nowMs));
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new AppError('too-many-attempts', 'too many failed sign-ins', { facts: { retryAfterSeconds } });
    }
    this.#count(perAccount, freePerAccount, nowMs);
    this.#count(address, freePerAddress, nowMs);
    return {
      succeeded: () => {
        this.#failures.delete(perAccount);
        // Taken back, not forgotten: an account of one's own must not buy new guesses at the others.
        const failures = this.#failures.get(address);
        if (failures === undefined) return;
        failures.count -= 1;
        failures.openAtMs = 0;
      },
    };
  }

  #waitMs(key: string, nowMs: number): number {
    const failures = this.#failures.get(key);
    return failures === undefined ? 0 : failures.openAtMs - nowMs;
  }

  #count(key: string, free: number, nowMs: number): void {
    const known = this.#failures.get(key);
    const before = known !== undefined && nowMs - known.lastAtMs < forgottenAfterMs ? known.count : 0;
    const count = before + 1;
    const waitMs = count < free ? 0 : Math.min(firstWaitMs * 2 ** (count - free), longestWaitMs);
    // Taken out and put back: the map's order is then that of the last failure, and the oldest goes first.
    this.#failures.delete(key);
    this.#failures.set(key, { count, lastAtMs: nowMs, openAtMs: nowMs + waitMs });
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > maxKept && oldest.done !== true) this.#failures.delete(oldest.value);
  }
}
