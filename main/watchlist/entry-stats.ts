import type { EntryStats } from '#contract/watchlist.ts';
import type { Clock } from '../system/clock.ts';
import { seconds } from '../system/clock.ts';

/** What the alarms say of one entry. Alarms are counted, not the sightings folded into them. */
export interface EntryTally {
  entryId: number;
  alarms: number;
  resolved: number;
  trueHits: number;
  falseMatches: number;
  lastHitAtMs: number;
}

const leastResolved = 5;

export function statsOf(entryId: number, tally: EntryTally | undefined): EntryStats {
  if (tally === undefined) {
    return { entryId, hits: 0, trueHits: 0, falseMatches: 0, lastHitAtMs: null, doubtful: false };
  }
  const { alarms: hits, resolved, trueHits, falseMatches, lastHitAtMs } = tally;
  const doubtful = resolved >= leastResolved && falseMatches * 2 > resolved;
  return { entryId, hits, trueHits, falseMatches, lastHitAtMs, doubtful };
}

/** All entries' tallies are one question; who asks again within this gets the same answer. */
const freshForMs = seconds(2);

/** The tallies, read at most once in two seconds however many ask. */
export class EntryTallies {
  readonly #read: () => Promise<EntryTally[]>;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #last: { atMs: number; tallies: Promise<ReadonlyMap<number, EntryTally>> } | null = null;

  constructor(options: { read: () => Promise<EntryTally[]>; clock: Pick<Clock, 'monotonicMs'> }) {
    this.#read = options.read;
    this.#clock = options.clock;
  }

  all(): Promise<ReadonlyMap<number, EntryTally>> {
    const atMs = this.#clock.monotonicMs();
    if (this.#last === null || atMs - this.#last.atMs >= freshForMs) {
      const tallies = this.#read().then((rows) => new Map(rows.map((tally) => [tally.entryId, tally])));
      this.#last = { atMs, tallies };
      // What could not be read is asked for again at once.
      tallies.catch(() => (this.#last = null));
    }
    return this.#last.tallies;
  }
}
