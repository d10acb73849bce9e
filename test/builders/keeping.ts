/** Retention and cases on a real journal, its packs and a directory of their own; time is the caller's. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import { AuditLog } from '../../main/access/audit-log.ts';
import { Cases } from '../../main/journal/cases.ts';
import { defaultPeriods } from '../../main/journal/retention-policy.ts';
import type { RetentionStore } from '../../main/journal/retention-store.ts';
import { Retention } from '../../main/journal/retention.ts';
import type { RetentionOptions } from '../../main/journal/retention.ts';
import { AuditTable } from '../../main/storage/access-audit-table.ts';
import { AlarmTable } from '../../main/storage/alarm-table.ts';
import { CaseTable } from '../../main/storage/case-table.ts';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import { localDay } from '../../main/storage/evidence-packs.ts';
import { StationFiles } from '../../main/storage/retention-files.ts';
import { RetentionTable } from '../../main/storage/retention-table.ts';
import { ThumbnailFiles } from '../../main/storage/thumbnail-files.ts';
import type { Clock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { anAlarm } from './alarm.ts';
import { anEntry } from './entry.ts';
import { FakeClock } from './fake-clock.ts';
import { shippedBounds } from './lawful-bounds.ts';
import { aNewSighting, aPicture, openJournal } from './journal.ts';

/** A disk whose free space a test sets. */
export class DiskOf extends StationFiles {
  freeBytes = 500e9;
  totalBytes = 1000e9;
  override space() {
    return Promise.resolve({ freeBytes: this.freeBytes, totalBytes: this.totalBytes });
  }
}

export type OpenedKeeping = Awaited<ReturnType<typeof openKeeping>>;

export async function openKeeping(
  directory: string,
  clock: Clock,
  over: Partial<RetentionOptions> & { wrap?: (store: RetentionTable) => RetentionStore } = {},
) {
  const opened = await openJournal(directory, { clock });
  const { database, storage, journal } = opened;
  const auditTable = new AuditTable(database);
  const audit = new AuditLog({ store: auditTable, clock });
  const thumbnails = new ThumbnailFiles({
    directory: join(directory, 'thumbnails'),
    keyFor: () => Buffer.alloc(32, 7),
  });
  const files = new DiskOf({ dataDirectory: directory, database, ...storage, thumbnails });
  const { wrap = (same: RetentionTable) => same, ...options } = over;
  const table = new RetentionTable({ database, audit });
  const store = wrap(table);
  let lastRun: { lastRunAtMs: number } | null = null;
  const retention = new Retention({
    ...{ store, files, bounds: shippedBounds, clock, log: silentLog },
    policy: async () => ({ asked: defaultPeriods, keyTarget: false }),
    judgedUpTo: () => Promise.resolve(Number.MAX_SAFE_INTEGER),
    summariesFromMs: () => Promise.resolve(null),
    memory: {
      read: () => Promise.resolve(lastRun),
      write: async (run) => void (lastRun = run),
    },
    alarmsGone: () => undefined,
    ...options,
  });
  const cases = new Cases({ store: new CaseTable(database), files, copies: table, clock });
  return {
    ...{ journal, database, storage, retention, cases, files, audit, table, thumbnails },
    alarms: new AlarmTable(database),
    outbox: new CountyOutboxTable(database),
    auditRows: () => auditTable.rowsAfter(0, 1000),
    packs: async () => (await readdir(join(directory, 'evidence'))).filter((name) => name.endsWith('.pack')).sort(),
    /** One commit after another, with time for the writer in between. */
    run: () => (clock instanceof FakeClock ? passing(clock, retention.run()) : retention.run()),
    /** So many sightings with a picture each, received at noon of the clock's day. */
    async receive(count: number, more: Parameters<typeof aNewSighting>[0] = {}): Promise<Sighting[]> {
      const atMs = clock.nowMs();
      const batch = Array.from({ length: count }, () =>
        aNewSighting({
          ...{ receivedAtMs: atMs, seenAtMs: atMs },
          pictures: [{ role: 'face' as const, bytes: aPicture(1500) }],
          ...more,
        }),
      );
      return (await journal.append(batch)).map(({ sighting }) => sighting);
    },
    close: async () => {
      await retention.stop();
      await opened.close();
    },
  };
}

/** Lets the clock run until `work` is done. */
export async function passing<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const state = { done: false };
  const finished = work.finally(() => (state.done = true));
  while (!state.done) {
    clock.advance(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return finished;
}

/** An alarm on these sightings, stored as judging stores it. */
export async function raiseAlarm(alarms: AlarmTable, id: number, sightings: readonly Sighting[]): Promise<Alarm> {
  const raisedAtMs = sightings[0]?.receivedAtMs ?? 0;
  const shown = sightings.slice(0, 5).map((sighting) => ({ ...sighting, alarmId: id }));
  const alarm = anAlarm({
    ...{ id, revision: id * 10, entry: anEntry(), sightings: shown, count: sightings.length },
    ...{ raisedAtMs, lastSeenAtMs: raisedAtMs },
  });
  await alarms.commit({
    alarms: [alarm],
    events: [{ alarmId: id, event: 'raised', by: 'station', atMs: raisedAtMs, sightingId: sightings[0]?.id ?? 0 }],
    links: sightings.map((sighting) => ({ alarmId: id, sightingId: sighting.id })),
    lastAlarmId: id,
    lastRevision: alarm.revision,
  });
  return alarm;
}

export async function resolveAlarm(alarms: AlarmTable, alarm: Alarm, atMs: number): Promise<void> {
  const resolved = { by: 'guard1', atMs, outcome: 'true-hit', note: 'handed over' } as const;
  const revision = alarm.revision + 1;
  await alarms.commit({
    alarms: [{ ...alarm, state: 'resolved', acknowledged: { by: 'guard1', atMs }, resolved, revision }],
    events: [{ alarmId: alarm.id, event: 'resolved', ...resolved }],
    links: [],
    lastAlarmId: alarm.id,
    lastRevision: revision,
  });
}

export { localDay };
