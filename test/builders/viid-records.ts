/** The station's records as the GA/T 1400 receiver sees them, in memory. */
import type { NewSighting, Sighting } from '#contract/sighting.ts';
import type { RememberedSubscription } from '../../main/recognition/viid/subscribe/subscription.ts';
import type { ImageFacts, ToldFacts, ViidRecords } from '../../main/recognition/viid/viid-records.ts';

export interface MemoryViidRecords extends ViidRecords {
  remembered: RememberedSubscription[];
  toldOf: Map<string, { facts: ToldFacts; atMs: number }>;
  imagesOf: Map<string, ImageFacts>;
  looks: string[];
}

export function memoryViidRecords(taken: () => readonly NewSighting[] = () => []): MemoryViidRecords {
  const records: MemoryViidRecords = {
    remembered: [],
    toldOf: new Map(),
    imagesOf: new Map(),
    looks: [],
    findSightings: async (keys) =>
      taken()
        .filter((one) => keys.some((key) => key.deviceId === one.deviceId && key.objectId === one.objectId))
        .map((one, n): Sighting => ({ ...one, id: n + 1, cameraName: null, alarmId: null, pictures: [] })),
    findNamedPicture: () => Promise.resolve(null),
    readPicture: () => Promise.resolve(null),
    recordLook: (deviceId, digest) => void records.looks.push(`${deviceId} ${digest}`),
    images: {
      async save(deviceId, images) {
        for (const { imageId, facts } of images) records.imagesOf.set(`${deviceId} ${imageId}`, facts);
      },
      find: async (deviceId, imageId) => records.imagesOf.get(`${deviceId} ${imageId}`) ?? null,
    },
    told: {
      all: async () => [...records.toldOf].map(([deviceId, told]) => ({ deviceId, ...told })),
      save: async (deviceId, facts, atMs) => void records.toldOf.set(deviceId, { facts, atMs }),
    },
    subscriptions: {
      all: async () => [...records.remembered],
      save: async (subscriptions) => void (records.remembered = [...subscriptions]),
    },
  };
  return records;
}
