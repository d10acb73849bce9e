import { fillsPlatePattern, isPlatePattern } from '#contract/plate-pattern.ts';
import { Shelves } from './shelves.ts';

/**
 * Listed patterns, found by the plates that fill them. Whatever its wildcards, a plate that fills a pattern has every two
 * neighbouring characters that the pattern names; so each pattern is kept under one such pair, and a plate of seven
 * characters is held against what six pairs name.
 */
export class PatternIndex {
  readonly #byPair = new Shelves();
  readonly #pairs = new Map<string, string>();

  add(pattern: string): void {
    if (this.#pairs.has(pattern)) return;
    const pair = this.#rarestPairOf(pattern);
    this.#pairs.set(pattern, pair);
    this.#byPair.put(pair, pattern);
  }

  remove(pattern: string): void {
    const pair = this.#pairs.get(pattern);
    if (pair === undefined) return;
    this.#pairs.delete(pattern);
    this.#byPair.take(pair, pattern);
  }

  filledBy(plate: string): Set<string> {
    const filled = new Set<string>();
    const tryThose = (pair: string): void => {
      for (const pattern of this.#byPair.under(pair)) if (fillsPlatePattern(plate, pattern)) filled.add(pattern);
    };
    if (this.#pairs.size === 0) return filled;
    tryThose(noPair);
    for (let at = 0; at + 1 < plate.length; at++) tryThose(plate.slice(at, at + 2));
    return filled;
  }

  /** That with the fewest others under it: of 鲁P*45 it is not 鲁P. */
  #rarestPairOf(pattern: string): string {
    let rarest = noPair;
    let others = Infinity;
    for (let at = 0; at + 1 < pattern.length; at++) {
      const pair = pattern.slice(at, at + 2);
      const under = isPlatePattern(pair) ? Infinity : this.#byPair.under(pair).length;
      if (under < others) [rarest, others] = [pair, under];
    }
    return rarest;
  }
}

/** Of a pattern that names no two neighbours: it is always tried. */
const noPair = '';
