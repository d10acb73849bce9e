import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../system/clock.ts';
import { hours } from '../../system/clock.ts';

/** Field: a nonce lives an hour. */
const nonceLifeMs = hours(1);
/**
 * How often the very same answer may be shown again. Devices repeat one when a reply was lost (three resends in the
 * field), and small clients never count up `nc`.
 */
const mostRepeats = 16;
const mostRemembered = 4096;

/**
 * Nonces that need no memory until they are used: time, a counter, and a code over both and the peer's address. An
 * answer overheard on the network is worth nothing from another address. 32 hex digits, as devices have room for.
 */
export class NonceMint {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #repeats = new Map<string, number>();
  #counter = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(address: string): string {
    const head = Buffer.alloc(8);
    head.writeUIntBE(Math.floor(this.#clock.monotonicMs()), 0, 6);
    head.writeUInt16BE(this.#counter++ & 0xffff, 6);
    return head.toString('hex') + this.#codeOf(head, address);
  }

  /** Whether we gave this nonce to this address lately. */
  isFresh(nonce: string, address: string): boolean {
    if (!/^[0-9a-f]{32}$/.test(nonce)) return false;
    const head = Buffer.from(nonce.slice(0, 16), 'hex');
    if (this.#codeOf(head, address) !== nonce.slice(16)) return false;
    return this.#clock.monotonicMs() - head.readUIntBE(0, 6) < nonceLifeMs;
  }

  /** Counts a use; false when this very answer has been shown too often. */
  useOnce(nonce: string, nc: string, cnonce: string): boolean {
    const key = [nonce, nc.slice(0, 16), cnonce.slice(0, 128)].join(':');
    const uses = (this.#repeats.get(key) ?? 0) + 1;
    this.#repeats.delete(key); // to the end: the oldest is forgotten first
    this.#repeats.set(key, uses);
    if (this.#repeats.size > mostRemembered) {
      for (const oldest of this.#repeats.keys()) {
        this.#repeats.delete(oldest);
        break;
      }
    }
    return uses <= mostRepeats;
  }

  #codeOf(head: Buffer, address: string): string {
    return createHmac('sha256', this.#key).update(head).update(address).digest('hex').slice(0, 16);
  }
}
