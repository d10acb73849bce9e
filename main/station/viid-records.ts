/** What the GA/T 1400 receiver needs of the station's records, joined to them. */
import { z } from 'zod';
import type { ViidDeviceDetails } from '#contract/viid-device.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import type { ApartFacts } from '../journal/apart-pictures.ts';
import type { Journal } from '../journal/journal.ts';
import { rememberedSubscription } from '../recognition/viid/subscribe/subscription.ts';
import type { ViidDeviceReport } from '../recognition/viid/viid-receiver.ts';
import type { ViidRecords } from '../recognition/viid/viid-records.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import type { ViidTable } from '../storage/viid-table.ts';

export function viidRecords(parts: {
  journal: Journal;
  retrievals: RetrievalRegister;
  settings: SettingsTable;
  table: ViidTable;
}): ViidRecords {
  const { journal, retrievals, settings, table } = parts;
  const subscriptions = z.array(rememberedSubscription);
  return {
    findSightings: (keys) => journal.findByKeys(keys),
    findNamedPicture: (deviceId, name) => journal.findNamed({ deviceId, name }),
    readPicture: (digest) => journal.picture(digest),
    // A device is no account, but a picture that goes out to it has gone out.
    recordLook: (deviceId, digest) =>
      retrievals.record({
        account: `viid:${deviceId}`,
        digest,
        purpose: 'journal',
        reason: 'GA/T 1400 GET：由采集设备取回其上传的图像',
      }),
    images: table.images,
    told: table.told,
    subscriptions: {
      all: async () => (await settings.read('viid-subscriptions', subscriptions)) ?? [],
      save: (remembered) => settings.write('viid-subscriptions', remembered, 'sealed'),
    },
  };
}

/** As the console is told. */
export function viidFacts(
  { state, expiresAtMs, told, dropped, subscription }: ViidDeviceReport,
  apart: ApartFacts | undefined,
): ViidDeviceDetails {
  return {
    ...{ state, expiresAtMs, dropped, subscription },
    told: told === null ? null : { ...told.facts, atMs: told.atMs },
    waiting: { awaited: apart?.awaited ?? 0, unclaimed: apart?.unclaimed ?? 0 },
  };
}
