/** Asks the devices that need asking to report to us: at every registration, before it ends, and no longer when removed. */
import { reasonOf } from '../../../system/app-error.ts';
import type { Cancel, Clock } from '../../../system/clock.ts';
import type { Log } from '../../../system/log.ts';
import { profileOf } from '../profile.ts';
import type { SubscribeProfile } from '../profile.ts';
import type { ViidDevice, ViidDeviceDirectory } from '../viid-devices.ts';
import type { ViidRecords } from '../viid-records.ts';
import { DeviceHttp } from './device-http.ts';
import type { DeviceReply } from './device-http.ts';
import { SubscriptionLane } from './subscription-lane.ts';
import { newSubscribeId, renewAfterMs, subscriptionLifeMs, writeSubscribe, writeUnsubscribe } from './subscription.ts';
import type { RememberedSubscription } from './subscription.ts';

/** What the console shows. `waiting`: the device has not registered since the station started. */
export type SubscriptionFacts =
  | { state: 'waiting' }
  | { state: 'trying' }
  | { state: 'active'; untilMs: number }
  | { state: 'failed'; reason: string; retryAtMs: number };

export interface SubscriptionsOptions {
  serverId: string;
  devices: ViidDeviceDirectory;
  store: ViidRecords['subscriptions'];
  clock: Clock;
  log: Log;
  random?: () => number;
}

interface Wanted {
  lane: SubscriptionLane;
  device: ViidDevice;
  receiveAddress: string;
  /** It was acknowledged in this registration, so the device knows it: it is changed, not made. */
  made: boolean;
  activeUntilMs: number | null;
  cancelRenewal: Cancel | null;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #http: DeviceHttp;
  readonly #wanted = new Map<string, Wanted>();
  readonly #ending: SubscriptionLane[] = [];
  #remembered: RememberedSubscription[] = [];
  #saving: Promise<void> = Promise.resolve();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#http = new DeviceHttp(options);
  }

  /** Ends what the last configuration asked for and this one does not. */
  async start(): Promise<void> {
    const { store, devices, clock } = this.#options;
    const wanted = (one: RememberedSubscription): boolean => {
      const device = devices.find(one.deviceId);
      return device !== null && profileOf(device).subscribe?.url === one.url;
    };
    this.#remembered = (await store.all()).filter(({ endAtMs }) => endAtMs > clock.nowMs());
    for (const unwanted of this.#remembered.filter((one) => !wanted(one))) this.#end(unwanted);
  }

  /** A device has registered: what it was asked for before it may have forgotten. */
  registered(device: ViidDevice, reachedAt: string): void {
    const profile = profileOf(device).subscribe;
    if (profile === null) return;
    const wanted = this.#wanted.get(device.deviceId) ?? this.#want(device);
    wanted.device = device;
    wanted.receiveAddress = profile.receiveAddress ?? `http://${reachedAt}/VIID/SubscribeNotifications`;
    wanted.made = false;
    wanted.lane.tryNow();
  }

  /** Null: this device needs no asking. */
  factsOf(device: ViidDevice): SubscriptionFacts | null {
    if (profileOf(device).subscribe === null) return null;
    const wanted = this.#wanted.get(device.deviceId);
    const state = wanted?.lane.state ?? { state: 'idle' };
    switch (state.state) {
      case 'idle':
        return { state: 'waiting' };
      case 'done':
        return { state: 'active', untilMs: wanted?.activeUntilMs ?? 0 };
      case 'trying':
      case 'failed':
        return state;
    }
  }

  /** Subscriptions stay: a station that restarts goes on getting what it asked for. */
  async stop(): Promise<void> {
    for (const { cancelRenewal } of this.#wanted.values()) cancelRenewal?.();
    await Promise.all(
      [...this.#wanted.values(), ...this.#ending.map((lane) => ({ lane }))].map(({ lane }) => lane.stop()),
    );
    await this.#http.close();
    await this.#saving;
  }

  #want(device: ViidDevice): Wanted {
    const { clock, log, random = Math.random } = this.#options;
    const wanted: Wanted = {
      ...{ device, receiveAddress: '', made: false, activeUntilMs: null, cancelRenewal: null },
      lane: new SubscriptionLane({
        ...{ clock, random },
        attempt: (signal) => this.#subscribe(wanted, signal),
        onSettled: (reply) => {
          const { deviceId } = wanted.device;
          wanted.cancelRenewal?.();
          if (reply.outcome === 'acknowledged') {
            wanted.made = true;
            wanted.cancelRenewal = clock.after(renewAfterMs, () => wanted.lane.tryNow());
            log.info('VIID device subscribed', { deviceId, untilMs: wanted.activeUntilMs });
          } else {
            log.warn('VIID device not subscribed', { deviceId, reason: reply.reason });
          }
        },
      }),
    };
    this.#wanted.set(device.deviceId, wanted);
    return wanted;
  }

  async #subscribe(wanted: Wanted, signal: AbortSignal): Promise<DeviceReply> {
    const { clock, serverId } = this.#options;
    const { device, receiveAddress } = wanted;
    const profile = profileOf(device).subscribe;
    if (profile === null) return { outcome: 'failed', reason: 'no longer wanted' };
    const beginAtMs = clock.nowMs();
    const endAtMs = beginAtMs + subscriptionLifeMs;
    try {
      const { subscribeId } = await this.#remember(device, profile, endAtMs);
      const body = writeSubscribe({
        ...{ subscribeId, serverId, deviceId: device.deviceId, profile },
        ...{ receiveAddress, beginAtMs, endAtMs },
      });
      // A device that has it refuses to make it again, one that lost it refuses to change it: then the other way.
      const methods = wanted.made ? (['PUT', 'POST'] as const) : (['POST', 'PUT'] as const);
      const first = await this.#http.send(profile, methods[0], '/VIID/Subscribes', body, signal);
      const reply =
        first.outcome === 'refused'
          ? await this.#http.send(profile, methods[1], '/VIID/Subscribes', body, signal)
          : first;
      if (reply.outcome === 'acknowledged') wanted.activeUntilMs = endAtMs;
      // The first refusal says more than what the device thinks of the second way.
      return reply.outcome === 'refused' ? first : reply;
    } catch (error) {
      return { outcome: 'failed', reason: reasonOf(error) };
    }
  }

  /** Before it is sent: what a device was asked for must be known, to be ended one day. The number stays the same. */
  async #remember(device: ViidDevice, profile: SubscribeProfile, endAtMs: number): Promise<RememberedSubscription> {
    const { clock, serverId } = this.#options;
    const { deviceId } = device;
    const { url, user, password } = profile;
    const before = this.#remembered.find((one) => one.deviceId === deviceId && one.url === url);
    const subscribeId = before?.subscribeId ?? newSubscribeId(serverId, clock.nowMs());
    const subscription = { deviceId, subscribeId, url, user, password, endAtMs };
    this.#remembered = [...this.#remembered.filter((one) => one !== before), subscription];
    await this.#save();
    return subscription;
  }

  #save(): Promise<void> {
    const saved = this.#saving.then(() => this.#options.store.save(this.#remembered));
    this.#saving = saved.catch(() => undefined); // told to whoever asked for it
    return saved;
  }

  #end(subscription: RememberedSubscription): void {
    const { clock, log, random = Math.random } = this.#options;
    const { deviceId, subscribeId } = subscription;
    const lane: SubscriptionLane = new SubscriptionLane({
      ...{ clock, random },
      attempt: (signal) => this.#unsubscribe(subscription, signal),
      onSettled: (reply) => {
        // A device that does not know it, or that let it run out, has ended it as well as any.
        if (reply.outcome === 'failed' && clock.nowMs() < subscription.endAtMs) {
          log.warn('VIID device not unsubscribed', { deviceId, reason: reply.reason });
          return;
        }
        void lane.stop();
        log.info('VIID device unsubscribed', { deviceId, subscribeId });
        this.#remembered = this.#remembered.filter((one) => one.subscribeId !== subscribeId);
        this.#save().catch((error: unknown) => log.warn('subscriptions not stored', { reason: reasonOf(error) }));
      },
    });
    this.#ending.push(lane);
    lane.tryNow();
  }

  async #unsubscribe(subscription: RememberedSubscription, signal: AbortSignal): Promise<DeviceReply> {
    const { subscribeId } = subscription;
    const id = encodeURIComponent(subscribeId);
    const body = writeUnsubscribe(subscribeId, this.#options.clock.nowMs());
    const put = await this.#http.send(subscription, 'PUT', `/VIID/Subscribes/${id}`, body, signal);
    if (put.outcome !== 'refused') return put;
    return this.#http.send(subscription, 'DELETE', `/VIID/Subscribes?IDList=${id}`, null, signal);
  }
}
