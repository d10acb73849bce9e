import type { Migration } from './index.ts';

export const settingsMigration: Migration = {
  name: '006-settings',
  async up(knex) {
    await knex.schema.createTable('settings', (table) => {
      table.text('name').primary().notNullable();
      table.text('value').notNullable();
      table.boolean('sealed').notNullable();
      table.integer('changed_at_ms').notNullable();
    });
  },
};
