import type { Migration } from './index.ts';

export const countyMigration: Migration = {
  name: '005-county',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT NOT NULL,
    kind TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    message_key TEXT NOT NULL,
    body BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    rejections INTEGER NOT NULL,
    acknowledged_at_ms INTEGER,
    failure TEXT
  )`,
  'CREATE UNIQUE INDEX outbox_by_key ON outbox (destination, message_key)',
  `CREATE INDEX outbox_line ON outbox (destination, urgency, id) WHERE state = 'waiting'`,
  `CREATE INDEX outbox_unacknowledged ON outbox (destination, state, created_at_ms) WHERE state <> 'acknowledged'`,
  `CREATE INDEX outbox_acknowledged ON outbox (acknowledged_at_ms) WHERE state = 'acknowledged'`,
  `CREATE TABLE county_destinations (
    name TEXT NOT NULL PRIMARY KEY,
    since_ms INTEGER NOT NULL,
    last_acknowledged_at_ms INTEGER,
    failure_reason TEXT,
    failure_detail TEXT,
    failed_at_ms INTEGER
  )`,
  `CREATE TABLE county_reports (
    name TEXT NOT NULL PRIMARY KEY,
    reported_until_ms INTEGER NOT NULL
  )`,
];
