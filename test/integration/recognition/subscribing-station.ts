/** A receiver whose upper platforms subscribe, joined to a real watchlist, alarms, journal and county link; and the platform. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraWithState } from '#contract/api.ts';
import { RetrievalRegister } from '../../../main/access/retrieval-register.ts';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { openCountyLink } from '../../../main/county/county-link.ts';
import type { CountyLink } from '../../../main/county/county-link.ts';
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';
import { Intake } from '../../../main/station/intake.ts';
import { openSubscriptions } from '../../../main/station/platform-subscriptions.ts';
import type { OpenSubscriptions } from '../../../main/station/platform-subscriptions.ts';
import { RetrievalTable } from '../../../main/storage/access-retrieval-table.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import { CountyReportTable } from '../../../main/storage/county-report-table.ts';
import { CountySubscriptionTable } from '../../../main/storage/county-subscription-table.ts';
import { SettingsTable } from '../../../main/storage/settings-table.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { openSecrets } from '../../../main/system/secrets.ts';
import { categoryProcedures } from '../../../main/watchlist/procedures.ts';
import { Watchlist } from '../../../main/watchlist/watchlist.ts';
import type { OpenedJournal } from '../../builders/journal.ts';
import { quietSource } from '../county/site.ts';
import { aUnit } from '../../unit/county/parts.ts';
import { openViidStation } from './viid-station.ts';
import type { ViidStation } from './viid-station.ts';

export const county: ViidDevice = {
  ...{ deviceId: '37152500005030000099', name: '县公安局', cameraId: null, user: 'upper', password: 'tell me' },
};
const procedures = categoryProcedures.parse(
  JSON.parse(await readFile(join(import.meta.dirname, '../../../resources/procedures.json'), 'utf8')),
);

/** Whatever we sent, looked into freely. */
export type Sent = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- of any shape

export interface Received {
  method: string;
  path: string;
  body: Sent;
  text: string;
}

/** A platform that takes everything and remembers it. */
export class Platform {
  readonly received: Received[] = [];
  origin = '';
  #server: Server | null = null;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void readAll(request).then((text) => {
        const { method = '', url = '' } = request;
        this.received.push({ method, path: url, text, body: JSON.parse(text) as Sent });
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ ResponseStatusObject: { StatusCode: 0, StatusString: 'OK' } }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#server = server;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Notifications in what was received at this path, in order. */
  notifications(path = '/VIID/SubscribeNotifications'): Sent[] {
    return this.received
      .filter((one) => one.path === path)
      .flatMap(({ body }) => body['SubscribeNotificationListObject'].SubscribeNotificationObject as Sent[]);
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export interface SubscribingStation {
  station: ViidStation;
  platform: Platform;
  cameras: CameraWithState[];
  /** Of the newest start. */
  watchlist: Watchlist;
  alarms: Alarms;
  intake: Intake;
  link: CountyLink;
  subscriptions: OpenSubscriptions;
  journal: OpenedJournal['journal'];
  database: OpenedJournal['database'];
  restart(): Promise<void>;
  close(): Promise<void>;
}

export function aCamera(id: string, name: string): CameraWithState {
  return {
    camera: {
      ...{ id, name, point: 'gate', mainAddress: 'rtsp://127.0.0.1:8554/main', subAddress: null },
      ...{ provisioned: true, position: 0 },
    },
    main: { state: 'live', sinceMs: 0, codec: 'h264', width: null, height: null },
    sub: null,
  };
}

export async function openSubscribingStation(
  devices: ViidDevice[],
  announceDevices?: 'post' | 'put',
): Promise<SubscribingStation> {
  const platform = new Platform();
  await platform.start();
  const keys = await mkdtemp(join(tmpdir(), 'guardroom-keys-'));
  const opened = { platform, cameras: [aCamera('east-gate', '东门'), aCamera('hall', '大厅')] } as SubscribingStation;
  const stopParts = async (): Promise<void> => {
    await opened.subscriptions.stop();
    await opened.intake.stop();
    await opened.alarms.stop();
    await opened.link.stop();
  };
  opened.station = await openViidStation(
    devices,
    { inFlight: 64, postsPerSecond: 1e6, burst: 1e6 },
    async (journal) => {
      const { database } = journal;
      const common = { clock: realClock, log: silentLog };
      const watchlist = new Watchlist({ store: new WatchlistTable(database), ...common, procedures });
      await watchlist.start();
      const alarms = new Alarms({ store: new AlarmTable(database), ...common });
      await alarms.start();
      const settings = new SettingsTable({ database, secrets: await openSecrets(keys), clock: realClock });
      const intake = new Intake({
        ...{ journal: journal.journal, watchlist, rules: { match: () => [] }, alarms, ...common },
        mark: { read: async () => 0, write: async () => undefined },
      });
      await intake.start();
      const { origin } = platform;
      const viid = { url: origin, id: aUnit.viidId ?? '', user: 'u', password: 'p', allowPlain: true };
      const config = { viid: { ...viid, platform: county.deviceId, announceDevices } };
      const link = await openCountyLink({
        ...{
          config,
          unit: aUnit,
          store: new CountyOutboxTable(database),
          summaryStore: new CountyReportTable(database),
        },
        ...{ source: quietSource, ...common },
      });
      await link.start();
      const subscriptions = await openSubscriptions(
        {
          ...{ table: new CountySubscriptionTable(database), cameras: { list: () => opened.cameras }, alarms },
          ...{ journal: journal.journal, settings, ...common },
          retrievals: new RetrievalRegister({ store: new RetrievalTable(database), ...common }),
        },
        {
          ...{
            county: link,
            config,
            unit: aUnit,
            heard: () => ('station' in opened ? opened.station.receiver.devices() : []),
          },
          directories: { devices: directoryOf(devices), platforms: directoryOf([county]) },
        },
      );
      Object.assign(opened, { watchlist, alarms, intake, link, subscriptions, database, journal: journal.journal });
      return {
        platforms: directoryOf([county]),
        subscriptions: subscriptions.desk,
        take: (batch) => intake.take(batch),
      };
    },
  );
  return Object.assign(opened, {
    async restart() {
      await stopParts();
      await opened.station.restart();
    },
    async close() {
      await stopParts();
      await opened.station.close();
      await platform.stop();
      await rm(keys, { recursive: true });
    },
  });
}

function directoryOf(devices: readonly ViidDevice[]) {
  return { find: (id: string) => devices.find(({ deviceId }) => deviceId === id) ?? null, all: () => devices };
}
