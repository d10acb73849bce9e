/** What devices that keep a list of their own are given of the watchlist, and what became of it. */
import { z } from 'zod';
import type { EntryCopy } from '#contract/watchlist.ts';
import type { Cameras } from '../cameras/cameras.ts';
import { givenAddress } from '../recognition/viid/lists/device-lists.ts';
import type { ListSource } from '../recognition/viid/lists/device-lists.ts';
import { entryCopyOf } from '../recognition/viid/lists/list-copy.ts';
import type { ListCopyTable } from '../storage/list-copy-table.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import type { Clock } from '../system/clock.ts';
import { entriesFor } from '../watchlist/device-list.ts';
import type { Watchlist } from '../watchlist/watchlist.ts';

export function listSource(parts: {
  watchlist: Pick<Watchlist, 'list' | 'watch'>;
  copies: ListCopyTable;
  settings: SettingsTable;
  cameras: Pick<Cameras, 'findById'>;
  clock: Clock;
}): ListSource {
  const { watchlist, copies, settings, cameras, clock } = parts;
  return {
    wanted(devices) {
      const entries = watchlist.list();
      return new Map(
        devices.map(({ deviceId, cameraId, ownList }) => {
          const point = cameraId === null ? null : (cameras.findById(cameraId)?.point ?? null);
          const takes = ownList?.takes;
          const wanted = takes && entriesFor(entries, { takes, at: { cameraId, point } }, clock.nowMs());
          return [deviceId, wanted ?? []];
        }),
      );
    },
    watch: (listener) => watchlist.watch(listener),
    copies,
    addresses: {
      read: async () => (await settings.read('viid-lists', z.array(givenAddress))) ?? [],
      save: (addresses) => settings.write('viid-lists', addresses, 'sealed'),
    },
  };
}

/** What each device has of an entry, and what it answered. */
export const copiesOf =
  (copies: ListCopyTable) =>
  async (entryId: number): Promise<EntryCopy[]> =>
    (await copies.ofEntry(entryId)).map(entryCopyOf);
