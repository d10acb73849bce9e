/** Subscriptions 订阅 of GA/T 1400: what an upper platform wants to be told of, and what it gets. */
import { z } from 'zod';

const instant = z.number().int();

/** SubscribeDetail; what is not here is answered as not supported. */
export const subscribeTopic = z.enum([
  'devices', // 3
  'device-status', // 4
  'persons', // 11
  'faces', // 12
  'motor-vehicles', // 13
  'non-motor-vehicles', // 14
]);
export type SubscribeTopic = z.infer<typeof subscribeTopic>;

/** As the platform posted it, as far as it was let in. */
export const subscribeOrder = z.object({
  subscriptionId: z.string().min(1).max(256),
  title: z.string().max(256).nullable(),
  topics: z.array(subscribeTopic).max(6),
  /** Codes of SubscribeDetail that we do not serve, as sent. */
  otherTopics: z.array(z.string().max(16)).max(32),
  /** ResourceURI: devices it is about; empty: all. */
  resources: z.array(z.string().min(1).max(64)).max(256),
  beginsAtMs: instant.nullable(),
  endsAtMs: instant.nullable(),
  receiveAddress: z.string().max(512).nullable(),
  /** Seconds between notifications, 1 to 3,600. */
  reportIntervalSeconds: z.number().int().min(1).max(3600),
  /** ResultImageDeclare: types of pictures wanted with captures; null: none was named, so none is sent. */
  pictures: z.array(z.string().max(8)).max(32).nullable(),
});
export type SubscribeOrder = z.infer<typeof subscribeOrder>;

/** Why a subscription is kept but nothing is sent. */
export const subscriptionProblem = z.enum([
  'no-topic', // of what it names, nothing is served
  'no-destination', // the station is not set up to report to this platform
  'foreign-address', // ReceiveAddr is on a host that is not the platform's
  'unknown-resource', // none of the devices it names is ours
  'never-valid',
]);
export type SubscriptionProblem = z.infer<typeof subscriptionProblem>;

export const platformSubscription = subscribeOrder.extend({
  platformId: z.string(),
  platformName: z.string(),
  state: z.enum(['waiting', 'active', 'cancelled', 'expired']),
  problem: subscriptionProblem.nullable(),
  postedAtMs: instant,
  lastNotifiedAtMs: instant.nullable(),
  notifications: z.number().int().nonnegative(),
});
export type PlatformSubscription = z.infer<typeof platformSubscription>;

/** What a platform says about a subscription of its own. */
export type SubscribeRequest = { ask: 'set'; order: SubscribeOrder } | { ask: 'cancel'; subscriptionId: string };

/** What became of it, once it is durable. */
export type SubscribeOutcome =
  /** `problem`: taken, but nothing is sent as long as it lasts. */
  | { outcome: 'set'; problem: SubscriptionProblem | null }
  | { outcome: 'cancelled' }
  /** There is none of that number to cancel. */
  | { outcome: 'unknown' }
  | { outcome: 'too-many' };
