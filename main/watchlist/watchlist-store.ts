import type { WatchlistEntry } from '#contract/watchlist.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An entry that has no number yet. Its procedure is what was written for it: empty when its category's is meant. */
export type NewEntry = DistributiveOmit<WatchlistEntry, 'id'>;

export type EntryChange =
  | { change: 'add'; entry: NewEntry }
  | { change: 'replace'; entry: WatchlistEntry }
  /** The entry no longer holds; its row stays, for alarms and questions about the past. */
  | { change: 'withdraw'; id: number };

/** Where entries are kept. */
export interface WatchlistStore {
  /** Every entry that was not withdrawn, oldest first. */
  load(): Promise<WatchlistEntry[]>;
  /** All changes or none, with who made them. Resolves when durable: the added and replaced entries, in the order given. */
  apply(changes: readonly EntryChange[], by: string, atMs: number): Promise<WatchlistEntry[]>;
}
