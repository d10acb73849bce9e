/** What decides how long records stay: retention, cases and thumbnails, made and joined to the rooms they look after. */
import { join } from 'node:path';
import { z } from 'zod';
import { unit as unitSchema } from '#contract/access.ts';
import type { AuditLog } from '../access/audit-log.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { SummaryBook } from '../county/summary-book.ts';
import { Cases } from '../journal/cases.ts';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { defaultPeriods } from '../journal/retention-policy.ts';
import { Retention } from '../journal/retention.ts';
import { WorkerDrawer } from '../journal/thumbnail-drawer.ts';
import { Thumbnails } from '../journal/thumbnails.ts';
import { CaseTable } from '../storage/case-table.ts';
import type { Database } from '../storage/database.ts';
import type { JournalStorage } from '../storage/journal-storage.ts';
import { StationFiles } from '../storage/retention-files.ts';
import { RetentionTable } from '../storage/retention-table.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import { ThumbnailFiles } from '../storage/thumbnail-files.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Secrets } from '../system/secrets.ts';
import type { OnStop } from './rooms.ts';
import { workerFile } from './worker-file.ts';

/** Milliseconds of each kind, as the provision file asks. */
export const askedPeriods = z.object({
  footage: z.number().positive(),
  sightings: z.number().positive(),
  alarms: z.number().positive(),
  audit: z.number().positive(),
});

export interface KeepingParts {
  dataDirectory: string;
  database: Database;
  storage: JournalStorage;
  settings: SettingsTable;
  secrets: Secrets;
  bounds: LawfulBounds;
  audit: AuditLog;
  alarms: Alarms;
  summaries: Pick<SummaryBook, 'neededFromMs'>;
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

export type Keeping = Awaited<ReturnType<typeof openKeeping>>;

export async function openKeeping(parts: KeepingParts) {
  const { dataDirectory, database, storage, settings, secrets, bounds, audit, clock, log, onStop } = parts;
  const { evidence, kept } = storage;
  const cache = new ThumbnailFiles({
    directory: join(dataDirectory, 'thumbnails'),
    keyFor: (purpose) => secrets.keyFor(purpose),
  });
  const drawer = new WorkerDrawer({ workerFile: workerFile('thumbnail-worker', 'journal'), clock, log });
  onStop('thumbnails', () => drawer.stop());
  const files = new StationFiles({ dataDirectory, database, evidence, kept, thumbnails: cache });
  const store = new RetentionTable({ database, audit });
  const lastRun = z.object({ lastRunAtMs: z.number() });
  const retention = new Retention({
    ...{ store, files, bounds, clock, log },
    policy: async () => ({
      asked: (await settings.read('retention', askedPeriods)) ?? defaultPeriods,
      keyTarget: (await settings.read('unit', unitSchema))?.keyTarget ?? false,
    }),
    judgedUpTo: async () => (await settings.read('judged-up-to', z.number().int())) ?? 0,
    summariesFromMs: () => parts.summaries.neededFromMs(),
    memory: {
      read: () => settings.read('retention-run', lastRun),
      write: (run) => settings.write('retention-run', run),
    },
    alarmsGone: (ids) => parts.alarms.forget(ids),
  });
  await retention.start();
  onStop('retention', () => retention.stop());
  return {
    retention,
    cases: new Cases({ store: new CaseTable(database), files, copies: store, clock }),
    thumbnails: new Thumbnails({ evidence, cache, drawer, log }),
  };
}
