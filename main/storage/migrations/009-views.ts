import type { Migration } from './index.ts';

export const viewsMigration: Migration = {
  name: '009-views',
  async up(knex) {
    await knex.raw(`CREATE TABLE wall_views (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      layout INTEGER NOT NULL,
      tiles_json TEXT NOT NULL,
      patrol_seconds INTEGER,
      saved_by TEXT NOT NULL,
      saved_at_ms INTEGER NOT NULL
    )`);
    await knex.raw('CREATE UNIQUE INDEX wall_views_by_name ON wall_views (name)');
  },
};
