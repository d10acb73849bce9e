/** A station with messages waiting for its county, and the county, each a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { OutboxKind } from '../../../preload/contract/county.ts';
import type { NewOutboxMessage } from '../../../main/county/outbox-store.ts';
import { CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import { silentLog } from '../../../main/system/log.ts';
import { freePort, makeSite, startStationProcess } from '../../peers/station/station-process.ts';
import type { StationProcess } from '../../peers/station/station-process.ts';
import type { Cleanup } from '../harness/cleanup.ts';
import { guard } from '../harness/station.ts';
import { captureProvision } from '../intake/site.ts';
import { plateOf } from '../alarm/site.ts';

const secret = 'a secret of bench and county';
const account = { user: 'unit', password: 'a password of bench and county' };
const unitId = '37152500005030000001';
const listed = 100;

export interface CountyCounts {
  applied: number;
  repeats: number;
  complaints: number;
  exchanges: number;
  /** Since 1970; null: nothing was applied. */
  first: number | null;
  last: number | null;
}

export interface County {
  counts(): Promise<CountyCounts>;
  /** Everything it has applied. */
  applied(): Promise<{ key: string; way: string; kind: string; atMs: number }[]>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts the stand-in on a port; `more`: its further options. */
export async function startCounty(port: number, cleanup: Cleanup, more: readonly string[] = []): Promise<County> {
  const script = join(import.meta.dirname, '..', '..', 'peers', 'county', 'main.ts');
  const args = ['--port', String(port), '--secret', secret, '--user', account.user, '--password', account.password];
  const child: ChildProcess = spawn(process.execPath, [script, ...args, ...more], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const watched = cleanup.watch(child.pid ?? -1);
  const ended = once(child, 'exit').then(() => watched.forget());
  await new Promise<void>((done, fail) => {
    createInterface({ input: child.stdout ?? process.stdin }).once('line', () => done());
    child.once('exit', (code) => fail(new Error(`the county ended with ${code}`)));
  });
  const ask = async (path: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const stop = cleanup.add(() => end('SIGTERM'));
  return {
    counts: async () => (await ask('/counts')) as CountyCounts,
    applied: async () =>
      ((await ask('/received')) as { applied: { key: string; way: string; kind: string; atMs: number }[] }).applied,
    stop,
    kill: () => end('SIGKILL'),
  };
}

export interface CountySite {
  dataDirectory: string;
  countyPort: number;
  start(): Promise<StationProcess>;
  /** Puts messages into the outbox while the station is down. */
  queue(messages: readonly NewOutboxMessage[]): Promise<void>;
  remove(): Promise<void>;
}

/** `ways`: where the station reports. */
export async function makeCountySite(ways: { json: boolean; viid: boolean }, cleanup: Cleanup): Promise<CountySite> {
  const countyPort = await freePort();
  const url = `http://127.0.0.1:${countyPort}`;
  const site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: unitId },
    accounts: [{ ...guard, name: '王强', role: 'chief' }],
    ...(await captureProvision()),
    watchlist: Array.from({ length: listed }, (_, n) => ({
      ...{ kind: 'vehicle', plate: plateOf(n), category: 'barred', basis: '单位禁入决定 2026-014' },
      ...{ expires: '2099-01-01', approvedBy: 'chief1', priority: 2 },
    })),
    county: {
      ...(ways.json ? { summaries: { url: `${url}/guardroom/summaries`, secret, every: '1d' } } : {}),
      ...(ways.viid ? { viid: { url, id: unitId, ...account } } : {}),
    },
  });
  const remove = cleanup.add(() => site.remove());
  return {
    dataDirectory: site.dataDirectory,
    countyPort,
    remove,
    async start() {
      const station = await startStationProcess(site);
      const watched = cleanup.watch(station.process.pid ?? -1);
      station.process.once('exit', () => watched.forget());
      return station;
    },
    async queue(messages) {
      const database = await openDatabase(site.dataDirectory, silentLog);
      const table = new CountyOutboxTable(database);
      for (let from = 0; from < messages.length; from += 2000) await table.append(messages.slice(from, from + 2000));
      await database.close();
    },
  };
}

/** As an alarm's report is: what an outage of days leaves behind is mostly of this size. */
export function jsonMessage(n: number, kind: OutboxKind = 'summary'): NewOutboxMessage {
  const key = `bench:${unitId}:${String(n).padStart(6, '0')}`;
  const at = '2026-11-25T08:00:00+08:00';
  const body = {
    ...{ schema: 'guardroom/alarm', version: 1, key },
    unit: { name: '冠县第一中学', field: 'education', viidId: unitId },
    change: 'raised',
    alarm: {
      ...{ id: n + 1, priority: 2, category: 'barred', basis: '单位禁入决定 2026-014', origin: 'provision' },
      subject: { kind: 'vehicle', plate: plateOf(n % 10_000) },
      ...{ reason: 'plate', score: 1, camera: '东门车道', raisedAt: at, lastSeenAt: at, count: 1 },
      ...{ acknowledgedAt: null, resolvedAt: null, outcome: null },
    },
  };
  return {
    ...{ destination: 'summaries', kind, route: null, key, createdAtMs: Date.now() },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** A change of one device's status, as a platform that subscribed to it is told. */
export function viidMessage(n: number): NewOutboxMessage {
  const serial = String(n).padStart(5, '0').slice(-5);
  const time = new Date(Date.UTC(2026, 10, 1) + n * 1000).toISOString().slice(0, 19).replaceAll(/\D/g, '');
  const id = `37152500005004${time}${serial}`;
  const body = {
    SubscribeNotificationListObject: {
      SubscribeNotificationObject: [
        {
          ...{ NotificationID: id, SubscribeID: '371525000000032026110100000000001', Title: '设备状态' },
          ...{ TriggerTime: time, InfoIDs: '37152500001190000001', ExecuteOperation: 2 },
          DeviceStatusList: {
            APEStatusObject: [{ ApeID: '37152500001190000001', IsOnline: n % 2 === 0 ? '1' : '2', CurrentTime: time }],
          },
        },
      ],
    },
  };
  return {
    ...{ destination: 'viid', kind: 'status', route: '/VIID/SubscribeNotifications', key: `bench:${id}` },
    ...{ body: Buffer.from(JSON.stringify(body)), createdAtMs: Date.now() },
  };
}
