/** The desk of packages on a database and a directory of its own, with next to nothing in its records. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { MadePackage, PackageRequest } from '#contract/package.ts';
import { Outbox } from '../../main/county/outbox.ts';
import { PackageKey } from '../../main/county/packages/package-key.ts';
import type { PackageSources } from '../../main/county/packages/package-sources.ts';
import { Packages } from '../../main/county/packages/packages.ts';
import type { PackagesOptions } from '../../main/county/packages/packages.ts';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import type { Database } from '../../main/storage/database.ts';
import { PackageRecordTables } from '../../main/storage/package-records.ts';
import { PackageTable } from '../../main/storage/package-table.ts';
import type { Clock } from '../../main/system/clock.ts';
import { days } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { chief, home, secret } from './package-site.ts';

export interface DeskParts {
  directory: string;
  database: Database;
  clock: Clock;
  /** Kept between desks of one test. */
  keys: { pem: string | null };
}

export async function openPackageDesk(
  { directory, database, clock, keys }: DeskParts,
  over: Partial<PackagesOptions> = {},
  sources: Partial<PackageSources> = {},
): Promise<Packages> {
  const records = new PackageRecordTables(database);
  const outbox = new CountyOutboxTable(database);
  const packages = new Packages({
    store: new PackageTable(database),
    key: new PackageKey({ read: async () => keys.pem, write: async (pem) => void (keys.pem = pem) }),
    sources: {
      records,
      unit: async () => ({ name: '冠县第一中学', field: 'education', viidId: null, keyTarget: false }),
      // Nobody reads it here.
      summaryOf: async () => ({ period: 'of a test' }) as never,
      cameras: async () => [],
      alarm: async () => null,
      picture: async () => null,
      clipsOf: async () => [],
      messages: () =>
        new Outbox({ store: outbox, destinations: [], clock, log: silentLog }).unacknowledged('summaries'),
      nameOf: () => undefined,
      actionName: () => null,
      ...sources,
    },
    directory: join(directory, 'packages'),
    hasRoom: async () => true,
    takeOut: async () => undefined,
    secret: async () => secret,
    acknowledge: (keysOf) => outbox.acknowledgeByKey('summaries', keysOf, clock.nowMs()),
    workerFile: join(home, 'main', 'county', 'packages', 'watermark', 'picture-worker.ts'),
    ffmpegPath: 'ffmpeg',
    clock,
    log: silentLog,
    ...over,
  });
  await packages.start();
  return packages;
}

export function aRequest(clock: Clock, over: Partial<PackageRequest> = {}): PackageRequest {
  const toMs = clock.nowMs();
  return { fromMs: toMs - days(1), toMs, alarmIds: [], reason: '留存', withOutbox: false, ...over };
}

/** Resolves once it is no longer being made. */
export async function makeOn(packages: Packages, request: PackageRequest): Promise<MadePackage> {
  const { id } = await packages.make(request, chief);
  for (;;) {
    const found = await packages.find(id);
    if (found.state !== 'making') return found;
    await pause(5);
  }
}

/** 40 MB that do not compress. */
export async function* manyMessages(): AsyncGenerator<{ key: string; body: Uint8Array }> {
  for (let n = 0; n < 10_000; n += 1) yield { key: String(n), body: randomBytes(4000) };
}
