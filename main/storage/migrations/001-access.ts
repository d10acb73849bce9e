import type { Migration } from './index.ts';

export const accessMigration: Migration = {
  name: '001-access',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE accounts (
    account_key TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_version INTEGER NOT NULL,
    provisioned BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_at_ms INTEGER NOT NULL
  )`,
  `CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    password_version INTEGER NOT NULL,
    opened_at_ms INTEGER NOT NULL,
    last_seen_at_ms INTEGER NOT NULL,
    address TEXT NOT NULL
  )`,
  `CREATE TABLE audit_log (
    id INTEGER NOT NULL PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    facts_json TEXT NOT NULL,
    hash TEXT NOT NULL
  )`,
  `CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
   BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
  `CREATE TRIGGER audit_log_is_never_shortened BEFORE DELETE ON audit_log
   BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
  `CREATE TABLE retrievals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    digest TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  )`,
  'CREATE INDEX retrievals_by_digest ON retrievals (digest, id)',
];
