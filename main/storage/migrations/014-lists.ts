import type { Migration } from './index.ts';

/** Alarms are counted by the entry that raised them and name the photo they show; ends of entries are announced once. */
export const listsMigration: Migration = {
  name: '014-lists',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  'ALTER TABLE watchlist_entries ADD COLUMN expiry_announced TEXT',
  `CREATE INDEX watchlist_entries_by_photo ON watchlist_entries (photo)
    WHERE photo IS NOT NULL AND withdrawn_at_ms IS NULL`,
  `ALTER TABLE alarms ADD COLUMN entry_id INTEGER
    GENERATED ALWAYS AS (json_extract(cause_json, '$.entry.id')) VIRTUAL`,
  `ALTER TABLE alarms ADD COLUMN entry_photo TEXT
    GENERATED ALWAYS AS (json_extract(cause_json, '$.entry.photo')) VIRTUAL`,
  'CREATE INDEX alarms_by_entry ON alarms (entry_id, outcome, last_seen_at_ms) WHERE entry_id IS NOT NULL',
  'CREATE INDEX alarms_by_photo ON alarms (entry_photo) WHERE entry_photo IS NOT NULL',
];
