/** The subscriptions 订阅 of upper platforms: taken, kept, and how each stands. */
import type { UpperPlatform } from '#contract/disposition.ts';
import type {
  PlatformSubscription,
  SubscribeOrder,
  SubscribeOutcome,
  SubscribeRequest,
  SubscriptionProblem,
} from '#contract/subscription.ts';
import type { Clock } from '../../system/clock.ts';
import { nothingTold } from './subscription-store.ts';
import type { KeptSubscription, SubscriptionStore, Told } from './subscription-store.ts';

/** Of one platform, those that are over included: then the oldest of these make room. */
export const mostPerPlatform = 64;
export const notificationPath = '/VIID/SubscribeNotifications';

/** What the book asks of the county link. */
export interface SubscriptionRoutes {
  /** Where a platform of this number is reported to; null: nowhere. */
  destinationOf(platformId: string): string | null;
  /** Where an address that the platform names for itself leads; null: its host is not the platform's. */
  routeTo(platformId: string, address: string, usualPath: string): string | null;
}

interface SubscriptionBookOptions {
  store: SubscriptionStore;
  routes: SubscriptionRoutes;
  /** Those there are now: what others have posted is kept, and nothing is sent of it. */
  platforms: readonly UpperPlatform[];
  /** What one word of ResourceURI names: the whole station, a device of it, or nothing of ours. */
  resource(id: string): 'all' | 'device' | null;
  /** Number of the newest sighting that is in an alarm: what was seen before a subscription is not its business. */
  newestHit(): Promise<number>;
  clock: Clock;
}

/** One whose time it is and that something can be sent of. */
export interface DueSubscription {
  kept: KeptSubscription;
  destination: string;
  route: string;
  /** ApeIDs it is about; null: all. */
  scope: ReadonlySet<string> | null;
}

export class SubscriptionBook {
  readonly #options: SubscriptionBookOptions;
  readonly #kept = new Map<string, KeptSubscription>();
  /** One change after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SubscriptionBookOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    for (const one of await this.#options.store.all())
      this.#kept.set(keyOf(one.platformId, one.order.subscriptionId), one);
  }

  /** Resolves when what is being written is on the disk. */
  async settled(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  /** One outcome for each request, in order, once all are durable. Posted again, it begins anew: all is told again. */
  take(platform: UpperPlatform, requests: readonly SubscribeRequest[]): Promise<SubscribeOutcome[]> {
    return this.#exclusive(async () => {
      const draft = new Map(this.#ofPlatform(platform.id).map((one) => [one.order.subscriptionId, one]));
      const before = new Map(draft);
      const hitsUpTo = await this.#options.newestHit();
      const outcomes = requests.map((request) => this.#decide(request, draft, platform.id, hitsUpTo));
      const changed = [...draft.values()].filter((one) => before.get(one.order.subscriptionId) !== one);
      const forgotten = [...before.values()].filter((one) => !draft.has(one.order.subscriptionId));
      await this.#write(changed, forgotten);
      return outcomes;
    });
  }

  /** Newest first. `ids` null: all of this platform. */
  posted(platformId: string, ids: readonly string[] | null): PlatformSubscription[] {
    const wanted = ids === null ? null : new Set(ids);
    return this.list().filter(
      (one) => one.platformId === platformId && (wanted === null || wanted.has(one.subscriptionId)),
    );
  }

  /** Of every platform there is, newest first. */
  list(): PlatformSubscription[] {
    const names = new Map(this.#options.platforms.map(({ id, name }) => [id, name]));
    return [...this.#kept.values()]
      .flatMap(({ told: _told, order, ...one }) => {
        const platformName = names.get(one.platformId);
        if (platformName === undefined) return [];
        const problem = this.#problemOf(one.platformId, order);
        return [{ ...order, ...one, platformName, state: this.#stateOf({ ...one, order }), problem }];
      })
      .sort((a, b) => b.postedAtMs - a.postedAtMs || (a.subscriptionId < b.subscriptionId ? -1 : 1));
  }

  /** The same, as people read it: one that names the unit itself is of all devices, not of one. */
  shown(): PlatformSubscription[] {
    return this.list().map((one) => (this.#isOfAll(one) ? { ...one, resources: [] } : one));
  }

  /** Those that are active and have no problem. */
  due(): DueSubscription[] {
    const { platforms, routes } = this.#options;
    return platforms.flatMap(({ id }) =>
      this.#ofPlatform(id).flatMap((kept): DueSubscription[] => {
        const { order } = kept;
        if (this.#stateOf(kept) !== 'active' || this.#problemOf(id, order) !== null) return [];
        const destination = routes.destinationOf(id);
        if (destination === null) return [];
        const { receiveAddress, resources } = order;
        const route = receiveAddress === null ? null : routes.routeTo(id, receiveAddress, notificationPath);
        const scope = this.#isOfAll(order) ? null : new Set(resources);
        return [{ kept, destination, route: route ?? notificationPath, scope }];
      }),
    );
  }

  /** What was put into the outbox; left out when the platform has posted anew meanwhile. */
  note(seen: KeptSubscription, sent: { told: Told; notifications: number }): Promise<void> {
    return this.#exclusive(async () => {
      if (this.#kept.get(keyOf(seen.platformId, seen.order.subscriptionId)) !== seen) return;
      const notifications = seen.notifications + sent.notifications;
      const lastNotifiedAtMs = sent.notifications > 0 ? this.#options.clock.nowMs() : seen.lastNotifiedAtMs;
      await this.#write([{ ...seen, told: sent.told, notifications, lastNotifiedAtMs }], []);
    });
  }

  #decide(
    request: SubscribeRequest,
    draft: Map<string, KeptSubscription>,
    platformId: string,
    hitsUpTo: number,
  ): SubscribeOutcome {
    if (request.ask === 'cancel') {
      const known = draft.get(request.subscriptionId);
      if (known === undefined) return { outcome: 'unknown' };
      if (known.state === 'active') draft.set(request.subscriptionId, { ...known, state: 'cancelled' });
      return { outcome: 'cancelled' };
    }
    const { order } = request;
    const known = draft.get(order.subscriptionId);
    if (known === undefined && draft.size >= mostPerPlatform && !this.#makeRoom(draft)) return { outcome: 'too-many' };
    // One that goes on is told of every hit since it was looked at last; one that begins, of those from now on.
    const goesOn = known !== undefined && this.#stateOf(known) === 'active';
    draft.set(order.subscriptionId, {
      ...{ platformId, order, state: 'active', postedAtMs: this.#options.clock.nowMs() },
      lastNotifiedAtMs: known?.lastNotifiedAtMs ?? null,
      notifications: known?.notifications ?? 0,
      told: nothingTold(goesOn ? known.told.hitsUpTo : hitsUpTo),
    });
    return { outcome: 'set', problem: this.#problemOf(platformId, order) };
  }

  #makeRoom(draft: Map<string, KeptSubscription>): boolean {
    const over = [...draft.values()].filter((one) => ['cancelled', 'expired'].includes(this.#stateOf(one)));
    const [oldest] = over.sort((a, b) => a.postedAtMs - b.postedAtMs);
    return oldest !== undefined && draft.delete(oldest.order.subscriptionId);
  }

  #stateOf({ state, order }: Pick<KeptSubscription, 'state' | 'order'>): PlatformSubscription['state'] {
    if (state === 'cancelled') return 'cancelled';
    const nowMs = this.#options.clock.nowMs();
    if (order.endsAtMs !== null && order.endsAtMs <= nowMs) return 'expired';
    return order.beginsAtMs !== null && order.beginsAtMs > nowMs ? 'waiting' : 'active';
  }

  #isOfAll({ resources }: Pick<SubscribeOrder, 'resources'>): boolean {
    return resources.length === 0 || resources.some((one) => this.#options.resource(one) === 'all');
  }

  #problemOf(platformId: string, order: SubscribeOrder): SubscriptionProblem | null {
    const { routes, resource } = this.#options;
    const { beginsAtMs, endsAtMs, receiveAddress, resources } = order;
    if (beginsAtMs !== null && endsAtMs !== null && endsAtMs <= beginsAtMs) return 'never-valid';
    if (order.topics.length === 0) return 'no-topic';
    if (routes.destinationOf(platformId) === null) return 'no-destination';
    const foreign = receiveAddress !== null && routes.routeTo(platformId, receiveAddress, notificationPath) === null;
    if (foreign) return 'foreign-address';
    return resources.length > 0 && resources.every((id) => resource(id) === null) ? 'unknown-resource' : null;
  }

  #ofPlatform(platformId: string): KeptSubscription[] {
    return [...this.#kept.values()].filter((one) => one.platformId === platformId);
  }

  async #write(changed: readonly KeptSubscription[], forgotten: readonly KeptSubscription[]): Promise<void> {
    if (changed.length === 0 && forgotten.length === 0) return;
    await this.#options.store.save(changed, forgotten);
    for (const one of forgotten) this.#kept.delete(keyOf(one.platformId, one.order.subscriptionId));
    for (const one of changed) this.#kept.set(keyOf(one.platformId, one.order.subscriptionId), one);
  }

  #exclusive<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#last.catch(() => undefined).then(change);
    this.#last = done;
    return done;
  }
}

const keyOf = (platformId: string, subscriptionId: string): string => JSON.stringify([platformId, subscriptionId]);
