/** What upper platforms subscribe to, joined: the receiver, the county link, cameras, alarms and the journal know nothing of each other. */
import { z } from 'zod';
import type { Unit } from '#contract/access.ts';
import type { CameraPoint } from '#contract/camera.ts';
import type { PlatformSubscription } from '#contract/subscription.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Cameras } from '../cameras/cameras.ts';
import { conditionOf } from '../cameras/health/conditions.ts';
import type { CountyLink } from '../county/county-link.ts';
import { offsetHere } from '../county/local-time.ts';
import { Announcements } from '../county/subscriptions/announcements.ts';
import type { Announcement } from '../county/subscriptions/announcements.ts';
import type { HitSource } from '../county/subscriptions/hit-news.ts';
import { Publisher } from '../county/subscriptions/publisher.ts';
import type { DeviceSource } from '../county/subscriptions/publisher.ts';
import { isOnlineOf, makeApeId, writeApe } from '../county/subscriptions/reported-device.ts';
import type { ReportedDevice } from '../county/subscriptions/reported-device.ts';
import { SubscriptionBook } from '../county/subscriptions/subscription-book.ts';
import type { Journal } from '../journal/journal.ts';
import type { PlatformSubscriptions } from '../recognition/viid/platform-subscriptions.ts';
import type { ViidDeviceReport } from '../recognition/viid/viid-receiver.ts';
import type { CountySubscriptionTable } from '../storage/county-subscription-table.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import { reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { ConnectionConfig, ViidDirectories } from './connections.ts';
import { platformsOf } from './viid-orders.ts';

export interface SubscriptionParts {
  table: CountySubscriptionTable;
  cameras: Pick<Cameras, 'list'>;
  alarms: Pick<Alarms, 'find' | 'watch'>;
  journal: Pick<Journal, 'find' | 'picture' | 'watchPictures'>;
  retrievals: RetrievalRegister;
  settings: SettingsTable;
  clock: Clock;
  log: Log;
}

export interface SubscriptionSetting {
  county: CountyLink;
  config: ConnectionConfig['county'];
  directories: ViidDirectories;
  unit: Unit;
  /** What the receiver has heard of the devices; none before it is open. */
  heard(): readonly ViidDeviceReport[];
}

export interface OpenSubscriptions {
  desk: PlatformSubscriptions;
  list(): PlatformSubscription[];
  stop(): Promise<void>;
}

export async function openSubscriptions(
  parts: SubscriptionParts,
  { county, config, directories, unit, heard }: SubscriptionSetting,
): Promise<OpenSubscriptions> {
  const { table, settings, clock, log } = parts;
  const viidId = unit.viidId ?? '';
  const source = deviceSource({ cameras: parts.cameras, directories, heard, unit });
  const ownIds = keptFor(seconds(1), clock, () => new Set(source.devices().map(({ apeId }) => apeId)));
  const book = new SubscriptionBook({
    ...{ store: table, routes: county, platforms: platformsOf(directories), clock },
    newestHit: () => table.newestHit(),
    resource: (id) => {
      if (viidId !== '' && id === viidId) return 'all';
      return ownIds().has(id) ? 'device' : null;
    },
  });
  await book.start();
  const enqueue = county.enqueue.bind(county);
  const announced = z.record(z.string(), z.string());
  const announcements = new Announcements({
    to: announcementsIn(config),
    store: {
      read: async (destination) => (await settings.read(`announced ${destination}`, announced)) ?? {},
      save: (destination, sent) => settings.write(`announced ${destination}`, sent),
    },
    enqueue,
  });
  const publisher = new Publisher({
    ...{ book, devices: source, hits: hitSource(parts), enqueue, viidId, clock, log, offsetAt: offsetHere },
    onLook: (view) => announcements.look(view),
  });
  publisher.start();
  return {
    desk: {
      take: (platform, requests) => book.take(platform, requests),
      posted: async (platformId, ids) => book.posted(platformId, ids),
      devices: (apeId) =>
        source
          .devices()
          .filter((device) => apeId === null || device.apeId === apeId)
          .map((device) => writeApe(device, isOnlineOf(device.online), viidId)),
    },
    list: () => book.shown(),
    stop: () => publisher.stop(),
  };
}

/** Asked for each device that a subscription names, and the same for all of them. */
function keptFor<T>(keptMs: number, clock: Clock, read: () => T): () => T {
  let kept: { value: T; untilMs: number } | null = null;
  return () => {
    const nowMs = clock.monotonicMs();
    if (kept === null || nowMs >= kept.untilMs) kept = { value: read(), untilMs: nowMs + keptMs };
    return kept.value;
  };
}

/** Destinations that want to be told of the devices without asking. */
function announcementsIn({ viid, platforms = [] }: ConnectionConfig['county']): Announcement[] {
  const ways = [
    { destination: 'viid', how: viid?.announceDevices },
    ...platforms.map(({ name, announceDevices: how }) => ({ destination: `viid:${name}`, how })),
  ];
  return ways.flatMap(({ destination, how }) => (how === undefined ? [] : [{ destination, how }]));
}

const pointWords: Readonly<Record<CameraPoint, string>> = {
  gate: '出入口',
  'commanding-height': '制高点',
  'key-part': '重点部位',
  perimeter: '周界',
  public: '公共区域',
  crowd: '人员密集处',
  other: '',
};

/** Cameras, under the number of the recognition device that belongs to each, and recognition devices that belong to none. */
export function deviceSource(parts: {
  cameras: Pick<Cameras, 'list'>;
  directories: ViidDirectories;
  heard(): readonly ViidDeviceReport[];
  unit: Unit;
}): DeviceSource {
  const { cameras, directories, unit } = parts;
  const viidId = unit.viidId ?? '';
  const made = new Map<string, string>();
  /** By camera; the same for as long as the station runs, and after. */
  const numbers = (): Map<string, string> => {
    const configured = directories.devices.all();
    const taken = new Set([...configured.map(({ deviceId }) => deviceId), ...made.values()]);
    const own = new Map<string, string>();
    for (const { deviceId, cameraId } of configured) {
      if (cameraId !== null && !own.has(cameraId)) own.set(cameraId, deviceId);
    }
    for (const { camera } of cameras.list()) {
      const number = own.get(camera.id) ?? made.get(camera.id) ?? makeApeId(viidId, camera.id, taken);
      if (!own.has(camera.id)) made.set(camera.id, number);
      taken.add(number);
      own.set(camera.id, number);
    }
    return own;
  };
  return {
    devices() {
      const byCamera = numbers();
      const reports = new Map(parts.heard().map((report) => [report.deviceId, report]));
      const onlineOf = (deviceId: string): boolean | null => {
        const state = reports.get(deviceId)?.state;
        return state === undefined || state === 'never' ? null : state === 'registered';
      };
      const watched = cameras.list().map(({ camera, ...streams }): ReportedDevice => {
        const apeId = byCamera.get(camera.id) ?? '';
        const { condition } = conditionOf(streams);
        const seen = condition === 'live' ? true : condition === 'offline' ? false : null;
        return {
          ...{ apeId, name: camera.name, model: reports.get(apeId)?.told?.facts.model ?? null },
          place: `${unit.name}${pointWords[camera.point]}`,
          online: seen ?? onlineOf(apeId),
        };
      });
      const shown = new Set(watched.map(({ apeId }) => apeId));
      const others = directories.devices.all().filter(({ deviceId }) => !shown.has(deviceId));
      return [
        ...watched,
        ...others.map(({ deviceId }): ReportedDevice => {
          const told = reports.get(deviceId)?.told?.facts;
          const [name, model] = [told?.name ?? deviceId, told?.model ?? null];
          return { apeId: deviceId, name, model, place: unit.name, online: onlineOf(deviceId) };
        }),
      ];
    },
    // What is no number of GA/T 1400 may hold a camera's address: it stays here.
    apeIdOf: ({ source, deviceId, cameraId }) =>
      source === 'viid' ? deviceId : ((cameraId === null ? undefined : numbers().get(cameraId)) ?? viidId),
  };
}

function hitSource({ table, alarms, journal, retrievals, log }: SubscriptionParts): HitSource {
  return {
    after: (sightingId, limit) => table.hitsAfter(sightingId, limit),
    alarm: (id) => alarms.find(id),
    sighting: (id) => journal.find(id),
    async picture(digest, platformId) {
      try {
        const found = await journal.picture(digest);
        if (found === null) return null;
        const reason = 'GA/T 1400订阅：命中已审批名单的记录上报上级平台';
        retrievals.record({ account: `viid:${platformId}`, digest, purpose: 'alarm', reason });
        return found.bytes;
      } catch (error) {
        log.warn('a capture goes up without its picture', { reason: reasonOf(error) });
        return null;
      }
    },
    watch: (listener) => {
      const stops = [alarms.watch(listener), journal.watchPictures(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
