import type { EntryChangeRecord, WatchlistEntry } from '#contract/watchlist.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An entry that has no number yet. Its procedure is what was written for it: empty when its category's is meant. */
export type NewEntry = DistributiveOmit<WatchlistEntry, 'id'>;

export type EntryChange =
  | { change: 'add'; entry: NewEntry }
  | { change: 'replace'; entry: WatchlistEntry }
  /** The entry as it was, with whoever approved it. */
  | { change: 'approve'; entry: WatchlistEntry }
  /** The entry no longer holds; its row stays, for alarms and questions about the past. */
  | { change: 'withdraw'; id: number };

/** What the audit chain says of it. */
export interface Deed {
  action: string;
  subject: string;
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** What is said of an entry's end, once each. */
export type ExpiryNotice = 'soon' | 'expired';

/** Where entries are kept. */
export interface WatchlistStore {
  /** Every entry that was not withdrawn, oldest first. */
  load(): Promise<WatchlistEntry[]>;
  /**
   * All changes or none, with who made them. Resolves when durable: the entries added, replaced and approved, in the
   * order given. `tell` says what goes into the audit chain with them; without it, nothing does.
   */
  apply(
    changes: readonly EntryChange[],
    by: string,
    atMs: number,
    tell?: (written: readonly WatchlistEntry[]) => Deed,
  ): Promise<WatchlistEntry[]>;
  /** What happened to an entry, newest first. */
  history(id: number): Promise<EntryChangeRecord[]>;
}

/** Remembers whose end was announced. */
export interface ExpiryStore {
  /** By entry; forgotten when the entry changes. */
  announced(): Promise<Map<number, ExpiryNotice>>;
  /** With the rows of the audit chain that announce it: all or none. */
  announce(ids: readonly number[], notice: ExpiryNotice, deeds: readonly Deed[]): Promise<void>;
}
