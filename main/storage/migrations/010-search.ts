import type { Migration } from './index.ts';

/**
 * The journal's cells beside its rows. They are filled from the rows while the station runs, newest first, so that a
 * journal of millions opens at once. What they answer needs no index of the rows any more.
 */
export const searchMigration: Migration = {
  name: '010-search',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  'DROP INDEX sightings_by_kind',
  'DROP INDEX sightings_by_camera',
  'DROP INDEX hits_by_kind',
  'DROP INDEX hits_by_camera',
  'CREATE INDEX sightings_in_alarms ON sightings (id) WHERE alarm_id IS NOT NULL',
  `CREATE TABLE sighting_blocks (
    block INTEGER NOT NULL PRIMARY KEY,
    sightings INTEGER NOT NULL,
    first_at_ms INTEGER,
    last_at_ms INTEGER,
    hours_json TEXT NOT NULL,
    stale BOOLEAN NOT NULL
  )`,
  'CREATE INDEX sighting_blocks_stale ON sighting_blocks (block) WHERE stale = 1',
  `CREATE TABLE sighting_cells (
    id INTEGER NOT NULL PRIMARY KEY,
    cells BLOB NOT NULL
  )`,
  `CREATE TABLE sighting_codes (
    kind TEXT NOT NULL,
    code INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (kind, code)
  ) WITHOUT ROWID`,
  `CREATE TRIGGER deleted_sightings_leave_their_block AFTER DELETE ON sightings
    BEGIN UPDATE sighting_blocks SET stale = 1 WHERE block = (OLD.id - 1) / 4000 AND stale = 0; END`,
  'CREATE INDEX alarms_by_subject ON alarms (subject, id)',
  `CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    filter_json TEXT NOT NULL,
    span_json TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at_ms INTEGER NOT NULL
  )`,
  'CREATE UNIQUE INDEX saved_searches_by_name ON saved_searches (name)',
];
