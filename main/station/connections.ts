/** The station's connections as the provision file sets them: devices that report to us, and the county we report to. */
import { z } from 'zod';
import type { Unit } from '#contract/access.ts';
import type { CountyLink as CountyLinkState, CountyTest, OutboxItem } from '#contract/county.ts';
import type { PlatformSubscription } from '#contract/subscription.ts';
import type { CountyLink } from '../county/county-link.ts';
import type { PlatformSubscriptions } from '../recognition/viid/platform-subscriptions.ts';
import type { ViidDevice, ViidDeviceDirectory } from '../recognition/viid/viid-devices.ts';
import type { ViidReceiver } from '../recognition/viid/viid-receiver.ts';
import { AppError } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';
import { linkPlatforms, rememberedCounty, untold } from './county-provision.ts';
import { eventSourcesConfig } from './event-sources.ts';
import type { EventSources } from './event-sources.ts';
import type { OpenSubscriptions, SubscriptionSetting } from './platform-subscriptions.ts';
import {
  listTaken,
  ownListFrom,
  platformProfileFrom,
  profileFrom,
  rememberedPlatformProfile,
  rememberedProfile,
} from './viid-provision.ts';

/** What is remembered, sealed, so that a station started without its provision file keeps its connections. */
export const connectionConfig = z.object({
  viid: z
    .object({
      listen: z.object({ host: z.string(), port: z.number() }),
      devices: z.array(
        z.object({
          ...{ id: z.string(), camera: z.string().optional(), user: z.string(), password: z.string() },
          profile: rememberedProfile.optional(),
          ...{ lists: listTaken.optional(), address: z.string().optional() },
        }),
      ),
      platforms: z
        .array(
          z.object({
            ...{ id: z.string(), name: z.string(), user: z.string(), password: z.string() },
            profile: rememberedPlatformProfile.optional(),
          }),
        )
        .default([]),
    })
    .optional(),
  events: eventSourcesConfig.default({}),
  county: rememberedCounty,
});
export type ConnectionConfig = z.infer<typeof connectionConfig>;

export interface ViidDirectories {
  devices: ViidDeviceDirectory;
  platforms: ViidDeviceDirectory;
}

export interface ConnectionsOptions {
  openReceiver(
    listen: { host: string; port: number },
    directories: ViidDirectories,
    unit: Unit,
    subscriptions: PlatformSubscriptions,
  ): ViidReceiver;
  /** After the county link, before the receiver. */
  openSubscriptions(setting: SubscriptionSetting): Promise<OpenSubscriptions>;
  /** Upper platforms and the devices there are from now on: what was ordered is judged anew. */
  reconsider(directories: ViidDirectories, unit: Unit): Promise<void>;
  openCounty(config: ConnectionConfig['county'], unit: Unit): Promise<CountyLink>;
  /** Every source of events but GA/T 1400. */
  events: EventSources;
  /** The id of the camera that has this name now. */
  cameraIdOf(name: string): string | null;
  log: Log;
}

const offLink: CountyLinkState = {
  link: 'off',
  unacknowledged: 0,
  lastAcknowledgedAtMs: null,
  destinations: [],
  refusing: [],
  holdsDays: null,
};

export class Connections {
  readonly #options: ConnectionsOptions;
  #receiver: ViidReceiver | null = null;
  #viidAddress: string | null = null;
  #county: CountyLink | null = null;
  #subscriptions: OpenSubscriptions | null = null;
  #stopWatching: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** Closes what was open and opens what the configuration says. */
  async open(config: ConnectionConfig, unit: Unit): Promise<void> {
    await this.close();
    const { openCounty, openReceiver, log } = this.#options;
    const ordering = config.viid?.platforms.map(({ id }) => id) ?? [];
    const county = linkPlatforms(config.county, ordering);
    for (const platform of untold(county, ordering)) {
      log.warn('this platform may order, but no county address names it: its hits are not reported to it', {
        platform,
      });
    }
    this.#county = await openCounty(county, unit);
    await this.#county.start();
    this.#stopWatching = this.#county.watch(() => this.#tell());
    const { devices = [], platforms = [] } = config.viid ?? {};
    const directories = { devices: this.#directory(devices), platforms: platformDirectory(platforms) };
    await this.#options.reconsider(directories, unit);
    this.#subscriptions = await this.#options.openSubscriptions({
      ...{ county: this.#county, config: config.county, directories, unit },
      heard: () => this.#receiver?.devices() ?? [],
    });
    if (config.viid !== undefined) {
      const { listen } = config.viid;
      this.#receiver = openReceiver(listen, directories, unit, this.#subscriptions.desk);
      this.#viidAddress = (await this.#receiver.start()).address;
      log.info('receiving captures', { address: this.#viidAddress, devices: devices.length });
    }
    await this.#options.events.open(config.events);
    this.#tell();
  }

  /** Tells of every change of the county link, whichever link is open. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#options.events.close();
    await this.#receiver?.stop();
    this.#receiver = null;
    this.#viidAddress = null;
    await this.#subscriptions?.stop();
    this.#subscriptions = null;
    this.#stopWatching?.();
    await this.#county?.stop();
    this.#county = null;
  }

  get viidAddress(): string | null {
    return this.#viidAddress;
  }

  get events(): EventSources {
    return this.#options.events;
  }

  get receiver(): ViidReceiver | null {
    return this.#receiver;
  }

  get county(): CountyLink | null {
    return this.#county;
  }

  /** Cameras that are known to report what they recognise, by whatever way. */
  recognisingCameras(): string[] {
    const speaking = this.#options.events
      .devices()
      // One that has no events cannot fall silent.
      .filter(({ channel }) => channel.state !== 'waiting' || channel.problem !== 'not-supported');
    return [...(this.#receiver?.devices() ?? []), ...speaking].flatMap(({ cameraId }) => cameraId ?? []);
  }

  countyState(): CountyLinkState {
    return this.#county?.status() ?? offLink;
  }

  async outboxPage(before: number | null, limit: number): Promise<OutboxItem[]> {
    return (await this.#county?.outboxPage(before, limit)) ?? [];
  }

  tryNow(): void {
    this.#county?.tryNow();
  }

  async retrySetAside(id: number): Promise<void> {
    if (this.#county === null) throw new AppError('not-found', 'no county is configured');
    await this.#county.retrySetAside(id);
  }

  async test(destination: string): Promise<CountyTest> {
    if (this.#county === null) throw new AppError('not-found', 'no county is configured');
    return this.#county.test(destination);
  }

  async subscriptions(): Promise<PlatformSubscription[]> {
    return this.#subscriptions?.list() ?? [];
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #directory(configured: NonNullable<ConnectionConfig['viid']>['devices']): ViidDeviceDirectory {
    const deviceOf = (device: (typeof configured)[number]): ViidDevice => {
      const { id, camera, user, password, profile } = device;
      return {
        deviceId: id,
        // Asked every time: a camera may be renamed or removed while its device goes on reporting.
        cameraId: camera === undefined ? null : this.#options.cameraIdOf(camera),
        user,
        password,
        profile: profileFrom(profile, { user, password }),
        ownList: ownListFrom(device),
      };
    };
    const byId = new Map(configured.map((device) => [device.id, device]));
    return {
      find(deviceId) {
        const device = byId.get(deviceId);
        return device === undefined ? null : deviceOf(device);
      },
      all: () => configured.map(deviceOf),
    };
  }
}

function platformDirectory(configured: NonNullable<ConnectionConfig['viid']>['platforms']): ViidDeviceDirectory {
  const platforms = configured.map(({ id, name, user, password, profile }): ViidDevice => ({
    ...{ deviceId: id, name, cameraId: null, user, password, profile: platformProfileFrom(profile) },
  }));
  const byId = new Map(platforms.map((platform) => [platform.deviceId, platform]));
  return { find: (id) => byId.get(id) ?? null, all: () => platforms };
}
