/** The GA/T 1400 receiver: an HTTP server of its own, on a port cameras reach, and the subscriptions it asks for. */
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Attach, Take } from '../take.ts';
import { CaptureDesk } from './capture-desk.ts';
import { DeviceBudget, usualBudget } from './device-budget.ts';
import type { BudgetLimits } from './device-budget.ts';
import { DeviceDesk } from './device-desk.ts';
import { DigestDoor } from './digest-door.ts';
import { DispositionDesk } from './disposition-desk.ts';
import { HandOver } from './hand-over.ts';
import { ImageDesk } from './image-desk.ts';
import { IntakeCounters } from './intake-counters.ts';
import type { DroppedOfDevice, ViidCounters } from './intake-counters.ts';
import { DeviceLists } from './lists/device-lists.ts';
import type { ListSource } from './lists/device-lists.ts';
import { NotificationDesk } from './notification-desk.ts';
import type { PlatformOrders } from './platform-orders.ts';
import type { PlatformSubscriptions } from './platform-subscriptions.ts';
import { ReadDesk } from './read-desk.ts';
import { Registrations } from './registrations.ts';
import type { ViidDeviceFacts } from './registrations.ts';
import { SubscribeDesk } from './subscribe-desk.ts';
import { Subscriptions } from './subscribe/subscriptions.ts';
import type { SubscriptionFacts } from './subscribe/subscriptions.ts';
import { SystemDesk } from './system-desk.ts';
import type { ViidDeviceDirectory } from './viid-devices.ts';
import { ViidHttp } from './viid-http.ts';
import type { ToldFacts, ViidRecords } from './viid-records.ts';

export interface ViidReceiverOptions {
  listen: { host: string; port: number };
  /** Our own ID, 20 digits by the standard. */
  serverId: string;
  devices: ViidDeviceDirectory;
  /** Upper platforms that may order, and who takes their orders; absent: none. */
  platforms?: ViidDeviceDirectory;
  orders?: PlatformOrders;
  /** Who keeps what they subscribe to; absent: nobody may. */
  subscriptions?: PlatformSubscriptions;
  /** For devices that keep a list of their own; absent: none is given any. */
  lists?: ListSource;
  take: Take;
  attach: Attach;
  records: ViidRecords;
  /** A device that is not in the directory wants something and is refused; it names itself so. */
  onUnknownDevice?: (deviceId: string) => void;
  clock: Clock;
  log: Log;
  /** What one device may ask of us; the usual limits when absent. */
  budget?: BudgetLimits;
}

const nobody: ViidDeviceDirectory = { find: () => null, all: () => [] };

/** All that is known of a device here. */
export interface ViidDeviceReport extends ViidDeviceFacts {
  /** What it says of itself, and when it said so; null: nothing yet. */
  told: { facts: ToldFacts; atMs: number } | null;
  dropped: DroppedOfDevice;
  /** Null: it needs no asking. */
  subscription: SubscriptionFacts | null;
}

export class ViidReceiver {
  readonly #options: ViidReceiverOptions;
  readonly #registrations: Registrations;
  readonly #counters = new IntakeCounters();
  readonly #subscriptions: Subscriptions;
  readonly #lists: DeviceLists | null;
  readonly #deviceDesk: DeviceDesk;
  readonly #http: ViidHttp;

  constructor(options: ViidReceiverOptions) {
    const { listen, serverId, devices, take, attach, records, clock } = options;
    const log = options.log.room('recognition');
    const counters = this.#counters;
    this.#options = options;
    const registrations = new Registrations(clock);
    this.#registrations = registrations;
    const subscriptions = new Subscriptions({ serverId, devices, store: records.subscriptions, clock, log });
    this.#subscriptions = subscriptions;
    const source = options.lists;
    const lists = source === undefined ? null : new DeviceLists({ serverId, devices, source, clock, log });
    this.#lists = lists;
    const handOver = new HandOver({ registrations, counters, take, log });
    const upward = options.subscriptions;
    const shown = upward === undefined ? null : (apeId: string | null) => upward.devices(apeId);
    const deviceDesk = new DeviceDesk({ devices, shown, records, handOver, counters, log });
    this.#deviceDesk = deviceDesk;
    const desks = [
      new CaptureDesk({ devices, handOver }),
      new ReadDesk({ records, handOver }),
      new ImageDesk({ devices, records, handOver, counters, attach }),
      deviceDesk,
      new NotificationDesk({ devices, deviceDesk, handOver, counters }),
      ...(options.orders === undefined ? [] : [new DispositionDesk({ orders: options.orders, counters, log })]),
      ...(upward === undefined ? [] : [new SubscribeDesk({ subscriptions: upward, counters, log })]),
    ];
    this.#http = new ViidHttp({
      ...{ listen, counters, clock, log },
      routes: desks.flatMap((desk) => desk.routes()),
      budget: new DeviceBudget(options.budget ?? usualBudget, clock),
      system: new SystemDesk({
        ...{ serverId, devices, registrations, clock, log },
        platforms: options.platforms ?? nobody,
        door: new DigestDoor(clock),
        onUnknown: (deviceId) => options.onUnknownDevice?.(deviceId),
        onRegistered(device, reachedAt) {
          subscriptions.registered(device, reachedAt);
          lists?.registered(device);
        },
      }),
    });
  }

  /** Listens; the address has the port that was really taken. */
  async start(): Promise<{ address: string }> {
    await this.#deviceDesk.start();
    await this.#subscriptions.start();
    await this.#lists?.start();
    return this.#http.start();
  }

  /** Takes no more connections, answers what has arrived, then closes; after five seconds it closes regardless. */
  async stop(): Promise<void> {
    await this.#subscriptions.stop();
    await this.#lists?.stop();
    await this.#http.stop();
  }

  /** Every device of the directory and what was heard of it. */
  devices(): ViidDeviceReport[] {
    const devices = this.#options.devices.all();
    const facts = this.#registrations.facts(devices);
    return devices.flatMap((device, n) => {
      const heard = facts[n];
      if (heard === undefined) return [];
      return {
        ...heard,
        told: this.#deviceDesk.told(device.deviceId),
        dropped: this.#counters.ofDevice(device.deviceId),
        subscription: this.#subscriptions.factsOf(device),
      };
    });
  }

  counters(): ViidCounters {
    return this.#counters.snapshot();
  }
}
