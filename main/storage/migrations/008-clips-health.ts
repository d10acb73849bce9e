import type { Migration } from './index.ts';

export const clipsHealthMigration: Migration = {
  name: '008-clips-health',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE clips (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    camera_id TEXT NOT NULL,
    camera_name TEXT NOT NULL,
    stream TEXT NOT NULL,
    reason TEXT NOT NULL,
    cut_by TEXT NOT NULL,
    cut_at_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    from_ms INTEGER,
    to_ms INTEGER,
    frames INTEGER,
    bytes INTEGER,
    digest TEXT,
    codec TEXT,
    width INTEGER,
    height INTEGER,
    missing_ms INTEGER,
    shortened TEXT,
    failure TEXT,
    detail TEXT
  )`,
  'CREATE INDEX clips_by_camera ON clips (camera_id, id)',
  "CREATE INDEX clips_unfinished ON clips (id) WHERE state = 'recording'",
  `CREATE TABLE clip_alarms (
    alarm_id INTEGER NOT NULL,
    clip_id INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    PRIMARY KEY (alarm_id, clip_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX clip_alarms_by_clip ON clip_alarms (clip_id, alarm_id)',
  `CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    camera_id TEXT NOT NULL,
    camera_name TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    taken_at_ms INTEGER NOT NULL,
    stored_at_ms INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    digest TEXT NOT NULL
  )`,
  'CREATE INDEX snapshots_by_camera ON snapshots (camera_id, id)',
  `CREATE TABLE camera_conditions (
    camera_id TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    condition TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (camera_id, from_ms)
  ) WITHOUT ROWID`,
  'CREATE INDEX camera_conditions_by_end ON camera_conditions (to_ms)',
  `CREATE TABLE event_rhythm (
    camera_id TEXT NOT NULL,
    hour_start_ms INTEGER NOT NULL,
    gaps_json TEXT NOT NULL,
    last_event_at_ms INTEGER,
    PRIMARY KEY (camera_id, hour_start_ms)
  ) WITHOUT ROWID`,
  'ALTER TABLE retrievals ADD COLUMN reason TEXT',
];
