import type { Knex } from 'knex';
import { z } from 'zod';
import { imageFacts, toldFacts } from '../recognition/viid/viid-records.ts';
import type { ImageFacts, ToldFacts, ViidRecords } from '../recognition/viid/viid-records.ts';
import { hours, minutes } from '../system/clock.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** As long as the journal remembers pictures by their names. */
const imageLifeMs = hours(6);
const mostImagesPerDevice = 20_000;
const sweepPeriodMs = minutes(1);

/** What GA/T 1400 devices said of pictures to come, and of themselves. */
export class ViidTable {
  readonly #database: Database;
  #sweptAtMs = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  readonly images: ViidRecords['images'] = {
    save: (deviceId, images, atMs) => this.#saveImages(deviceId, images, atMs),
    find: (deviceId, imageId) => this.#findImage(deviceId, imageId),
  };

  readonly told: ViidRecords['told'] = {
    all: () => this.#allTold(),
    save: (deviceId, facts, atMs) => this.#saveTold(deviceId, facts, atMs),
  };

  async #saveImages(
    deviceId: string,
    images: readonly { imageId: string; facts: ImageFacts }[],
    atMs: number,
  ): Promise<void> {
    if (images.length === 0) return;
    await this.#database.write(async (trx) => {
      for (const { imageId, facts } of images) {
        await trx('viid_images')
          .insert({ device_id: deviceId, image_id: imageId, facts_json: JSON.stringify(facts), told_at_ms: atMs })
          .onConflict(['device_id', 'image_id'])
          .merge();
      }
      if (Math.abs(atMs - this.#sweptAtMs) < sweepPeriodMs) return;
      this.#sweptAtMs = atMs;
      await forgetImages(trx, atMs - imageLifeMs, deviceId);
    });
  }

  async #findImage(deviceId: string, imageId: string): Promise<ImageFacts | null> {
    const row: unknown = await this.#database
      .read('viid_images')
      .where({ device_id: deviceId, image_id: imageId })
      .first('facts_json');
    return row === undefined ? null : imageRow.parse(row).facts_json;
  }

  async #allTold(): Promise<{ deviceId: string; facts: ToldFacts; atMs: number }[]> {
    const rows: unknown = await this.#database.read('viid_devices').orderBy('device_id').select();
    return toldRows.parse(rows);
  }

  async #saveTold(deviceId: string, facts: ToldFacts, atMs: number): Promise<void> {
    const row = { device_id: deviceId, facts_json: JSON.stringify(facts), told_at_ms: atMs };
    await this.#database.write((trx) => trx('viid_devices').insert(row).onConflict('device_id').merge());
  }
}

async function forgetImages(trx: Knex.Transaction, beforeMs: number, deviceId: string): Promise<void> {
  await trx('viid_images').where('told_at_ms', '<', beforeMs).delete();
  const newest: unknown = await trx('viid_images')
    .where({ device_id: deviceId })
    .orderBy('told_at_ms', 'desc')
    .offset(mostImagesPerDevice - 1)
    .first('told_at_ms');
  if (newest === undefined) return;
  const { told_at_ms: oldestKept } = z.object({ told_at_ms: z.number().int() }).parse(newest);
  await trx('viid_images').where({ device_id: deviceId }).where('told_at_ms', '<', oldestKept).delete();
}

const imageRow = z.object({ facts_json: jsonColumn.pipe(imageFacts) });
const toldRows = z.array(
  z
    .object({ device_id: z.string(), facts_json: jsonColumn.pipe(toldFacts), told_at_ms: z.number().int() })
    .transform((row) => ({ deviceId: row.device_id, facts: row.facts_json, atMs: row.told_at_ms })),
);
