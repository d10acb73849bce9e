import type { Migration } from './index.ts';

export const retentionMigration: Migration = {
  name: '011-retention',
  async up(knex) {
    await knex.raw(`CREATE TABLE cases (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      title TEXT NOT NULL,
      reason TEXT NOT NULL,
      opened_by TEXT NOT NULL,
      opened_at_ms INTEGER NOT NULL,
      closed_by TEXT,
      closed_at_ms INTEGER
    )`);
    await knex.raw(`CREATE TABLE case_items (
      case_id INTEGER NOT NULL REFERENCES cases (id),
      kind TEXT NOT NULL,
      item_id INTEGER NOT NULL,
      added_by TEXT NOT NULL,
      added_at_ms INTEGER NOT NULL,
      PRIMARY KEY (case_id, kind, item_id)
    ) WITHOUT ROWID`);
    await knex.raw('CREATE INDEX case_items_by_item ON case_items (kind, item_id, case_id)');
    await knex.raw(`CREATE TABLE kept_pictures (
      digest BLOB NOT NULL,
      sighting_id INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      content_type TEXT NOT NULL,
      kept_at_ms INTEGER NOT NULL,
      PRIMARY KEY (digest, sighting_id)
    ) WITHOUT ROWID`);
    await knex.raw('CREATE INDEX kept_pictures_by_sighting ON kept_pictures (sighting_id)');
    await knex.raw(`CREATE TABLE deletions (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      kind TEXT NOT NULL,
      before_ms INTEGER NOT NULL,
      reason TEXT NOT NULL,
      records INTEGER NOT NULL,
      files INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      audit_id INTEGER
    )`);
    await knex.raw('CREATE INDEX deletions_unsealed ON deletions (id) WHERE audit_id IS NULL');
    await knex.raw(`CREATE TRIGGER deletions_stand BEFORE UPDATE ON deletions WHEN OLD.audit_id IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'the log of deletions is append-only'); END`);
    await knex.raw(`CREATE TRIGGER deletions_stay BEFORE DELETE ON deletions
      BEGIN SELECT RAISE(ABORT, 'the log of deletions is append-only'); END`);
    await knex.raw('CREATE INDEX retrievals_by_time ON retrievals (at_ms)');
  },
};
