import type { Migration } from './index.ts';

export const camerasMigration: Migration = {
  name: '002-cameras',
  async up(knex) {
    await knex.raw(`CREATE TABLE cameras (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      point TEXT NOT NULL,
      main_address TEXT NOT NULL,
      main_sealed TEXT,
      sub_address TEXT,
      sub_sealed TEXT,
      provisioned BOOLEAN NOT NULL,
      position INTEGER NOT NULL
    )`);
  },
};
