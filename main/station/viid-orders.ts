/** The orders of upper platforms, joined to the watchlist: the receiver and the list know nothing of each other. */
import type { Unit } from '#contract/access.ts';
import type { UpperPlatform } from '#contract/disposition.ts';
import type { PlatformOrders } from '../recognition/viid/platform-orders.ts';
import { profileOf } from '../recognition/viid/profile.ts';
import type { DispositionBook } from '../watchlist/disposition-book.ts';
import { placesOf } from '../watchlist/dispositions.ts';
import type { PlaceOf } from '../watchlist/dispositions.ts';
import type { ViidDirectories } from './connections.ts';

export function platformOrders(book: DispositionBook, directories: ViidDirectories, unit: Unit): PlatformOrders {
  const placeOf = placesIn(directories, unit);
  return {
    take: (platform, orders) => book.take(platform, orders, placeOf),
    posted: (platformId, ids, limit) => book.posted(platformId, ids, limit),
  };
}

export function placesIn({ devices }: ViidDirectories, unit: Unit): PlaceOf {
  return placesOf({ serverId: unit.viidId ?? '', device: (id) => devices.find(id) });
}

export function platformsOf({ platforms }: ViidDirectories): UpperPlatform[] {
  return platforms.all().map((platform) => {
    const { deviceId: id, name } = platform;
    return { id, name: name ?? id, categories: profileOf(platform).categories };
  });
}
