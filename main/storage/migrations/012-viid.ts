import type { Migration } from './index.ts';

export const viidMigration: Migration = {
  name: '012-viid',
  async up(knex) {
    for (const statement of statements) await knex.raw(statement);
  },
};

const statements = [
  `CREATE TABLE awaited_pictures (
    device_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sighting_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    PRIMARY KEY (device_id, name, sighting_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX awaited_pictures_by_age ON awaited_pictures (since_ms)',
  `CREATE TABLE named_pictures (
    device_id TEXT NOT NULL,
    name TEXT NOT NULL,
    picture_json TEXT NOT NULL,
    claimed BOOLEAN NOT NULL,
    came_at_ms INTEGER NOT NULL,
    PRIMARY KEY (device_id, name)
  ) WITHOUT ROWID`,
  'CREATE INDEX named_pictures_by_age ON named_pictures (came_at_ms)',
  `CREATE TABLE viid_images (
    device_id TEXT NOT NULL,
    image_id TEXT NOT NULL,
    facts_json TEXT NOT NULL,
    told_at_ms INTEGER NOT NULL,
    PRIMARY KEY (device_id, image_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX viid_images_by_age ON viid_images (told_at_ms)',
  `CREATE TABLE viid_devices (
    device_id TEXT NOT NULL PRIMARY KEY,
    facts_json TEXT NOT NULL,
    told_at_ms INTEGER NOT NULL
  )`,
];
