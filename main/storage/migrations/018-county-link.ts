import type { Migration } from './index.ts';

export const countyLinkMigration: Migration = {
  name: '018-county-link',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  'ALTER TABLE outbox ADD COLUMN route TEXT',
  'DROP INDEX outbox_line',
  `CREATE INDEX outbox_line ON outbox (destination, urgency, id, bytes, state) WHERE state = 'waiting'`,
  'DROP INDEX outbox_unacknowledged',
  `CREATE INDEX outbox_unacknowledged ON outbox (destination, state, kind, bytes, created_at_ms) WHERE state <> 'acknowledged'`,
  'CREATE INDEX outbox_by_age ON outbox (created_at_ms, bytes)',
  'ALTER TABLE county_destinations ADD COLUMN last_acknowledgement TEXT',
  `CREATE TABLE county_subscriptions (
    platform_id TEXT NOT NULL,
    subscription_id TEXT NOT NULL,
    order_json TEXT NOT NULL,
    state TEXT NOT NULL,
    posted_at_ms INTEGER NOT NULL,
    last_notified_at_ms INTEGER,
    notifications INTEGER NOT NULL,
    sent_json TEXT NOT NULL,
    PRIMARY KEY (platform_id, subscription_id)
  )`,
  `CREATE TABLE summaries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    written_at_ms INTEGER NOT NULL,
    written_by TEXT,
    message_key TEXT NOT NULL,
    sent_to_json TEXT NOT NULL,
    body BLOB NOT NULL
  )`,
  'CREATE INDEX summaries_by_kind ON summaries (kind, id)',
  'CREATE INDEX summaries_by_key ON summaries (message_key)',
  'CREATE INDEX watchlist_changes_by_time ON watchlist_changes (changed_at_ms)',
  `CREATE TABLE packages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    request_json TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    file_name TEXT NOT NULL,
    bytes INTEGER,
    digest TEXT,
    manifest_digest TEXT,
    files INTEGER,
    remarks_json TEXT NOT NULL,
    receipt_json TEXT
  )`,
  'CREATE UNIQUE INDEX packages_by_manifest ON packages (manifest_digest) WHERE manifest_digest IS NOT NULL',
];
