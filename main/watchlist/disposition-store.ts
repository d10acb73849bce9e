import type { Disposition, PostedDisposition } from '#contract/disposition.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import type { EntryChange } from './watchlist-store.ts';

/** How one disposition stands from now on. */
export interface DispositionRecord {
  platform: string;
  dispositionId: string;
  /** Null: as it was posted before; it only ended. */
  posted: Disposition | null;
  state: 'active' | 'revoked' | 'expired';
}

export interface KeptDisposition extends PostedDisposition {
  platform: string;
  /** When the platform said so last. */
  saidAtMs: number;
}

/** Where dispositions are kept as they were posted, beside the entries they are. */
export interface DispositionStore {
  /** Of what the platform has ever posted those named, or all; newest first, at most `limit`. */
  find(platform: string, ids: readonly string[] | null, limit: number): Promise<KeptDisposition[]>;
  /** Those still in force as the platforms see them. */
  active(): Promise<KeptDisposition[]>;
  /**
   * Entries, dispositions and a row of the audit chain for each change: all or none. Resolves when durable: the added
   * and replaced entries, in the order given.
   */
  apply(step: {
    changes: readonly EntryChange[];
    records: readonly DispositionRecord[];
    by: string;
    atMs: number;
  }): Promise<WatchlistEntry[]>;
}
