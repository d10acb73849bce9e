import type { Migration } from './index.ts';

/** What upper platforms order, as they posted it; and the entries that cameras hold in lists of their own. */
export const listCopiesMigration: Migration = {
  name: '017-list-copies',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE dispositions (
    platform TEXT NOT NULL,
    disposition_id TEXT NOT NULL,
    posted_json TEXT NOT NULL,
    state TEXT NOT NULL,
    posted_at_ms INTEGER NOT NULL,
    said_at_ms INTEGER NOT NULL,
    PRIMARY KEY (platform, disposition_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX dispositions_by_state ON dispositions (state, platform)',
  `CREATE TABLE list_copies (
    device_id TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES watchlist_entries (id),
    disposition_id TEXT NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL,
    print TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (device_id, entry_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX list_copies_by_entry ON list_copies (entry_id)',
];
