/** Keeps the lists that devices hold themselves equal to what of the unit's list is in force for them. */
import { z } from 'zod';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { reasonOf } from '../../../system/app-error.ts';
import { days, minutes } from '../../../system/clock.ts';
import type { Cancel, Clock } from '../../../system/clock.ts';
import type { Log } from '../../../system/log.ts';
import { profileOf } from '../profile.ts';
import { DeviceHttp } from '../subscribe/device-http.ts';
import type { ViidDevice, ViidDeviceDirectory } from '../viid-devices.ts';
import { DeviceList } from './device-list.ts';
import { printOf } from './list-copy.ts';
import type { ListCopyStore, WantedCopy } from './list-copy.ts';
import { writeListed } from './listed-object.ts';

/** Entries of one device; cameras hold hundreds to some thousands. Those beyond are left out, the least urgent ones. */
const mostOfDevice = 10_000;
/** Changes that come close together are looked at once. */
const settleMs = 200;
/** Entries begin and end without anybody changing them. */
const lookAgainMs = minutes(1);
const takenBackKeptMs = days(30);
/** A device that is no longer to keep a list is asked for so long to give it back. */
const leavingMs = days(7);

/** A device that was given entries, so that it can be asked for them when it is no longer configured. */
export const givenAddress = z.object({
  ...{ deviceId: z.string(), url: z.string(), user: z.string(), password: z.string() },
  /** Since it is no longer configured: until then it is asked to give back what it has. */
  leavingUntilMs: z.number().int().nullable(),
});
export type GivenAddress = z.infer<typeof givenAddress>;

/** What the station knows and this room does not. */
export interface ListSource {
  /** In force and in scope of each device, of the kinds it takes; most urgent first. */
  wanted(devices: readonly ViidDevice[]): ReadonlyMap<string, readonly WatchlistEntry[]>;
  /** Tells of every change of the list. */
  watch(listener: () => void): () => void;
  copies: ListCopyStore;
  addresses: { read(): Promise<GivenAddress[]>; save(addresses: readonly GivenAddress[]): Promise<void> };
}

export interface DeviceListsOptions {
  serverId: string;
  devices: ViidDeviceDirectory;
  source: ListSource;
  clock: Clock;
  log: Log;
  random?: () => number;
}

export class DeviceLists {
  readonly #options: DeviceListsOptions;
  readonly #http: DeviceHttp;
  readonly #lists = new Map<string, DeviceList>();
  readonly #leaving = new Map<string, DeviceList>();
  #addresses: GivenAddress[] = [];
  #saving: Promise<void> = Promise.resolve();
  #cancelSettling: Cancel | null = null;
  readonly #stops: Cancel[] = [];
  /** Of each device, entries that found no room. */
  readonly #beyond = new Map<string, number>();

  constructor(options: DeviceListsOptions) {
    this.#options = options;
    this.#http = new DeviceHttp(options);
  }

  async start(): Promise<void> {
    const { source, clock } = this.#options;
    await source.copies.forget(clock.nowMs() - takenBackKeptMs);
    const copies = Map.groupBy(await source.copies.all(), ({ deviceId }) => deviceId);
    const before = await source.addresses.read();
    const keepers = this.#keepers();
    const staying = keepers.map((device): GivenAddress => {
      const { url, user, password } = device.ownList;
      return { deviceId: device.deviceId, url, user, password, leavingUntilMs: null };
    });
    const ids = new Set(staying.map(({ deviceId }) => deviceId));
    const leaving = before
      .filter(({ deviceId }) => !ids.has(deviceId))
      .map((one) => ({ ...one, leavingUntilMs: one.leavingUntilMs ?? clock.nowMs() + leavingMs }))
      .filter(({ leavingUntilMs }) => leavingUntilMs > clock.nowMs());
    this.#addresses = [...staying, ...leaving];
    // Before anything is sent: who was given something must be known, to be asked for it one day.
    if (this.#addresses.length > 0 || before.length > 0) await source.addresses.save(this.#addresses);
    for (const address of staying) {
      this.#lists.set(
        address.deviceId,
        this.#listOf(address, copies.get(address.deviceId) ?? [], () => undefined),
      );
    }
    for (const address of leaving) {
      const { deviceId } = address;
      const list = this.#listOf(address, copies.get(deviceId) ?? [], () => this.#gone(deviceId));
      this.#leaving.set(deviceId, list);
    }
    for (const list of [...this.#leaving.values()]) list.want([]);
    if (this.#lists.size === 0) return;
    this.#stops.push(source.watch(() => this.#settle()));
    this.#stops.push(clock.every(lookAgainMs, () => this.#look()));
    this.#look();
  }

  /** A device has registered: what it was given before it may have forgotten. */
  registered(device: ViidDevice): void {
    this.#lists.get(device.deviceId)?.registered();
  }

  /** Entries that are in force for the device and found no room in its list; null: it keeps none. */
  beyond(deviceId: string): number | null {
    return this.#lists.has(deviceId) ? (this.#beyond.get(deviceId) ?? 0) : null;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.#cancelSettling?.();
    await Promise.all([...this.#lists.values(), ...this.#leaving.values()].map((list) => list.stop()));
    await this.#http.close();
    await this.#saving;
  }

  #keepers(): (ViidDevice & { ownList: NonNullable<ViidDevice['ownList']> })[] {
    return this.#options.devices.all().flatMap((device) => {
      const ownList = device.ownList ?? null;
      return ownList === null ? [] : [{ ...device, ownList }];
    });
  }

  #listOf(address: GivenAddress, copies: ConstructorParameters<typeof DeviceList>[0]['copies'], onDone: () => void) {
    const { serverId, source, clock, log, random = Math.random } = this.#options;
    const { deviceId } = address;
    return new DeviceList({
      ...{ deviceId, address, serverId, copies, store: source.copies, http: this.#http, onDone, clock, log, random },
    });
  }

  #settle(): void {
    this.#cancelSettling ??= this.#options.clock.after(settleMs, () => {
      this.#cancelSettling = null;
      this.#look();
    });
  }

  #look(): void {
    const { source, serverId, log } = this.#options;
    const keepers = this.#keepers();
    const wanted = source.wanted(keepers);
    for (const device of keepers) {
      const { deviceId, ownList } = device;
      const { vehicleCategory } = profileOf(device);
      const copies = (wanted.get(deviceId) ?? []).flatMap(
        (entry): (WantedCopy & { object: Record<string, unknown> })[] => {
          const object = writeListed(entry, { serverId, vehicleCategory });
          return object === null ? [] : [{ entryId: entry.id, print: printOf(ownList.url, object), object }];
        },
      );
      const beyond = Math.max(0, copies.length - mostOfDevice);
      if (beyond > 0 && beyond !== this.#beyond.get(deviceId)) {
        log.warn('VIID device is not given the whole list', { deviceId, left: beyond });
      }
      this.#beyond.set(deviceId, beyond);
      this.#lists.get(deviceId)?.want(copies.slice(0, mostOfDevice));
    }
  }

  /** It has given everything back. */
  #gone(deviceId: string): void {
    const { source, log } = this.#options;
    const list = this.#leaving.get(deviceId);
    if (list === undefined) return;
    this.#leaving.delete(deviceId);
    void list.stop();
    log.info('VIID device has given its list back', { deviceId });
    this.#addresses = this.#addresses.filter((one) => one.deviceId !== deviceId);
    this.#saving = this.#saving
      .then(() => source.addresses.save(this.#addresses))
      .catch((error: unknown) => log.warn('addresses of lists not stored', { reason: reasonOf(error) }));
  }
}
