/** A list over a real database, with everything that is kept beside it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { WatchlistSettings } from '#contract/watchlist.ts';
import { AuditLog } from '../../../main/access/audit-log.ts';
import type { AuditRow } from '../../../main/access/audit-log.ts';
import { AuditTable } from '../../../main/storage/access-audit-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { silentLog } from '../../../main/system/log.ts';
import type { ImportContext } from '../../../main/watchlist/import-rows.ts';
import { Imports } from '../../../main/watchlist/imports.ts';
import type { SheetFacts } from '../../../main/watchlist/list-sheet.ts';
import { categoryProcedures } from '../../../main/watchlist/procedures.ts';
import { Watchlist } from '../../../main/watchlist/watchlist.ts';
import { FakeClock } from '../../builders/fake-clock.ts';

export const procedures = categoryProcedures.parse(
  JSON.parse(await readFile(join(import.meta.dirname, '../../../resources/procedures.json'), 'utf8')),
);

export const cameras = new Map([
  ['cam-1', { name: '东门' }],
  ['cam-2', { name: '西门、南侧' }],
  ['cam-3', { name: '出入口' }],
]);

export class ListSite {
  readonly clock = new FakeClock();
  readonly directory: string;
  database!: Database;
  table!: WatchlistTable;
  watchlist!: Watchlist;
  imports!: Imports;
  settings: WatchlistSettings | null = null;

  static async open(): Promise<ListSite> {
    const site = new ListSite(await mkdtemp(join(tmpdir(), 'guardroom-list-')));
    await site.start();
    return site;
  }

  private constructor(directory: string) {
    this.directory = directory;
  }

  async start(): Promise<void> {
    const { clock } = this;
    this.database = await openDatabase(this.directory, silentLog);
    const audit = new AuditLog({ store: new AuditTable(this.database), clock });
    this.table = new WatchlistTable(this.database, audit);
    this.watchlist = new Watchlist({
      store: this.table,
      settings: {
        read: () => Promise.resolve(this.settings),
        write: async (settings) => void (this.settings = settings),
      },
      ...{ clock, log: silentLog, procedures },
    });
    await this.watchlist.start();
    this.imports = new Imports({ watchlist: this.watchlist, context: () => this.context(), clock, log: silentLog });
  }

  async restart(): Promise<void> {
    await this.database.close();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.database.close();
    await rm(this.directory, { recursive: true });
  }

  context(): ImportContext {
    const { ownCategories } = this.watchlist.settings;
    return {
      nowMs: this.clock.nowMs(),
      cameraIds: new Set(cameras.keys()),
      ownCategories: new Set(ownCategories.map(({ name }) => name)),
      ownPriorities: new Map(ownCategories.map(({ name, priority }) => [name, priority])),
      cameraIdOf: (name) => [...cameras].find(([, camera]) => camera.name === name)?.[0] ?? null,
    };
  }

  sheetFacts(): SheetFacts {
    return { nowMs: this.clock.nowMs(), expiryNoticeDays: this.watchlist.settings.expiryNoticeDays, cameras };
  }

  auditRows(): Promise<AuditRow[]> {
    return new AuditTable(this.database).rowsAfter(0, 1000);
  }

  verifyAudit() {
    return new AuditLog({ store: new AuditTable(this.database), clock: this.clock }).verify();
  }
}

export const asSource = {
  async xlsx(sheet: Readable | Promise<Readable>) {
    return { format: 'xlsx' as const, base64: (await buffer(await sheet)).toString('base64') };
  },
  async csv(sheet: Readable) {
    return { format: 'text' as const, text: await text(sheet) };
  },
};
