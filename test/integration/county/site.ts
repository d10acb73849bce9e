import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alarm } from '#contract/alarm.ts';
import { openCountyLink } from '../../../main/county/county-link.ts';
import type { CountyLink } from '../../../main/county/county-link.ts';
import type { CountyConfig } from '../../../main/county/open-destinations.ts';
import { SummaryBook, usualSummarySettings } from '../../../main/county/summary-book.ts';
import type { SummarySource } from '../../../main/county/summaries.ts';
import { CountyOutboxTable } from '../../../main/storage/county-outbox-table.ts';
import { CountyReportTable } from '../../../main/storage/county-report-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aUnit, china, noAlarms } from '../../unit/county/parts.ts';

/** Figures of a quiet hour. */
export const quietSource: SummarySource = {
  sightings: async () => ({ face: 3, person: 1, vehicle: 2, cycle: 0, behaviour: 0, crowd: 0 }),
  alarms: async () => noAlarms,
  list: async () => ({ inForce: 5, added: 0, changed: 0, approved: 0, withdrawn: 0, expired: 0 }),
  cameras: async () => ({ total: 4, onlineRate: 1, intact: 4 }),
  crowd: async () => [],
  retention: async () => [],
};

/** A unit's county link over a database of its own, which survives `restart`. */
export class CountySite {
  readonly directory: string;
  database!: Database;
  link!: CountyLink;
  outbox!: CountyOutboxTable;
  reports!: CountyReportTable;
  summaries!: SummaryBook;
  #running = false;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(): Promise<CountySite> {
    return new CountySite(await mkdtemp(join(tmpdir(), 'guardroom-county-')));
  }

  async start(config: CountyConfig, alarmsSince?: () => Promise<Alarm[]>): Promise<CountyLink> {
    this.database = await openDatabase(this.directory, silentLog);
    this.outbox = new CountyOutboxTable(this.database);
    this.reports = new CountyReportTable(this.database);
    this.summaries = new SummaryBook({
      ...{ store: this.reports, source: quietSource, clock: realClock, log: silentLog, offsetAt: china },
      // Days would come in between at midnight.
      settings: { read: async () => ({ ...usualSummarySettings, daily: false }), write: async () => undefined },
      unit: async () => aUnit,
    });
    this.link = await openCountyLink({
      config,
      unit: aUnit,
      store: this.outbox,
      summaries: this.summaries,
      ...(alarmsSince === undefined ? {} : { alarmsSince }),
      clock: realClock,
      log: silentLog,
      offsetAt: china,
    });
    this.#running = true;
    await this.link.start();
    return this.link;
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    await this.link.stop();
    await this.database.close();
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true });
  }
}

/** Waits until it holds, looking often; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
