import type { Knex } from 'knex';
import { accessMigration } from './001-access.ts';
import { camerasMigration } from './002-cameras.ts';
import { journalMigration } from './003-journal.ts';
import { watchlistAlarmsMigration } from './004-watchlist-alarms.ts';
import { countyMigration } from './005-county.ts';
import { settingsMigration } from './006-settings.ts';
import { onvifMigration } from './007-onvif.ts';
import { clipsHealthMigration } from './008-clips-health.ts';
import { viewsMigration } from './009-views.ts';
import { searchMigration } from './010-search.ts';
import { retentionMigration } from './011-retention.ts';
import { viidMigration } from './012-viid.ts';
import { enforcementMigration } from './013-enforcement.ts';
import { listsMigration } from './014-lists.ts';
import { rulesMigration } from './015-rules.ts';
import { actionsMigration } from './016-actions.ts';
import { listCopiesMigration } from './017-list-copies.ts';
import { countyLinkMigration } from './018-county-link.ts';

/** One step of the schema. Never edited once released; `schema.sql` shows where all of them lead. */
export interface Migration {
  name: string;
  up(knex: Knex): Promise<void>;
}

/** In the order in which they run. */
export const migrations: readonly Migration[] = [
  accessMigration,
  camerasMigration,
  journalMigration,
  watchlistAlarmsMigration,
  countyMigration,
  settingsMigration,
  onvifMigration,
  clipsHealthMigration,
  viewsMigration,
  searchMigration,
  retentionMigration,
  viidMigration,
  enforcementMigration,
  listsMigration,
  rulesMigration,
  actionsMigration,
  listCopiesMigration,
  countyLinkMigration,
];

export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) =>
    Promise.resolve({
      up: (knex) => migration.up(knex),
      down: () => Promise.reject(new Error('migrations go forward only: restore a backup instead')),
    }),
};
