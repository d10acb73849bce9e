/** What the receiver needs of the county link, which it does not know, when upper platforms subscribe; the station joins the two. */
import type { UpperPlatform } from '#contract/disposition.ts';
import type { PlatformSubscription, SubscribeOutcome, SubscribeRequest } from '#contract/subscription.ts';

export interface PlatformSubscriptions {
  /** One outcome for each request, in order, once all are durable. Rejects when nothing of it was kept. */
  take(platform: UpperPlatform, requests: readonly SubscribeRequest[]): Promise<readonly SubscribeOutcome[]>;
  /** What this platform has posted: those named, or all. */
  posted(platformId: string, ids: readonly string[] | null): Promise<PlatformSubscription[]>;
  /** Our devices as APE objects, for a platform that asks instead of subscribing; `apeId`: this one only. */
  devices(apeId: string | null): readonly Readonly<Record<string, unknown>>[];
}
