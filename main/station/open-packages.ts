/** Packages joined to the rooms whose records go into them. */
import { join } from 'node:path';
import { z } from 'zod';
import { unit as unitSchema } from '#contract/access.ts';
import type { Accounts } from '../access/accounts.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import type { Actions } from '../alarms/actions/actions.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { Clips } from '../cameras/clips/clips.ts';
import { diskSpace, hasRoom } from '../cameras/clips/free-space.ts';
import type { CameraHealth } from '../cameras/health/camera-health.ts';
import { PackageKey } from '../county/packages/package-key.ts';
import type { CameraRecord, ClipRecord, PackageSources } from '../county/packages/package-sources.ts';
import { Packages } from '../county/packages/packages.ts';
import type { Journal } from '../journal/journal.ts';
import type { Database } from '../storage/database.ts';
import { PackageRecordTables } from '../storage/package-records.ts';
import { PackageTable } from '../storage/package-table.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { connectionConfig } from './connections.ts';
import type { OnStop } from './rooms.ts';
import { workerFile } from './worker-file.ts';

export interface PackageParts {
  dataDirectory: string;
  database: Database;
  settings: SettingsTable;
  accounts: Pick<Accounts, 'nameOf'>;
  retrievals: Pick<RetrievalRegister, 'record' | 'flush'>;
  alarms: Pick<Alarms, 'find'>;
  actions: Pick<Actions, 'list'>;
  journal: Pick<Journal, 'picture'>;
  clips: Pick<Clips, 'list' | 'pathOf'>;
  cameras: Pick<Cameras, 'list'>;
  health: Pick<CameraHealth, 'list' | 'history'>;
  summaryOf: PackageSources['summaryOf'];
  messages: PackageSources['messages'];
  /** Marks messages that a county's receipt names as acknowledged. */
  acknowledge(keys: readonly string[]): Promise<number>;
  ffmpegPath: string;
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

const keySetting = 'package-key';
/** An alarm has one, more when it went on for long. */
const mostClips = 20;
/** Looks handed to the register before it is asked to write them. */
const looksTogether = 500;

export async function openPackages(parts: PackageParts): Promise<Packages> {
  const { dataDirectory, database, settings, accounts, retrievals, clock, log, ffmpegPath, onStop } = parts;
  const directory = join(dataDirectory, 'packages');
  const records = new PackageRecordTables(database);
  const packages = new Packages({
    ...{ directory, ffmpegPath, clock, log, acknowledge: (keys) => parts.acknowledge(keys) },
    store: new PackageTable(database),
    key: new PackageKey({
      read: () => settings.read(keySetting, z.string()),
      write: (pem) => settings.write(keySetting, pem, 'sealed'),
    }),
    sources: {
      records,
      unit: () => settings.read('unit', unitSchema),
      summaryOf: (unit, fromMs, toMs) => parts.summaryOf(unit, fromMs, toMs),
      cameras: (fromMs, toMs) => cameraRecords(parts, fromMs, toMs),
      alarm: (id) => parts.alarms.find(id),
      picture: (digest) => parts.journal.picture(digest),
      clipsOf: (alarmId) => clipRecords(parts.clips, alarmId),
      messages: () => parts.messages(),
      nameOf: (account) => accounts.nameOf(account),
      actionName: (id) => parts.actions.list().find((action) => action.id === id)?.name ?? null,
    },
    hasRoom: async () => hasRoom(await diskSpace(directory)),
    async takeOut(account, reason, digests) {
      for (const [n, digest] of digests.entries()) {
        retrievals.record({ account, digest, purpose: 'alarm', reason });
        if (n % looksTogether === looksTogether - 1) await retrievals.flush();
      }
      await retrievals.flush();
    },
    secret: async () => (await settings.read('connections', connectionConfig))?.county.summaries?.secret ?? null,
    workerFile: workerFile('picture-worker', join('county', 'packages', 'watermark')),
  });
  await packages.start();
  onStop('packages', () => packages.stop());
  return packages;
}

async function cameraRecords(
  { cameras, health }: Pick<PackageParts, 'cameras' | 'health'>,
  fromMs: number,
  toMs: number,
): Promise<CameraRecord[]> {
  const facts = new Map((await health.list()).map((of) => [of.cameraId, of]));
  const records: CameraRecord[] = [];
  for (const { camera } of cameras.list()) {
    const known = facts.get(camera.id);
    const errors = (known?.streams ?? []).flatMap(({ lastError }) => lastError ?? []);
    records.push({
      ...{ name: camera.name, point: camera.point },
      onlineRate: (await health.history(camera.id, fromMs, toMs)).online.rate,
      condition: known?.condition ?? 'unknown',
      reason: known?.reason ?? null,
      sinceMs: known?.sinceMs ?? null,
      lastError: errors.sort((a, b) => b.atMs - a.atMs)[0] ?? null,
    });
  }
  return records;
}

async function clipRecords(clips: Pick<Clips, 'list' | 'pathOf'>, alarmId: number): Promise<ClipRecord[]> {
  const found = await clips.list({ alarmId, limit: mostClips });
  return found.reverse().map((clip) => {
    const { digest, width, height } = clip.state === 'ready' ? clip : { digest: '', width: 0, height: 0 };
    return { id: clip.id, state: clip.state, path: clips.pathOf(clip.id), digest, width, height };
  });
}
