import type { Clock } from '../../system/clock.ts';
import { minutes, seconds } from '../../system/clock.ts';

/** Wrong passwords of one device from one address before the brake bites; a mistyped provision retries for ever. */
const freeGuessesPerDevice = 5;
/** Over all devices from one address: a site behind one gateway may have several mistyped. */
const freeGuessesPerAddress = 20;
const shortestWaitMs = seconds(1);
const longestWaitMs = seconds(60);
/** After this long without a wrong one, all is forgotten. */
const forgetAfterMs = minutes(15);
const mostRemembered = 4096;

interface Guesses {
  wrong: number;
  lastAtMs: number;
  heldUntilMs: number;
}

/**
 * Slows down whoever guesses passwords: each wrong one beyond the free ones doubles the wait. Kept per address, and per
 * device and address; never per device alone, or anyone could lock a camera out.
 */
export class GuessBrake {
  readonly #clock: Clock;
  readonly #guesses = new Map<string, Guesses>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the next try is looked at; 0 when it may come now. */
  waitMs(address: string, deviceId: string): number {
    const nowMs = this.#clock.monotonicMs();
    const heldUntil = [address, pair(address, deviceId)].map((key) => this.#guesses.get(key)?.heldUntilMs ?? 0);
    return Math.max(0, Math.max(...heldUntil) - nowMs);
  }

  wrong(address: string, deviceId: string): void {
    this.#count(pair(address, deviceId), freeGuessesPerDevice);
    this.#count(address, freeGuessesPerAddress);
  }

  /** Someone asked for a device that does not exist. */
  unknownDevice(address: string): void {
    this.#count(address, freeGuessesPerAddress);
  }

  /** The address is not forgiven: one right password must not buy guesses at the others. */
  right(address: string, deviceId: string): void {
    this.#guesses.delete(pair(address, deviceId));
  }

  #count(key: string, free: number): void {
    const nowMs = this.#clock.monotonicMs();
    const before = this.#guesses.get(key);
    const wrong = before !== undefined && nowMs - before.lastAtMs < forgetAfterMs ? before.wrong + 1 : 1;
    const beyond = wrong - free;
    const holdMs = beyond <= 0 ? 0 : Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(beyond - 1, 16));
    this.#guesses.delete(key); // to the end: the oldest is forgotten first
    this.#guesses.set(key, { wrong, lastAtMs: nowMs, heldUntilMs: nowMs + holdMs });
    if (this.#guesses.size <= mostRemembered) return;
    for (const oldest of this.#guesses.keys()) {
      this.#guesses.delete(oldest);
      break;
    }
  }
}

function pair(address: string, deviceId: string): string {
  return `${address} ${deviceId}`;
}
