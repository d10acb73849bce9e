/** What the receiver needs of the watchlist, which it does not know; the station joins the two. */
import type { DispositionOrder, DispositionOutcome, PostedDisposition, UpperPlatform } from '#contract/disposition.ts';

export interface PlatformOrders {
  /** One outcome for each order, in order, once all are durable. Rejects when nothing of it was kept. */
  take(platform: UpperPlatform, orders: readonly DispositionOrder[]): Promise<readonly DispositionOutcome[]>;
  /** What this platform has posted: those named, or the newest, at most `limit`. */
  posted(platformId: string, ids: readonly string[] | null, limit: number): Promise<PostedDisposition[]>;
}
