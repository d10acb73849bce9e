import type { Migration } from './index.ts';

/** Rules: alarms from what is seen, not from whom. */
export const rulesMigration: Migration = {
  name: '015-rules',
  async up(knex) {
    await knex.raw(`CREATE TABLE rules (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      enabled BOOLEAN NOT NULL,
      trigger_json TEXT NOT NULL,
      schedule_json TEXT NOT NULL,
      scope_json TEXT NOT NULL,
      priority INTEGER NOT NULL,
      procedure_json TEXT NOT NULL,
      action_ids_json TEXT NOT NULL,
      changed_by TEXT NOT NULL,
      changed_at_ms INTEGER NOT NULL
    )`);
  },
};
