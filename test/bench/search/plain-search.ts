/** The other side: the same questions put to the same rows with LIKE and GROUP BY, as is usually done first. */
import sqlite3 from 'sqlite3';
import type { SightingFilter } from '../../../preload/contract/search.ts';

export class PlainSearch {
  readonly #database: sqlite3.Database;

  constructor(file: string) {
    this.#database = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  }

  /** Milliseconds for the first page. */
  async page(filter: SightingFilter, limit: number): Promise<number> {
    const { where, values } = conditions(filter);
    return this.#time(`SELECT * FROM sightings WHERE ${where} ORDER BY id DESC LIMIT ${limit}`, values);
  }

  async hours(filter: SightingFilter): Promise<number> {
    const { where, values } = conditions(filter);
    return this.#time(
      `SELECT received_at_ms / 3600000 AS hour, COUNT(*), COUNT(alarm_id) FROM sightings WHERE ${where} GROUP BY hour`,
      values,
    );
  }

  close(): Promise<void> {
    return new Promise((done, fail) => this.#database.close((error) => (error === null ? done() : fail(error))));
  }

  #time(sql: string, values: readonly (string | number)[]): Promise<number> {
    const startedMs = performance.now();
    return new Promise((done, fail) => {
      this.#database.all(sql, values, (error) => (error === null ? done(performance.now() - startedMs) : fail(error)));
    });
  }
}

function conditions(filter: SightingFilter): { where: string; values: (string | number)[] } {
  const parts: string[] = ['1'];
  const values: (string | number)[] = [];
  const add = (sql: string, ...given: (string | number)[]): void => {
    parts.push(sql);
    values.push(...given);
  };
  const among = (sql: string, wanted: readonly string[] | undefined): void => {
    if (wanted !== undefined && wanted.length > 0) add(`${sql} IN (${wanted.map(() => '?').join(', ')})`, ...wanted);
  };
  const fact = (name: string): string => `json_extract(facts_json, '$.${name}')`;
  if (filter.fromMs !== undefined) add('received_at_ms >= ?', filter.fromMs);
  if (filter.toMs !== undefined) add('received_at_ms < ?', filter.toMs);
  among('camera_id', filter.cameraIds);
  among('kind', filter.kinds);
  if (filter.plate !== undefined) add('plate LIKE ?', filter.plate.replaceAll('*', '%').replaceAll('?', '_'));
  among(fact('plateColour'), filter.plateColours);
  among(fact('vehicleColour'), filter.vehicleColours);
  among(fact('vehicleClass'), filter.vehicleClasses);
  among(fact('coatColour'), filter.coatColours);
  among(fact('behaviour'), filter.behaviours);
  if (filter.hitsOnly === true) add('alarm_id IS NOT NULL');
  return { where: parts.join(' AND '), values };
}
