/** The list beside its matching: what is written down of it, what goes in and out, and who is told when it ends. */
import { join } from 'node:path';
import { watchlistSettings } from '#contract/watchlist.ts';
import type { EntryCopy, EntryFilter } from '#contract/watchlist.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { ListFiles } from '../gateway/list-files-route.ts';
import type { Database } from '../storage/database.ts';
import { RecentSightingsTable } from '../storage/recent-sightings-table.ts';
import { ReferencePhotos } from '../storage/reference-photos.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import type { WatchlistTable } from '../storage/watchlist-table.ts';
import type { Clock } from '../system/clock.ts';
import { Latest } from '../system/feed.ts';
import type { Log } from '../system/log.ts';
import type { Secrets } from '../system/secrets.ts';
import type { DraftContext } from '../watchlist/check-draft.ts';
import { DryRuns } from '../watchlist/dry-run.ts';
import { EntryTallies } from '../watchlist/entry-stats.ts';
import { ExpiryWatch } from '../watchlist/expiry-watch.ts';
import type { ImportContext } from '../watchlist/import-rows.ts';
import { Imports } from '../watchlist/imports.ts';
import { pageOf } from '../watchlist/list-page.ts';
import { exportCsv, exportXlsx, templateXlsx } from '../watchlist/list-sheet.ts';
import { Photos } from '../watchlist/photos.ts';
import { dateText } from '../watchlist/sheet-dates.ts';
import type { SettingsStore, Watchlist } from '../watchlist/watchlist.ts';
import type { OnStop } from './rooms.ts';

const settingsName = 'watchlist';

/** Where the unit's settings of the list are kept. */
export function listSettings(settings: SettingsTable): SettingsStore {
  return {
    read: () => settings.read(settingsName, watchlistSettings),
    write: (set) => settings.write(settingsName, set),
  };
}

export interface ListingParts {
  dataDirectory: string;
  database: Database;
  entries: WatchlistTable;
  watchlist: Watchlist;
  cameras: Pick<Cameras, 'list' | 'findByName'>;
  secrets: Secrets;
  /** What the cameras that keep lists of their own have of an entry. */
  copiesOf?: (entryId: number) => Promise<EntryCopy[]>;
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

/** Starts once the cameras are known and the provision file is applied. */
export function openListing(parts: ListingParts) {
  const { dataDirectory, database, entries, watchlist, cameras, secrets, clock, log, onStop } = parts;
  const context = (): ImportContext => {
    const { ownCategories } = watchlist.settings;
    return {
      nowMs: clock.nowMs(),
      cameraIds: new Set(cameras.list().map(({ camera }) => camera.id)),
      ownCategories: new Set(ownCategories.map(({ name }) => name)),
      ownPriorities: new Map(ownCategories.map(({ name, priority }) => [name, priority])),
      cameraIdOf: (name) => cameras.findByName(name)?.id ?? null,
    };
  };
  const photos = new Photos({
    store: new ReferencePhotos({
      directory: join(dataDirectory, 'photos'),
      keyFor: (purpose) => secrets.keyFor(purpose),
      inUse: (digests) => entries.photosInUse(digests),
    }),
    clock,
    log,
  });
  onStop('reference photos', photos.start());
  const expiry = new ExpiryWatch({
    store: entries,
    entries: () => watchlist.written(),
    noticeDays: () => watchlist.settings.expiryNoticeDays,
    passed: () => watchlist.timePassed(),
    clock,
    log,
  });
  onStop('ends of entries', expiry.start());
  // Another run's numbers are others: whoever comes back after a restart asks again.
  const revision = new Latest<number>();
  revision.set(clock.nowMs());
  onStop(
    'list changes',
    watchlist.watch(() => revision.set((revision.value ?? 0) + 1)),
  );
  const tallies = new EntryTallies({ read: () => entries.tallies(), clock });
  const dryRuns = new DryRuns({
    sightings: new RecentSightingsTable(database),
    newMatcher: () => watchlist.newMatcher(),
    clock,
  });
  const imports = new Imports({ watchlist, context, clock, log });
  const handlers = {
    ...{ watchlist, tallies, imports, dryRuns, photos, revision, clock },
    context: (): DraftContext => context(),
    copiesOf: parts.copiesOf ?? (() => Promise.resolve([])),
  };
  return { handlers, files: listFiles({ watchlist, tallies, photos, cameras, clock }) };
}

function listFiles(parts: {
  watchlist: Watchlist;
  tallies: EntryTallies;
  photos: Photos;
  cameras: ListingParts['cameras'];
  clock: Clock;
}): ListFiles {
  const { watchlist, tallies, photos, cameras, clock } = parts;
  return {
    template: () => templateXlsx(watchlist.settings.ownCategories.map(({ name }) => name)),
    async export(format: 'xlsx' | 'csv', filter: EntryFilter) {
      const { expiryNoticeDays } = watchlist.settings;
      const nowMs = clock.nowMs();
      const facts = { nowMs, expiryNoticeDays, tallies: await tallies.all() };
      const { entries } = pageOf(watchlist.written(), { filter, offset: 0, limit: Infinity }, facts);
      const names = new Map(cameras.list().map(({ camera }) => [camera.id, camera]));
      const sheetFacts = { nowMs, expiryNoticeDays, cameras: names };
      const rows = entries.map(({ entry }) => entry);
      const sheet = await (format === 'xlsx' ? exportXlsx(rows, sheetFacts) : exportCsv(rows, sheetFacts));
      return { sheet, entries: rows.length, name: `名单_${dateText(nowMs, 'start').slice(0, 10)}.${format}` };
    },
    keepPhoto: (bytes) => photos.keep(bytes),
    photo: (digest) => photos.picture(digest),
  };
}
