import type { Migration } from './index.ts';

/** Alarms get causes of more than one kind, owners, notes and a record of what was done; entries get where they hold. */
export const enforcementMigration: Migration = {
  name: '013-enforcement',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  'ALTER TABLE watchlist_entries ADD COLUMN own_category TEXT',
  'ALTER TABLE watchlist_entries ADD COLUMN plate_colour TEXT',
  'ALTER TABLE watchlist_entries ADD COLUMN library_id TEXT',
  'ALTER TABLE watchlist_entries ADD COLUMN photo TEXT',
  `ALTER TABLE watchlist_entries ADD COLUMN scope_json TEXT NOT NULL DEFAULT '{"points":[],"cameraIds":[]}'`,
  'ALTER TABLE watchlist_entries ADD COLUMN approved_at_ms INTEGER',
  `ALTER TABLE watchlist_entries ADD COLUMN disposition_json TEXT NOT NULL DEFAULT 'null'`,

  // A resolved alarm stands, whatever it is written in.
  'DROP TRIGGER resolved_alarms_stand',
  `ALTER TABLE alarms ADD COLUMN cause_json TEXT NOT NULL DEFAULT 'null'`,
  `ALTER TABLE alarms ADD COLUMN procedure_json TEXT NOT NULL DEFAULT '[]'`,
  `ALTER TABLE alarms ADD COLUMN owner_json TEXT NOT NULL DEFAULT 'null'`,
  `ALTER TABLE alarms ADD COLUMN escalation_json TEXT NOT NULL DEFAULT 'null'`,
  `ALTER TABLE alarms ADD COLUMN notes_json TEXT NOT NULL DEFAULT '[]'`,
  `ALTER TABLE alarms ADD COLUMN action_runs_json TEXT NOT NULL DEFAULT '[]'`,
  `UPDATE alarms SET
    cause_json = json_object('by', 'entry', 'entry', json(entry_json), 'hit', json(hit_json)),
    procedure_json = json_extract(entry_json, '$.procedure'),
    owner_json = CASE WHEN acknowledged_at_ms IS NULL THEN 'null'
      ELSE json_object('by', acknowledged_by, 'sinceMs', acknowledged_at_ms) END`,
  'ALTER TABLE alarms DROP COLUMN entry_json',
  'ALTER TABLE alarms DROP COLUMN hit_json',
  `CREATE TRIGGER resolved_alarms_stand BEFORE UPDATE ON alarms WHEN OLD.state = 'resolved'
    BEGIN SELECT RAISE(ABORT, 'a resolved alarm is never changed'); END`,
];
