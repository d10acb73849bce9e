import type { Migration } from './index.ts';

export const actionsMigration: Migration = {
  name: '016-actions',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    effect TEXT NOT NULL,
    target_json TEXT NOT NULL,
    headers_sealed TEXT,
    scope_json TEXT NOT NULL,
    on_hits_json TEXT NOT NULL,
    pulse_seconds INTEGER,
    timeout_ms INTEGER NOT NULL,
    on_stop TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    at_rest INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms INTEGER NOT NULL
  )`,
  'CREATE UNIQUE INDEX actions_by_name ON actions (name)',
  `CREATE TABLE action_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action_id INTEGER NOT NULL,
    action_name TEXT NOT NULL,
    effect TEXT NOT NULL,
    alarm_id INTEGER,
    by_itself INTEGER NOT NULL,
    cause TEXT NOT NULL,
    done_by TEXT NOT NULL,
    dry INTEGER NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL,
    pulse INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER,
    attempts INTEGER NOT NULL,
    failure TEXT,
    detail TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX action_runs_by_itself ON action_runs (alarm_id, action_id) WHERE by_itself = 1',
  'CREATE INDEX action_runs_by_alarm ON action_runs (alarm_id, id)',
  'CREATE INDEX action_runs_by_action ON action_runs (action_id, id)',
  "CREATE INDEX action_runs_unended ON action_runs (id) WHERE state = 'running'",
  'CREATE INDEX action_runs_to_put_back ON action_runs (id) WHERE pulse = 1',
];
