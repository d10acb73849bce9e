/** Every room, made and started in order; how each is stopped is told to `onStop` as it starts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unit as unitSchema } from '#contract/access.ts';
import type { CameraWithState } from '#contract/api.ts';
import { clipAfter, clipBefore } from '#contract/clip.ts';
import { Accounts } from '../access/accounts.ts';
import { AuditLog } from '../access/audit-log.ts';
import { RetrievalRegister } from '../access/retrieval-register.ts';
import { Sessions } from '../access/sessions.ts';
import { Alarms } from '../alarms/alarms.ts';
import { placeOf } from '../alarms/place.ts';
import { Cameras, ringFor } from '../cameras/cameras.ts';
import { AlarmClips } from '../cameras/clips/alarm-clips.ts';
import { Clips, defaultClipSpan } from '../cameras/clips/clips.ts';
import type { ClipSpan } from '../cameras/clips/clips.ts';
import { Snapshots } from '../cameras/clips/snapshots.ts';
import { CompatStreams } from '../cameras/compat/compat-streams.ts';
import { CameraHealth } from '../cameras/health/camera-health.ts';
import { OnvifCameras } from '../cameras/onvif/onvif-cameras.ts';
import { isCatchingUp } from '../county/catching-up.ts';
import { openCountyLink } from '../county/county-link.ts';
import { storedSummarySettings, SummaryBook } from '../county/summary-book.ts';
import { Journal } from '../journal/journal.ts';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { ViidReceiver } from '../recognition/viid/viid-receiver.ts';
import { AccountTable } from '../storage/access-account-table.ts';
import { AuditTable } from '../storage/access-audit-table.ts';
import { RetrievalTable } from '../storage/access-retrieval-table.ts';
import { SessionTable } from '../storage/access-session-table.ts';
import { AlarmTable } from '../storage/alarm-table.ts';
import { CameraOnvifTable } from '../storage/camera-onvif-table.ts';
import { CameraTable } from '../storage/camera-table.ts';
import { ClipTable, SnapshotTable } from '../storage/clip-table.ts';
import { CountyOutboxTable } from '../storage/county-outbox-table.ts';
import { CountyReportTable } from '../storage/county-report-table.ts';
import { CountySubscriptionTable } from '../storage/county-subscription-table.ts';
import { openDatabase } from '../storage/database.ts';
import { DispositionTable } from '../storage/disposition-table.ts';
import { HealthTable } from '../storage/health-table.ts';
import { openJournalStorage } from '../storage/journal-storage.ts';
import { ListCopyTable } from '../storage/list-copy-table.ts';
import { SavedSearchTable } from '../storage/saved-search-table.ts';
import { SettingsTable } from '../storage/settings-table.ts';
import { SummaryFigures } from '../storage/summary-figures.ts';
import { ViewTable } from '../storage/view-table.ts';
import { ViidTable } from '../storage/viid-table.ts';
import { WatchlistTable } from '../storage/watchlist-table.ts';
import type { Clock } from '../system/clock.ts';
import { HeapGrowth } from '../system/heap-flags.ts';
import type { Log } from '../system/log.ts';
import { openSecrets } from '../system/secrets.ts';
import { DispositionBook } from '../watchlist/disposition-book.ts';
import { categoryProcedures } from '../watchlist/procedures.ts';
import { Watchlist } from '../watchlist/watchlist.ts';
import { Connections } from './connections.ts';
import { lockDataDirectory } from './data-directory.ts';
import { DiskWatch } from './disk-watch.ts';
import { EventSources } from './event-sources.ts';
import { Intake } from './intake.ts';
import { openKeeping } from './keeping.ts';
import type { Keeping } from './keeping.ts';
import { listSettings, openListing } from './listing.ts';
import { openPackages } from './open-packages.ts';
import { openRules } from './open-rules.ts';
import { openSubscriptions } from './platform-subscriptions.ts';
import { copiesOf, listSource } from './viid-lists.ts';
import { placesIn, platformOrders, platformsOf } from './viid-orders.ts';
import { openActions } from './open-actions.ts';
import { summarySource } from './summary-source.ts';
import { viidRecords } from './viid-records.ts';

export type OnStop = (name: string, stop: () => Promise<void> | void) => void;

export interface RoomsOptions {
  /** The top of the installation: where resources/ and dist/ are. */
  home: string;
  dataDirectory: string;
  bounds: LawfulBounds;
  /** Handed over by whoever started the station; null: its own file in the data directory holds it. */
  key: Buffer | null;
  /** From the provision file; null: as the last run was told. */
  clipSpan: ClipSpan | null;
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Of the machine, not shipped: only cameras whose codec a console cannot decode need it. */
const ffmpegPath = (): string => process.env.GUARDROOM_FFMPEG ?? 'ffmpeg';

const storedClipSpan = z.object({ beforeSeconds: clipBefore, afterSeconds: clipAfter });

export async function openRooms({ home, dataDirectory, clipSpan, bounds, key, clock, log, onStop }: RoomsOptions) {
  // The ground: nobody else here, the database, the keys.
  const lock = await lockDataDirectory(dataDirectory);
  onStop('lock', () => lock.release());
  const secrets = await openSecrets(dataDirectory, key);
  const database = await openDatabase(dataDirectory, log);
  onStop('database', () => database.close());
  const settings = new SettingsTable({ database, secrets, clock });

  // Who may do what, and who did.
  const accounts = await Accounts.open({ store: new AccountTable(database), clock, log });
  const sessions = await Sessions.open({ store: new SessionTable(database), accounts, clock, log });
  const audit = new AuditLog({ store: new AuditTable(database), clock });
  const retrievals = new RetrievalRegister({ store: new RetrievalTable(database), clock, log });
  onStop('retrieval register', () => retrievals.flush());

  // What is watched, recorded, listed, raised.
  if (clipSpan !== null) await settings.write('clips', clipSpan);
  const span = (await settings.read('clips', storedClipSpan)) ?? defaultClipSpan;
  const ring = ringFor(span.beforeSeconds);
  const cameras = new Cameras({ store: new CameraTable(database), secrets, ring, clock, log });
  const onvif = new OnvifCameras({ store: new CameraOnvifTable(database), secrets, clock, log });
  onStop('onvif', onvif.start());
  const cameraName = (id: string): string | null => cameras.findById(id)?.name ?? null;
  const clips = new Clips({
    ...{ frames: cameras, cameraName, store: new ClipTable(database), clock, log },
    directory: join(dataDirectory, 'clips'),
    span,
  });
  await clips.start();
  const alarmClips = new AlarmClips({ clips, span, clock, log });
  const snapshots = new Snapshots({
    ...{ cameraName, store: new SnapshotTable(database), clock },
    directory: join(dataDirectory, 'snapshots'),
  });
  await snapshots.start();
  const storage = await openJournalStorage({ dataDirectory, database, secrets, clock, log });
  onStop('evidence', () => storage.close());
  const { store, apart, evidence, search } = storage;
  const journal = new Journal({ store, apart, evidence, cameraName, clock, log });
  onStop('journal', () => journal.close());
  const procedures = categoryProcedures.parse(
    JSON.parse(await readFile(join(home, 'resources', 'procedures.json'), 'utf8')),
  );
  const entries = new WatchlistTable(database, audit);
  const watchlist = new Watchlist({
    ...{ store: entries, settings: listSettings(settings), clock, log, procedures },
    pointOf: (cameraId) => cameras.findById(cameraId)?.point ?? null,
  });
  await watchlist.start();
  const dispositions = new DispositionBook({
    store: new DispositionTable({ database, audit }),
    ...{ watchlist, clock, log },
  });
  const listCopies = new ListCopyTable(database);
  const alarms = new Alarms({
    store: new AlarmTable(database),
    placeOf: (cameraId) => placeOf(cameraId === null ? null : cameras.findById(cameraId)),
    ...{ clock, log },
  });
  await alarms.start();
  onStop('alarms', () => alarms.stop());
  const healthStore = new HealthTable(database);
  const enforced = await openRules({
    ...{ database, settings, cameras, journal, alarms, healthStore, clock, log },
    ...{ health: () => health, connections: () => connections },
  });
  onStop('escalations', () => enforced.escalations.stop());

  const intake = new Intake({
    journal,
    watchlist,
    rules: enforced.rules,
    alarms,
    mark: {
      read: async () => (await settings.read('judged-up-to', z.number().int())) ?? 0,
      write: (sightingId) => settings.write('judged-up-to', sightingId),
    },
    clock,
    log: log.room('intake'),
  });

  // What the station measures of itself.
  const liveCameras = (): { live: number; total: number } => countLive(cameras.list());
  const disk = new DiskWatch({ directory: dataDirectory, settings, clock, log });
  await disk.start();
  onStop('disk watch', () => disk.stop());
  const health: CameraHealth = new CameraHealth({
    ...{ cameras, ring, store: healthStore, clock, log },
    recognisingCameras: () => connections.recognisingCameras(),
  });

  const summaries = new SummaryBook({
    store: new CountyReportTable(database),
    source: summarySource({
      ...{ journal, alarms, figures: new SummaryFigures(database), clock },
      cameraIds: () => cameras.list().map(({ camera }) => camera.id),
      health: () => health,
      retention: () => keeping.retention,
    }),
    settings: {
      read: () => settings.read('summaries', storedSummarySettings),
      write: (chosen) => settings.write('summaries', chosen),
    },
    unit: () => settings.read('unit', unitSchema),
    ...{ clock, log },
  });
  const connections: Connections = new Connections({
    openReceiver: (listen, directories, unit, subscriptions) =>
      new ViidReceiver({
        listen,
        serverId: unit.viidId ?? '',
        ...directories,
        orders: platformOrders(dispositions, directories, unit),
        subscriptions,
        lists: listSource({ watchlist, copies: listCopies, settings, cameras, clock }),
        take: (batch) => intake.take(batch),
        attach: ({ deviceId, name, ...picture }) => journal.attach({ deviceId, name }, picture),
        onUnknownDevice: (deviceId) => enforced.unknownDevices.refused(deviceId),
        records: viidRecords({ journal, retrievals, settings, table: new ViidTable(database) }),
        clock,
        log,
      }),
    openSubscriptions: (setting) =>
      openSubscriptions(
        {
          ...{ table: new CountySubscriptionTable(database), cameras, alarms, journal, retrievals, settings },
          ...{ clock, log },
        },
        setting,
      ),
    reconsider: (directories, unit) => dispositions.reconsider(platformsOf(directories), placesIn(directories, unit)),
    openCounty: (config, unit) =>
      openCountyLink({
        config,
        unit,
        store: new CountyOutboxTable(database),
        summaries,
        alarmsSince: (fromMs) => alarms.raisedSince(fromMs),
        disk: { freeBytes: () => disk.facts().freeBytes },
        receiveAddressOf: (platformId, dispositionId) => dispositions.receiveAddressOf(platformId, dispositionId),
        clock,
        log,
      }),
    events: new EventSources({
      take: (batch) => intake.take(batch),
      cameraIdOf: (name) => cameras.findByName(name)?.id ?? null,
      linkedCameras: () => onvif.eventCameras(),
      ...{ clock, log },
    }),
    cameraIdOf: (name) => cameras.findByName(name)?.id ?? null,
    log: log.room('connections'),
  });
  const heapGrowth = new HeapGrowth();
  connections.watch(() => heapGrowth.set(isCatchingUp(connections.countyState()) ? 'thrifty' : 'usual'));

  const keeping: Keeping = await openKeeping({
    ...{ dataDirectory, database, storage, settings, secrets, bounds, audit, alarms, summaries },
    ...{ clock, log, onStop },
  });

  await cameras.start();
  onStop('cameras', () => cameras.stop());
  const lists = openListing({
    ...{ dataDirectory, database, entries, watchlist, cameras, secrets, clock, log, onStop },
    copiesOf: copiesOf(listCopies),
  });
  // These look at the cameras until the end, and stop before them.
  await health.start();
  onStop('health', () => health.stop());
  onStop('lost cameras', await enforced.watchCameras());
  const transcoded = new CompatStreams({ frames: cameras, ffmpegPath: ffmpegPath(), clock, log });
  onStop('transcoded streams', () => transcoded.stop());
  onStop('clips', () => clips.stop());

  const acting = await openActions({ database, secrets, alarms, cameras, onvif, clock, log, onStop });
  const packages = await openPackages({
    ...{ dataDirectory, database, settings, accounts, retrievals, alarms, journal, clips, cameras, health },
    ...{ actions: acting.actions, ffmpegPath: ffmpegPath(), clock, log, onStop },
    summaryOf: (_unit, fromMs, toMs) => summaries.preview(fromMs, toMs),
    messages: async function* () {
      if (connections.county !== null) yield* connections.county.unacknowledgedMessages();
    },
    acknowledge: async (keys) => (await connections.county?.acknowledgeByReceipt(keys, clock.nowMs())) ?? 0,
  });

  return {
    ...{ settings, accounts, sessions, audit, retrievals, views: new ViewTable(database) },
    ...{ search, entries, searches: new SavedSearchTable(database) },
    ...{ cameras, onvif, clips, alarmClips, snapshots, health, transcoded, liveCameras },
    ...{ journal, watchlist, lists, alarms, intake, connections, disk, ...enforced, ...acting },
    ...keeping,
    ...{ summaries, packages },
  };
}

function countLive(list: readonly CameraWithState[]): { live: number; total: number } {
  const live = list.filter(({ main, sub }) => main?.state === 'live' || sub?.state === 'live').length;
  return { live, total: list.length };
}
