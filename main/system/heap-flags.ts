/**
 * V8 lets its heap grow, young and old, by what the machine has rather than by what is held, and gives it back late. Kept
 * small, what is resident stays flat (docs/decisions/015).
 */
import { setFlagsFromString } from 'node:v8';

/** Flags of Node's under which every station is started, whoever starts it. */
export const stationFlags: readonly string[] = ['--max-semi-space-size=4'];
/** Chromium's `--js-flags` for the windows we open ourselves. */
export const consoleScriptFlags = '--max-semi-space-size=2';

/**
 * How far the old generation grows before V8 looks again: by a fifth of what is held (`thrifty`), or as V8 decides.
 * Thrifty costs whoever allocates much a quarter of his pace; V8 reads the flag anew after each collection.
 */
export class HeapGrowth {
  #thrifty = false;
  readonly #setFlag: (flag: string) => void;

  constructor(setFlag: (flag: string) => void = setFlagsFromString) {
    this.#setFlag = setFlag;
  }

  set(growth: 'usual' | 'thrifty'): void {
    const thrifty = growth === 'thrifty';
    if (thrifty === this.#thrifty) return;
    this.#thrifty = thrifty;
    this.#setFlag(`--heap-growing-percent=${thrifty ? 20 : 0}`);
  }
}
