import type { Knex } from 'knex';
import { z } from 'zod';
import { picture as pictureSchema, pictureRole } from '#contract/sighting.ts';
import type { Picture } from '#contract/sighting.ts';
import { withPicture } from '../journal/apart-pictures.ts';
import type {
  ApartFacts,
  ApartPictures,
  ApartPictureStore,
  AwaitedPicture,
  NamedPicture,
  PictureName,
} from '../journal/apart-pictures.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** Two values each; SQLite takes 32,766. */
const maxNames = 2000;

/** The rows of pictures and sightings that wait for each other. They are written with their group, below. */
export class ApartPictureTable implements ApartPictureStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async came(names: readonly PictureName[]): Promise<NamedPicture[]> {
    return namedRows.parse(await this.#find('named_pictures', names));
  }

  async awaiting(names: readonly PictureName[]): Promise<AwaitedPicture[]> {
    return awaitedRows.parse(await this.#find('awaited_pictures', names));
  }

  async forget(beforeMs: number, mostPerDevice: number): Promise<{ awaited: number; unclaimed: number }> {
    return this.#database.write(async (trx) => {
      // Named pictures that a sighting has are forgotten without being missed, so only the others are counted.
      const unclaimed = await countUnclaimed(trx);
      const awaited = await forgetRows(trx, 'awaited_pictures', 'since_ms', beforeMs, mostPerDevice);
      await forgetRows(trx, 'named_pictures', 'came_at_ms', beforeMs, mostPerDevice);
      return { awaited, unclaimed: unclaimed - (await countUnclaimed(trx)) };
    });
  }

  async facts(): Promise<ApartFacts[]> {
    const rows: unknown = await this.#database.read.raw(
      `SELECT device_id AS deviceId, sum(awaited) AS awaited, sum(unclaimed) AS unclaimed FROM (
         SELECT device_id, count(*) AS awaited, 0 AS unclaimed FROM awaited_pictures GROUP BY device_id
         UNION ALL
         SELECT device_id, 0, count(*) FROM named_pictures WHERE claimed = 0 GROUP BY device_id
       ) GROUP BY device_id`,
    );
    return factsRows.parse(rows);
  }

  async #find(table: 'named_pictures' | 'awaited_pictures', names: readonly PictureName[]): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let start = 0; start < names.length; start += maxNames) {
      const some = names.slice(start, start + maxNames);
      const rows: unknown[] = await this.#database.read.raw(
        `SELECT * FROM ${table} WHERE (device_id, name) IN (VALUES ${some.map(() => '(?, ?)').join(', ')})`,
        some.flatMap(({ deviceId, name }) => [deviceId, name]),
      );
      found.push(...rows);
    }
    return found;
  }
}

/** Repeatable, as the group it belongs to: what is joined already stays as it is. */
export async function writeApartPictures(trx: Knex.Transaction, apart: ApartPictures): Promise<void> {
  for (const { deviceId, name, sightingId, role, sinceMs } of apart.awaited) {
    await trx('awaited_pictures')
      .insert({ device_id: deviceId, name, sighting_id: sightingId, role, since_ms: sinceMs })
      .onConflict()
      .ignore();
  }
  for (const { deviceId, name, picture, atMs, joins, claimed } of apart.come) {
    for (const { sightingId, role } of joins) await joinPicture(trx, sightingId, { ...picture, role });
    await trx('named_pictures')
      .insert({ device_id: deviceId, name, picture_json: JSON.stringify(picture), claimed, came_at_ms: atMs })
      .onConflict()
      .ignore();
    await trx('awaited_pictures').where({ device_id: deviceId, name }).delete();
  }
  for (const { deviceId, name } of apart.claimed) {
    await trx('named_pictures').where({ device_id: deviceId, name }).update({ claimed: true });
  }
}

/** Nothing to do when retention has removed the sighting. */
async function joinPicture(trx: Knex.Transaction, sightingId: number, picture: Picture): Promise<void> {
  const row: unknown = await trx('sightings').where({ id: sightingId }).first('pictures_json');
  if (row === undefined) return;
  const { pictures_json: pictures } = picturesRow.parse(row);
  await trx('sightings')
    .where({ id: sightingId })
    .update({ pictures_json: JSON.stringify(withPicture(pictures, picture)) });
}

async function countUnclaimed(trx: Knex.Transaction): Promise<number> {
  const rows: unknown = await trx('named_pictures').where({ claimed: false }).count('* as n');
  return z.array(z.object({ n: z.number().int() })).parse(rows)[0]?.n ?? 0;
}

async function forgetRows(
  trx: Knex.Transaction,
  table: 'awaited_pictures' | 'named_pictures',
  age: 'since_ms' | 'came_at_ms',
  beforeMs: number,
  mostPerDevice: number,
): Promise<number> {
  let gone: number = await trx(table).where(age, '<', beforeMs).delete();
  const crowded: unknown = await trx(table)
    .groupBy('device_id')
    .having(trx.raw('count(*) > ?', [mostPerDevice]))
    .select('device_id');
  for (const { device_id: deviceId } of z.array(z.object({ device_id: z.string() })).parse(crowded)) {
    const rest: unknown = await trx(table)
      .where({ device_id: deviceId })
      .orderBy(age, 'desc')
      .offset(mostPerDevice - 1)
      .first(`${age} as atMs`);
    const oldestKept = z.object({ atMs: z.number().int() }).parse(rest).atMs;
    gone += await trx(table).where({ device_id: deviceId }).where(age, '<', oldestKept).delete();
  }
  return gone;
}

const namedRows = z.array(
  z
    .object({ device_id: z.string(), name: z.string(), picture_json: jsonColumn.pipe(pictureSchema) })
    .transform(({ device_id: deviceId, name, picture_json: picture }) => ({ deviceId, name, picture })),
);
const awaitedRows = z.array(
  z
    .object({
      device_id: z.string(),
      name: z.string(),
      sighting_id: z.number().int(),
      role: pictureRole,
      since_ms: z.number().int(),
    })
    .transform((row) => ({
      ...{ deviceId: row.device_id, name: row.name, sightingId: row.sighting_id },
      ...{ role: row.role, sinceMs: row.since_ms },
    })),
);
const factsRows = z.array(z.object({ deviceId: z.string(), awaited: z.number().int(), unclaimed: z.number().int() }));
const picturesRow = z.object({ pictures_json: jsonColumn.pipe(z.array(pictureSchema)) });
