/** A receiver whose upper platforms order on a real watchlist, in a database of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditLog } from '../../../main/access/audit-log.ts';
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';
import { AuditTable } from '../../../main/storage/access-audit-table.ts';
import { DispositionTable } from '../../../main/storage/disposition-table.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { DispositionBook } from '../../../main/watchlist/disposition-book.ts';
import { placesOf } from '../../../main/watchlist/dispositions.ts';
import { categoryProcedures } from '../../../main/watchlist/procedures.ts';
import { Watchlist } from '../../../main/watchlist/watchlist.ts';
import { openViidStation, serverId } from './viid-station.ts';
import type { ViidStation } from './viid-station.ts';

const procedures = categoryProcedures.parse(
  JSON.parse(await readFile(join(import.meta.dirname, '../../../resources/procedures.json'), 'utf8')),
);
export const county: ViidDevice = {
  ...{ deviceId: '37152500005030000099', name: '县公安局', cameraId: null, user: 'upper', password: 'order it' },
};

export interface OrderingStation {
  station: ViidStation;
  /** Of the newest start. */
  watchlist: Watchlist;
  book: DispositionBook;
  audit: AuditLog;
}

export async function openOrderingStation(devices: ViidDevice[], platforms = [county]): Promise<OrderingStation> {
  const opened = {} as OrderingStation;
  opened.station = await openViidStation(
    devices,
    { inFlight: 64, postsPerSecond: 1e6, burst: 1e6 },
    async (journal) => {
      const { database } = journal;
      const watchlist = new Watchlist({
        store: new WatchlistTable(database),
        clock: realClock,
        log: silentLog,
        procedures,
      });
      await watchlist.start();
      const audit = new AuditLog({ store: new AuditTable(database), clock: realClock });
      const store = new DispositionTable({ database, audit });
      const book = new DispositionBook({ watchlist, store, clock: realClock, log: silentLog });
      const placeOf = placesOf({ serverId, device: (id) => devices.find(({ deviceId }) => deviceId === id) ?? null });
      Object.assign(opened, { watchlist, book, audit });
      return {
        platforms: { find: (id) => platforms.find(({ deviceId }) => deviceId === id) ?? null, all: () => platforms },
        orders: {
          take: (platform, orders) => book.take(platform, orders, placeOf),
          posted: (platformId, ids, limit) => book.posted(platformId, ids, limit),
        },
      };
    },
  );
  return opened;
}
