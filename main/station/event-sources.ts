/** Everything cameras say that is not GA/T 1400: ONVIF, ISAPI, the webhook, Frigate; opened as the configuration says. */
import { z } from 'zod';
import { parseCameraAddress } from '../recognition/camera-http.ts';
import type { EventSource, SourceDevice } from '../recognition/event-source.ts';
import { FrigateEvents } from '../recognition/frigate/frigate-events.ts';
import { IsapiEvents } from '../recognition/isapi/isapi-events.ts';
import type { IsapiDevice } from '../recognition/isapi/isapi-events.ts';
import { OnvifEvents } from '../recognition/onvif/onvif-events.ts';
import type { OnvifEventCamera } from '../recognition/onvif/onvif-listener.ts';
import type { Take } from '../recognition/take.ts';
import { WebhookReceiver } from '../recognition/webhook/webhook-receiver.ts';
import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';

const signIn = { user: z.string(), password: z.string() };

/** What is remembered of it, sealed with the other connections. */
export const eventSourcesConfig = z.object({
  onvif: z
    .object({
      /** Which of the cameras linked on the screen are listened to, by name. */
      linked: z.union([z.enum(['all', 'none']), z.array(z.string())]),
      devices: z.array(z.object({ camera: z.string(), address: z.string(), source: z.string().optional(), ...signIn })),
    })
    .optional(),
  isapi: z
    .object({
      devices: z.array(
        z.object({ camera: z.string(), address: z.string(), channel: z.number().optional(), ...signIn }),
      ),
    })
    .optional(),
  webhook: z
    .object({
      listen: z.object({ host: z.string(), port: z.number() }),
      sources: z.array(z.object({ name: z.string(), token: z.string(), camera: z.string().optional() })),
    })
    .optional(),
  mqtt: z
    .object({
      url: z.string(),
      user: z.string().optional(),
      password: z.string().optional(),
      topic: z.string(),
      /** Our camera's name by Frigate's. */
      cameras: z.record(z.string(), z.string()),
    })
    .optional(),
});
export type EventSourcesConfig = z.infer<typeof eventSourcesConfig>;

export interface EventSourcesOptions {
  take: Take;
  /** The id of the camera that has this name now. */
  cameraIdOf(name: string): string | null;
  /** Cameras linked on the screen, with what their ONVIF side needs. */
  linkedCameras(): Promise<readonly OnvifEventCamera[]>;
  clock: Clock;
  log: Log;
}

const defaultOnvif: NonNullable<EventSourcesConfig['onvif']> = { linked: 'all', devices: [] };

export class EventSources {
  readonly #options: EventSourcesOptions;
  #open: EventSource[] = [];
  #webhookAddress: string | null = null;

  constructor(options: EventSourcesOptions) {
    this.#options = { ...options, log: options.log.room('recognition') };
  }

  /** Closes what was open and opens what the configuration says. */
  async open({ onvif = defaultOnvif, isapi, webhook, mqtt }: EventSourcesConfig): Promise<void> {
    await this.close();
    const { take, clock, log, cameraIdOf } = this.#options;
    const common = { take, clock, log };
    if (onvif.linked !== 'none' || onvif.devices.length > 0) {
      const events = new OnvifEvents({ ...common, cameras: () => this.#onvifCameras(onvif) });
      this.#open.push(events);
      await events.start();
    }
    if (isapi !== undefined) {
      const events = new IsapiEvents(this.#isapiDevices(isapi.devices), common);
      this.#open.push(events);
      events.start();
    }
    if (webhook !== undefined) {
      const { listen, sources } = webhook;
      const receiver = new WebhookReceiver({
        ...{ ...common, listen },
        sources: sources.map(({ name, token, camera }) => ({
          ...{ name, token },
          cameraId: () => (camera === undefined ? null : cameraIdOf(camera)),
        })),
      });
      await receiver.start();
      this.#open.push(receiver);
      this.#webhookAddress = receiver.address;
      log.info('the webhook listens', { address: receiver.address, sources: sources.length });
    }
    if (mqtt !== undefined) {
      const cameras = Object.entries(mqtt.cameras).map(([name, camera]) => ({
        name,
        cameraId: () => cameraIdOf(camera),
      }));
      const events = new FrigateEvents({ ...common, ...mqtt, cameras });
      this.#open.push(events);
      events.start();
    }
  }

  async close(): Promise<void> {
    const open = this.#open.splice(0);
    this.#webhookAddress = null;
    await Promise.all(open.map((source) => source.stop()));
    for (const [source, tally] of open.flatMap((one) => Object.entries(one.tallies()))) {
      this.#options.log.info('events of a source, in all', { source, ...tally });
    }
  }

  get webhookAddress(): string | null {
    return this.#webhookAddress;
  }

  devices(): SourceDevice[] {
    return this.#open.flatMap((source) => source.devices());
  }

  /** A camera with a line of its own in the file is listened to as that says. */
  async #onvifCameras({ linked, devices }: NonNullable<EventSourcesConfig['onvif']>): Promise<OnvifEventCamera[]> {
    const { cameraIdOf, linkedCameras } = this.#options;
    const named = devices.map(({ camera, address, source, user, password }) => ({
      ...addressOf(address, '/onvif/device_service'),
      ...{ cameraId: cameraIdOf(camera), user, password, source: source ?? null },
    }));
    if (linked === 'none') return named;
    const wanted = linked === 'all' ? null : new Set(linked.map((name) => cameraIdOf(name)));
    const taken = new Set(named.map(({ cameraId }) => cameraId));
    const rest = (await linkedCameras()).filter(
      ({ cameraId }) => !taken.has(cameraId) && (wanted === null || wanted.has(cameraId)),
    );
    return [...named, ...rest];
  }

  /** Lines of one address and user are channels of one device, which sends them in one stream. */
  #isapiDevices(lines: NonNullable<EventSourcesConfig['isapi']>['devices']): IsapiDevice[] {
    const keyOf = ({ address, user, password }: (typeof lines)[number]): string =>
      JSON.stringify([addressOf(address, ''), user, password]);
    return [...Map.groupBy(lines, keyOf).values()].flatMap((channels) => {
      const [first] = channels;
      if (first === undefined) return [];
      const { user, password, address } = first;
      return [
        {
          address: addressOf(address, ''),
          signIn: { user, password },
          channels: channels.map(({ camera, channel }) => ({
            channel: channel === undefined ? null : String(channel),
            cameraId: () => this.#options.cameraIdOf(camera),
          })),
        },
      ];
    });
  }
}

function addressOf(address: string, usualPath: string): { host: string; port: number; path: string } {
  const parsed = parseCameraAddress(address);
  if (parsed === null) throw new AppError('bad-input', 'not an http address of a camera');
  return { ...parsed, path: parsed.path === '/' ? usualPath : parsed.path };
}
