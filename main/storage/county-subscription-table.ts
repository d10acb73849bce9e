import { z } from 'zod';
import { subscribeOrder } from '#contract/subscription.ts';
import { told } from '../county/subscriptions/subscription-store.ts';
import type { KeptSubscription, SubscriptionStore } from '../county/subscriptions/subscription-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const row = z
  .object({
    platform_id: z.string(),
    order_json: jsonColumn.pipe(subscribeOrder),
    state: z.enum(['active', 'cancelled']),
    posted_at_ms: z.number().int(),
    last_notified_at_ms: z.number().int().nullable(),
    notifications: z.number().int(),
    sent_json: jsonColumn.pipe(told),
  })
  .transform((one): KeptSubscription => ({
    ...{ platformId: one.platform_id, order: one.order_json, state: one.state, postedAtMs: one.posted_at_ms },
    ...{ lastNotifiedAtMs: one.last_notified_at_ms, notifications: one.notifications, told: one.sent_json },
  }));

const linkRow = z.object({ sightingId: z.number().int(), alarmId: z.number().int() });
const newestRow = z.object({ newest: z.number().int().nullable() });

/** What upper platforms subscribed to. */
export class CountySubscriptionTable implements SubscriptionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<KeptSubscription[]> {
    const rows: unknown[] = await this.#database
      .read('county_subscriptions')
      .orderBy(['platform_id', 'posted_at_ms', 'subscription_id']);
    return rows.map((one) => row.parse(one));
  }

  save(kept: readonly KeptSubscription[], forgotten: readonly KeptSubscription[]): Promise<void> {
    return this.#database.write(async (trx) => {
      for (const { platformId, order } of forgotten) {
        const key = { platform_id: platformId, subscription_id: order.subscriptionId };
        await trx('county_subscriptions').where(key).delete();
      }
      for (const { platformId, order, ...one } of kept) {
        const values = {
          ...{ order_json: JSON.stringify(order), state: one.state, posted_at_ms: one.postedAtMs },
          ...{ last_notified_at_ms: one.lastNotifiedAtMs, notifications: one.notifications },
          sent_json: JSON.stringify(one.told),
        };
        await trx('county_subscriptions')
          .insert({ platform_id: platformId, subscription_id: order.subscriptionId, ...values })
          .onConflict(['platform_id', 'subscription_id'])
          .merge(values);
      }
    });
  }

  /** Sightings that are in alarms, after this one, in order. */
  async hitsAfter(sightingId: number, limit: number): Promise<{ sightingId: number; alarmId: number }[]> {
    const rows: unknown[] = await this.#database
      .read('alarm_sightings')
      .where('sighting_id', '>', sightingId)
      .orderBy(['sighting_id', 'alarm_id'])
      .limit(limit)
      .select({ sightingId: 'sighting_id', alarmId: 'alarm_id' });
    return rows.map((one) => linkRow.parse(one));
  }

  /** 0: no sighting is in an alarm. */
  async newestHit(): Promise<number> {
    const rows: unknown[] = await this.#database.read('alarm_sightings').max({ newest: 'sighting_id' });
    return newestRow.parse(rows[0]).newest ?? 0;
  }
}
