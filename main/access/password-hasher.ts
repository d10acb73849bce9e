import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '../system/app-error.ts';

/** RFC 7914: CPU and memory cost (a power of two), block size, parallelisation. Memory: 128 · cost · blockSize bytes. */
export interface ScryptCost {
  cost: number;
  blockSize: number;
  parallelization: number;
}

/** OWASP Password Storage Cheat Sheet, the 32 MiB row: as hard as its first choice, but fit for a small PC. */
export const defaultScryptCost: ScryptCost = { cost: 2 ** 15, blockSize: 8, parallelization: 3 };

/**
 * scrypt runs on libuv's pool of four threads, which files and the database share: two at once leave them two.
 */
const atOnce = 2;
const maxWaiting = 32;
const hashBytes = 32;

/** Makes and checks `scrypt$cost$blockSize$parallelization$salt$hash`, a few at a time. */
export class PasswordHasher {
  readonly #cost: ScryptCost;
  /** Checked for accounts that do not exist, so that they take as long as those that do. */
  readonly #decoy: string;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(cost: ScryptCost = defaultScryptCost) {
    this.#cost = cost;
    this.#decoy = textOf(cost, randomBytes(16), randomBytes(hashBytes));
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    return textOf(this.#cost, salt, await this.#derive(password, salt, this.#cost));
  }

  /** `stored` null: there is no such account; false, after the usual time. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const { cost, salt, hash } = parsed(stored ?? this.#decoy);
    const derived = await this.#derive(password, salt, cost);
    return timingSafeEqual(derived, hash) && stored !== null;
  }

  async #derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= maxWaiting) {
        throw new AppError('too-many-attempts', 'too many sign-ins at once', { facts: { retryAfterSeconds: 5 } });
      }
      // Whoever finishes hands its place on, so the count of those running stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await derive(password, salt, cost);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function derive(password: string, salt: Buffer, { cost, blockSize, parallelization }: ScryptCost): Promise<Buffer> {
  // Twice what is needed; Node's own limit is 32 MiB.
  const maxmem = 256 * blockSize * (cost + parallelization + 2);
  // NIST SP 800-63B: the same password typed on another keyboard layout or system must give the same bytes.
  const text = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, hashBytes, { cost, blockSize, parallelization, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function textOf({ cost, blockSize, parallelization }: ScryptCost, salt: Buffer, hash: Buffer): string {
  return ['scrypt', cost, blockSize, parallelization, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

function parsed(stored: string): { cost: ScryptCost; salt: Buffer; hash: Buffer } {
  const match = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]+)\$([\w-]{43})$/.exec(stored);
  if (match === null) throw new AppError('internal', 'a stored password hash cannot be read');
  const [, cost, blockSize, parallelization, salt = '', hash = ''] = match;
  return {
    cost: { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}
