/** The station's connections as the provision file sets them: devices that report to us, and the county we report to. */
import { z } from 'zod';
import type { Unit } from '#contract/access.ts';
import type { CountyLink as CountyLinkState, OutboxItem } from '#contract/county.ts';
import type { CountyLink } from '../county/county-link.ts';
import type { ViidDevice, ViidDeviceDirectory } from '../recognition/viid/viid-devices.ts';
import type { ViidReceiver } from '../recognition/viid/viid-receiver.ts';
import type { Log } from '../system/log.ts';
import { eventSourcesConfig } from './event-sources.ts';
import type { EventSources } from './event-sources.ts';
import { profileFrom, rememberedProfile } from './viid-provision.ts';

const trust = { caFile: z.string().optional(), pin: z.string().optional() };

/** What is remembered, sealed, so that a station started without its provision file keeps its connections. */
export const connectionConfig = z.object({
  viid: z
    .object({
      listen: z.object({ host: z.string(), port: z.number() }),
      devices: z.array(
        z.object({
          ...{ id: z.string(), camera: z.string().optional(), user: z.string(), password: z.string() },
          profile: rememberedProfile.optional(),
        }),
      ),
    })
    .optional(),
  events: eventSourcesConfig.default({}),
  county: z.object({
    viid: z.object({ url: z.string(), id: z.string(), user: z.string(), password: z.string(), ...trust }).optional(),
    summaries: z
      .object({
        url: z.string(),
        secret: z.string(),
        every: z.number(),
        ...trust,
        allowPlain: z.boolean(),
      })
      .optional(),
  }),
});
export type ConnectionConfig = z.infer<typeof connectionConfig>;

export interface ConnectionsOptions {
  openReceiver(listen: { host: string; port: number }, directory: ViidDeviceDirectory, unit: Unit): ViidReceiver;
  openCounty(config: ConnectionConfig['county'], unit: Unit): Promise<CountyLink>;
  /** Every source of events but GA/T 1400. */
  events: EventSources;
  /** The id of the camera that has this name now. */
  cameraIdOf(name: string): string | null;
  log: Log;
}

const offLink: CountyLinkState = { link: 'off', unacknowledged: 0, lastAcknowledgedAtMs: null, destinations: [] };

export class Connections {
  readonly #options: ConnectionsOptions;
  #receiver: ViidReceiver | null = null;
  #viidAddress: string | null = null;
  #county: CountyLink | null = null;
  #stopWatching: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** Closes what was open and opens what the configuration says. */
  async open(config: ConnectionConfig, unit: Unit): Promise<void> {
    await this.close();
    const { openCounty, openReceiver, log } = this.#options;
    this.#county = await openCounty(config.county, unit);
    await this.#county.start();
    this.#stopWatching = this.#county.watch(() => this.#tell());
    if (config.viid !== undefined) {
      const { listen, devices } = config.viid;
      this.#receiver = openReceiver(listen, this.#directory(devices), unit);
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

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #directory(configured: NonNullable<ConnectionConfig['viid']>['devices']): ViidDeviceDirectory {
    const deviceOf = ({ id, camera, user, password, profile }: (typeof configured)[number]): ViidDevice => ({
      deviceId: id,
      // Asked every time: a camera may be renamed or removed while its device goes on reporting.
      cameraId: camera === undefined ? null : this.#options.cameraIdOf(camera),
      user,
      password,
      profile: profileFrom(profile, { user, password }),
    });
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
