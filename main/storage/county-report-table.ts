import type { Knex } from 'knex';
import { z } from 'zod';
import type { NewOutboxMessage, SummaryStore } from '../county/outbox-store.ts';
import { appendToOutbox } from './county-outbox-table.ts';
import type { Database } from './database.ts';

const markRow = z.object({ reported_until_ms: z.number() });

/** How far the periodic summaries have come. */
export class CountyReportTable implements SummaryStore {
  readonly #database: Database;
  readonly #name: string;

  constructor(database: Database, name = 'summaries') {
    this.#database = database;
    this.#name = name;
  }

  async reportedUntilMs(): Promise<number | null> {
    const row: unknown = await this.#database.read('county_reports').where({ name: this.#name }).first();
    return row === undefined ? null : markRow.parse(row).reported_until_ms;
  }

  append(messages: readonly NewOutboxMessage[], reportedUntilMs: number): Promise<void> {
    return this.#database.write(async (trx) => {
      await appendToOutbox(trx, messages);
      await this.#mark(trx, reportedUntilMs);
    });
  }

  setReportedUntil(reportedUntilMs: number): Promise<void> {
    return this.#database.write((trx) => this.#mark(trx, reportedUntilMs));
  }

  async #mark(trx: Knex, reportedUntilMs: number): Promise<void> {
    await trx('county_reports')
      .insert({ name: this.#name, reported_until_ms: reportedUntilMs })
      .onConflict('name')
      .merge();
  }
}
