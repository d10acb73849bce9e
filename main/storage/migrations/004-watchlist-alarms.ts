import type { Migration } from './index.ts';

export const watchlistAlarmsMigration: Migration = {
  name: '004-watchlist-alarms',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE watchlist_entries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    plate TEXT,
    id_number TEXT,
    name TEXT,
    category TEXT NOT NULL,
    basis TEXT NOT NULL,
    priority INTEGER NOT NULL,
    valid_from_at_ms INTEGER,
    expires_at_ms INTEGER NOT NULL,
    author TEXT NOT NULL,
    approved_by TEXT,
    procedure_json TEXT NOT NULL,
    origin TEXT NOT NULL,
    note TEXT NOT NULL,
    withdrawn_at_ms INTEGER
  )`,
  'CREATE INDEX watchlist_entries_in_force ON watchlist_entries (id) WHERE withdrawn_at_ms IS NULL',
  `CREATE TABLE watchlist_changes (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES watchlist_entries (id),
    change TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms INTEGER NOT NULL,
    entry_json TEXT
  )`,
  'CREATE INDEX watchlist_changes_by_entry ON watchlist_changes (entry_id, id)',
  `CREATE TABLE alarms (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    priority INTEGER NOT NULL,
    subject TEXT NOT NULL,
    entry_json TEXT NOT NULL,
    hit_json TEXT NOT NULL,
    camera_id TEXT,
    camera_name TEXT,
    raised_at_ms INTEGER NOT NULL,
    last_seen_at_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    sightings_json TEXT NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at_ms INTEGER,
    resolved_by TEXT,
    resolved_at_ms INTEGER,
    outcome TEXT,
    note TEXT,
    steps_done_json TEXT NOT NULL,
    revision INTEGER NOT NULL
  )`,
  'CREATE UNIQUE INDEX alarms_by_revision ON alarms (revision)',
  'CREATE INDEX alarms_by_state ON alarms (state, revision)',
  'CREATE INDEX alarms_by_raising ON alarms (raised_at_ms)',
  `CREATE TABLE alarm_events (
    id INTEGER PRIMARY KEY,
    alarm_id INTEGER NOT NULL REFERENCES alarms (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    done_by TEXT NOT NULL,
    done_at_ms INTEGER NOT NULL,
    facts_json TEXT NOT NULL
  )`,
  'CREATE INDEX alarm_events_by_alarm ON alarm_events (alarm_id, id)',
  `CREATE TABLE alarm_sightings (
    alarm_id INTEGER NOT NULL REFERENCES alarms (id) ON DELETE CASCADE,
    sighting_id INTEGER NOT NULL,
    PRIMARY KEY (alarm_id, sighting_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX alarm_sightings_by_sighting ON alarm_sightings (sighting_id)',
  `CREATE TABLE alarm_numbers (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_alarm_id INTEGER NOT NULL,
    last_revision INTEGER NOT NULL
  )`,
  'INSERT INTO alarm_numbers (id, last_alarm_id, last_revision) VALUES (1, 0, 0)',
  `CREATE TRIGGER alarm_events_stand BEFORE UPDATE ON alarm_events
    BEGIN SELECT RAISE(ABORT, 'the history of an alarm is never changed'); END`,
  `CREATE TRIGGER resolved_alarms_stand BEFORE UPDATE ON alarms WHEN OLD.state = 'resolved'
    BEGIN SELECT RAISE(ABORT, 'a resolved alarm is never changed'); END`,
];
