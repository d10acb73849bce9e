import type { Migration } from './index.ts';

export const onvifMigration: Migration = {
  name: '007-onvif',
  async up(knex) {
    await knex.raw(`CREATE TABLE camera_onvif (
      camera_id TEXT NOT NULL PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE,
      host TEXT NOT NULL,
      port INTEGER NOT NULL,
      path TEXT NOT NULL,
      user TEXT NOT NULL,
      password_sealed TEXT NOT NULL,
      source TEXT NOT NULL,
      main_profile TEXT NOT NULL,
      sub_profile TEXT,
      ptz_profile TEXT,
      snapshot_port INTEGER,
      snapshot_path TEXT,
      facts_json TEXT NOT NULL
    )`);
  },
};
