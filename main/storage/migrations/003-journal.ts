import type { Migration } from './index.ts';

export const journalMigration: Migration = {
  name: '003-journal',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE sightings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    device_id TEXT NOT NULL,
    object_id TEXT NOT NULL,
    camera_id TEXT,
    camera_name TEXT,
    kind TEXT NOT NULL,
    plate TEXT,
    seen_at_ms INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    facts_json TEXT NOT NULL,
    box_json TEXT,
    pictures_json TEXT NOT NULL,
    alarm_id INTEGER
  )`,
  'CREATE UNIQUE INDEX sightings_by_object ON sightings (device_id, object_id)',
  'CREATE INDEX sightings_by_kind ON sightings (kind, id)',
  'CREATE INDEX sightings_by_camera ON sightings (camera_id, kind, id)',
  'CREATE INDEX sightings_by_plate ON sightings (plate, id) WHERE plate IS NOT NULL',
  'CREATE INDEX sightings_by_receipt ON sightings (received_at_ms, kind)',
  'CREATE INDEX sightings_by_alarm ON sightings (alarm_id, id) WHERE alarm_id IS NOT NULL',
  'CREATE INDEX hits_by_kind ON sightings (kind, id) WHERE alarm_id IS NOT NULL',
  'CREATE INDEX hits_by_camera ON sightings (camera_id, kind, id) WHERE alarm_id IS NOT NULL',
  `CREATE TABLE evidence (
    digest BLOB NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    byte_offset INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    content_type TEXT NOT NULL
  )`,
  'CREATE INDEX evidence_by_day ON evidence (day)',
  `CREATE TABLE evidence_packs (
    day TEXT NOT NULL PRIMARY KEY,
    bytes INTEGER NOT NULL,
    dropped_at_ms INTEGER
  )`,
  `CREATE TABLE sighting_devices (
    device_id TEXT NOT NULL PRIMARY KEY,
    sightings INTEGER NOT NULL,
    last_received_at_ms INTEGER NOT NULL,
    last_drift_ms INTEGER NOT NULL
  )`,
];
