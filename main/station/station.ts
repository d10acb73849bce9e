/** The composition root: every room is made here, joined here, started and stopped here. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { unit as unitSchema } from '#contract/access.ts';
import type { Unit } from '#contract/access.ts';
import type { CameraWithState, StationStatus } from '#contract/api.ts';
import type { Clip } from '#contract/clip.ts';
import type { Sighting } from '#contract/sighting.ts';
import { Accounts } from '../access/accounts.ts';
import { AuditLog } from '../access/audit-log.ts';
import { RetrievalRegister } from '../access/retrieval-register.ts';
import { Sessions } from '../access/sessions.ts';
import { Alarms } from '../alarms/alarms.ts';
import { Cameras, defaultRing as ring } from '../cameras/cameras.ts';
import { AlarmClips } from '../cameras/clips/alarm-clips.ts';
import { Clips } from '../cameras/clips/clips.ts';
import { Snapshots } from '../cameras/clips/snapshots.ts';
import { CompatStreams } from '../cameras/compat/compat-streams.ts';
import { CameraHealth } from '../cameras/health/camera-health.ts';
import { OnvifCameras } from '../cameras/onvif/onvif-cameras.ts';
import { openCountyLink } from '../county/county-link.ts';
import { clipFiles } from '../gateway/clip-files.ts';
import { Gateway } from '../gateway/gateway.ts';
import { Journal } from '../journal/journal.ts';
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
import { openDatabase } from '../storage/database.ts';
import { HealthTable } from '../storage/health-table.ts';
import { openJournalStorage } from '../storage/journal-storage.ts';
import { SettingsTable } from '../storage/settings-table.ts';
import { ViewTable } from '../storage/view-table.ts';
import { WatchlistTable } from '../storage/watchlist-table.ts';
import { reasonOf } from '../system/app-error.ts';
import { realClock, seconds } from '../system/clock.ts';
import { Feed, Latest } from '../system/feed.ts';
import type { Log } from '../system/log.ts';
import { openSecrets } from '../system/secrets.ts';
import { categoryProcedures } from '../watchlist/procedures.ts';
import { Watchlist } from '../watchlist/watchlist.ts';
import { makeHandlers } from './api-handlers.ts';
import type { StationArguments } from './arguments.ts';
import { connectionConfig, Connections } from './connections.ts';
import type { ConnectionConfig } from './connections.ts';
import { lockDataDirectory } from './data-directory.ts';
import { DiskWatch } from './disk-watch.ts';
import { Intake } from './intake.ts';
import type { Provision } from './provision.ts';
import { SimulatedSite } from './simulated-site.ts';
import type { DemoAccount } from './simulated-site.ts';

export interface StationOptions extends StationArguments {
  provision: Provision | null;
  /** The top of the installation: where resources/ and dist/ are. */
  home: string;
  log: Log;
}

export interface Station {
  /** `http://127.0.0.1:PORT` */
  console: string;
  viid: string | null;
  stop(): Promise<void>;
}

const unsetUnit: Unit = { name: '—', field: 'other', viidId: null, keyTarget: false };
const noConnections: ConnectionConfig = { county: {} };
/** Of the machine, not shipped: only cameras whose codec a console cannot decode need it. */
const ffmpegPath = (): string => process.env.GUARDROOM_FFMPEG ?? 'ffmpeg';

/** Starts everything, in order; what was started is stopped again, in reverse, at the end or when a step fails. */
export async function startStation(options: StationOptions): Promise<Station> {
  const stops: { name: string; stop: () => Promise<void> | void }[] = [];
  const stopAll = async (): Promise<void> => {
    for (const { name, stop } of stops.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        options.log.error('could not be stopped cleanly', { part: name, reason: reasonOf(error) });
      }
    }
  };
  try {
    const running = await assemble(options, (name, stop) => stops.push({ name, stop }));
    return { ...running, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function assemble(
  options: StationOptions,
  onStop: (name: string, stop: () => Promise<void> | void) => void,
): Promise<Omit<Station, 'stop'>> {
  const { home, log, provision } = options;
  const clock = realClock;
  const startedAtMs = clock.nowMs();
  const dataDirectory = resolve(options.dataDirectory);

  // The ground: nobody else here, the database, the keys.
  const lock = await lockDataDirectory(dataDirectory);
  onStop('lock', () => lock.release());
  const secrets = await openSecrets(dataDirectory);
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
  const cameras = new Cameras({ store: new CameraTable(database), secrets, clock, log });
  const onvif = new OnvifCameras({ store: new CameraOnvifTable(database), secrets, clock, log });
  onStop('onvif', onvif.start());
  const cameraName = (id: string): string | null => cameras.findById(id)?.name ?? null;
  const clips = new Clips({
    ...{ frames: cameras, cameraName, store: new ClipTable(database), clock, log },
    directory: join(dataDirectory, 'clips'),
  });
  await clips.start();
  const alarmClips = new AlarmClips({ clips, clock, log });
  const snapshots = new Snapshots({
    ...{ cameraName, store: new SnapshotTable(database), clock },
    directory: join(dataDirectory, 'snapshots'),
  });
  await snapshots.start();
  const storage = await openJournalStorage({ dataDirectory, database, secrets, log });
  onStop('evidence', () => storage.close());
  const { store, evidence } = storage;
  const journal = new Journal({ store, evidence, cameraName, clock, log });
  onStop('journal', () => journal.close());
  const procedures = categoryProcedures.parse(
    JSON.parse(await readFile(join(home, 'resources', 'procedures.json'), 'utf8')),
  );
  const watchlist = new Watchlist({ store: new WatchlistTable(database), clock, log, procedures });
  await watchlist.start();
  const alarms = new Alarms({ store: new AlarmTable(database), clock, log });
  await alarms.start();
  onStop('alarms', () => alarms.stop());

  const intake = new Intake({
    journal,
    watchlist,
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
    ...{ cameras, ring, store: new HealthTable(database), clock, log },
    recognisingCameras: () => (connections.receiver?.devices() ?? []).flatMap(({ cameraId }) => cameraId ?? []),
  });

  const connections = new Connections({
    openReceiver: (listen, devices, unit) =>
      new ViidReceiver({
        listen,
        serverId: unit.viidId ?? '',
        devices,
        take: (batch) => intake.take(batch),
        clock,
        log,
      }),
    openCounty: (config, unit) =>
      openCountyLink({
        config,
        unit,
        store: new CountyOutboxTable(database),
        summaryStore: new CountyReportTable(database),
        source: {
          sightings: ({ fromMs, toMs }) => journal.counts(fromMs, toMs),
          alarms: ({ fromMs, toMs }) => alarms.counts(fromMs, toMs),
          cameras: async ({ fromMs, toMs }) => ({
            total: liveCameras().total,
            onlineRate: await health.onlineRate(fromMs, toMs),
          }),
        },
        alarmsSince: (fromMs) => alarms.raisedSince(fromMs),
        clock,
        log,
      }),
    cameraIdOf: (name) => cameras.findByName(name)?.id ?? null,
    onChange: () => showStatus(),
    log: log.room('connections'),
  });

  // What consoles follow.
  const feeds = {
    status: new Latest<StationStatus>(),
    cameras: new Latest<CameraWithState[]>(),
    arrivals: new Feed<Sighting>(),
    clips: new Feed<Clip>(),
    alarmRevision: new Latest<number>(),
  };
  let unit = await settings.read('unit', unitSchema);
  let simulated = options.simulated;
  const showStatus = (): void =>
    feeds.status.set({
      unit,
      nowMs: clock.nowMs(),
      cameras: liveCameras(),
      county: connections.countyState(),
      disk: disk.facts(),
      simulated,
    });
  const showCameras = (): void => feeds.cameras.set(cameras.list());
  onStop('status', clock.every(seconds(1), showStatus));
  onStop('camera states', cameras.watchChanges(showCameras));
  onStop(
    'arrivals',
    journal.watch((sighting) => {
      feeds.arrivals.publish(sighting);
      if (sighting.cameraId !== null) health.noteEvent(sighting.cameraId, sighting.receivedAtMs);
    }),
  );
  onStop(
    'alarm changes',
    alarms.watch((alarm) => {
      feeds.alarmRevision.set(alarm.revision);
      alarmClips.take(alarm);
      // The county hears of an alarm when it is raised and when it is resolved; telling it twice is telling it once.
      const change = alarm.state === 'resolved' ? 'resolved' : 'raised';
      connections.county?.enqueueAlarm(alarm, change).catch((error: unknown) => {
        log.error('an alarm is not in the outbox; the next start makes up for it', {
          alarm: alarm.id,
          reason: reasonOf(error),
        });
      });
    }),
  );

  // What is configured.
  const site = new SimulatedSite({ home, dataDirectory });
  onStop('simulated site', () => site.stop());
  const setUnit = async (next: Unit): Promise<void> => {
    await settings.write('unit', next);
    unit = next;
    showStatus();
  };
  const applyProvision = async (next: Provision): Promise<void> => {
    await setUnit({ ...next.unit, viidId: next.unit.viidId ?? null });
    await accounts.applyProvision(
      next.accounts.map((account) => ({ ...account, name: account.name ?? account.account })),
    );
    await cameras.applyProvision(next.cameras);
    await watchlist.applyProvision(next.watchlist);
    const config: ConnectionConfig = { viid: next.recognition.viid, county: next.county };
    await settings.write('connections', config, 'sealed');
  };
  const openConnections = async (): Promise<void> => {
    const config = (await settings.read('connections', connectionConfig)) ?? noConnections;
    await connections.open(config, unit ?? unsetUnit);
  };
  const trySimulatedSite = async (): Promise<DemoAccount[]> => {
    const { provision: described, accounts: demoAccounts } = await site.start();
    simulated = true;
    await applyProvision(described);
    await settings.write('simulated-site', true);
    await openConnections();
    return demoAccounts;
  };
  await cameras.start();
  onStop('cameras', () => cameras.stop());
  // Both look at the cameras until the end, and stop before them.
  await health.start();
  onStop('health', () => health.stop());
  const transcoded = new CompatStreams({ frames: cameras, ffmpegPath: ffmpegPath(), clock, log });
  onStop('transcoded streams', () => transcoded.stop());
  clips.watch((clip) => feeds.clips.publish(clip));
  onStop('clips', () => clips.stop());
  if (provision !== null) await applyProvision(provision);
  showCameras();
  await intake.start();
  onStop('intake', () => intake.stop());
  if (provision === null && (await settings.read('simulated-site', z.boolean())) === true) await trySimulatedSite();
  else await openConnections();
  onStop('connections', () => connections.close());
  showStatus();

  const gateway = new Gateway({
    handlers: makeHandlers({
      ...{
        accounts,
        audit,
        cameras,
        onvif,
        clips,
        snapshots,
        health,
        journal,
        watchlist,
        alarms,
        connections,
        feeds,
        setUnit,
        trySimulatedSite,
      },
      views: { store: new ViewTable(database), clock },
      simulatedSiteOffered: () => site.offered && !accounts.any(),
      facts: { version: await ownVersion(home), startedAtMs, dataDirectory },
      log,
    }),
    sessions,
    media: cameras,
    transcoded,
    evidence: journal,
    retrievals,
    clips: { files: clipFiles(clips, snapshots), register: retrievals, audit },
    assetsDirectory: join(home, 'dist', 'renderer'),
    listen: { host: options.host, port: options.port },
    allowedHosts: options.allowedHosts,
    clock,
    log,
  });
  const { origin } = await gateway.start();
  onStop('gateway', () => gateway.stop());
  log.info('ready', { console: origin, viid: connections.viidAddress, tookMs: clock.nowMs() - startedAtMs });
  return { console: origin, viid: connections.viidAddress };
}

function countLive(list: readonly CameraWithState[]): { live: number; total: number } {
  const live = list.filter(({ main, sub }) => main?.state === 'live' || sub?.state === 'live').length;
  return { live, total: list.length };
}

async function ownVersion(home: string): Promise<string> {
  const facts = z.object({ version: z.string() });
  return facts.parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))).version;
}
