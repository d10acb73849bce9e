import type { Knex } from 'knex';
import { z } from 'zod';
import { sightingKind, sightingKinds } from '#contract/sighting.ts';
import type { Sighting, SightingKind } from '#contract/sighting.ts';
import type { PackedGroup } from '../journal/evidence.ts';
import type { DeviceFacts, JournalStore, SightingKey } from '../journal/journal-store.ts';
import { writeApartPictures } from './apart-picture-table.ts';
import type { Database } from './database.ts';
import { rowOf, sightingColumns, sightingOf } from './journal-rows.ts';
import type { SightingBlocks } from './sighting-blocks.ts';

/** Values bound in one statement; SQLite takes 32,766, and longer statements gain nothing. */
const maxBindings = 4000;

/** The journal's rows in the database. */
export class JournalTable implements JournalStore {
  readonly #database: Database;
  readonly #blocks: SightingBlocks;

  constructor(database: Database, blocks: SightingBlocks) {
    this.#database = database;
    this.#blocks = blocks;
  }

  /** Repeatable: rows that are already there are left as they are. */
  async commit(group: PackedGroup): Promise<void> {
    const { day, sightings, pictures, apart, packBytes } = group;
    const evidenceRows = pictures.map(({ digest, offset, bytes, contentType }) => [
      Buffer.from(digest, 'hex'),
      day,
      offset,
      bytes,
      contentType,
    ]);
    // Replayable: the pack holds this group already, synced, and gives it back after a power cut.
    await this.#database.write(async (trx) => {
      // A picture seen before on an earlier day moves to this one: it must outlive that day's pack.
      await insertRows(
        trx,
        `INSERT INTO evidence (digest, day, byte_offset, bytes, content_type) VALUES`,
        evidenceRows,
        'ON CONFLICT (digest) DO UPDATE SET day = excluded.day, byte_offset = excluded.byte_offset',
      );
      await insertRows(
        trx,
        `INSERT INTO sightings (${sightingColumns.join(', ')}) VALUES`,
        sightings.map(rowOf),
        'ON CONFLICT DO NOTHING',
      );
      if (apart !== undefined) await writeApartPictures(trx, apart);
      await insertRows(
        trx,
        'INSERT INTO sighting_devices (device_id, sightings, last_received_at_ms, last_drift_ms) VALUES',
        deviceRows(sightings),
        `ON CONFLICT (device_id) DO UPDATE SET sightings = sighting_devices.sightings + excluded.sightings,
          last_received_at_ms = excluded.last_received_at_ms, last_drift_ms = excluded.last_drift_ms`,
      );
      await insertRows(
        trx,
        'INSERT INTO evidence_packs (day, bytes) VALUES',
        [[day, packBytes]],
        'ON CONFLICT (day) DO UPDATE SET bytes = excluded.bytes, dropped_at_ms = NULL',
      );
    }, 'replayable');
    await this.#blocks.add(sightings);
  }

  async known(keys: readonly SightingKey[]): Promise<Sighting[]> {
    const found: Sighting[] = [];
    for (const some of chunks(keys, maxBindings / 2)) {
      const tuples = some.map(() => '(?, ?)').join(', ');
      const rows: unknown[] = await this.#database.read.raw(
        `SELECT * FROM sightings WHERE (device_id, object_id) IN (VALUES ${tuples})`,
        some.flatMap(({ deviceId, objectId }) => [deviceId, objectId]),
      );
      found.push(...rows.map(sightingOf));
    }
    return found;
  }

  async lastId(): Promise<number> {
    // The sequence also remembers numbers whose sightings retention has removed.
    const rows: unknown = await this.#database.read.raw("SELECT seq FROM sqlite_sequence WHERE name = 'sightings'");
    return z.array(z.object({ seq: z.number().int() })).parse(rows)[0]?.seq ?? 0;
  }

  async find(id: number): Promise<Sighting | null> {
    const row: unknown = await this.#database.read('sightings').where({ id }).first();
    return row === undefined ? null : sightingOf(row);
  }

  async after(id: number, limit: number): Promise<Sighting[]> {
    const rows: unknown[] = await this.#database.read('sightings').where('id', '>', id).orderBy('id').limit(limit);
    return rows.map(sightingOf);
  }

  async counts(fromMs: number, toMs: number): Promise<Record<SightingKind, number>> {
    // A month of a large unit is millions of index entries.
    const rows: unknown = await this.#database
      .scan('sightings')
      .where('received_at_ms', '>=', fromMs)
      .where('received_at_ms', '<', toMs)
      .groupBy('kind')
      .select('kind')
      .count('* as sightings');
    const found = z.array(z.object({ kind: sightingKind, sightings: z.number().int() })).parse(rows);
    const of = new Map(found.map(({ kind, sightings }) => [kind, sightings]));
    return Object.fromEntries(sightingKinds.map((kind) => [kind, of.get(kind) ?? 0])) as Record<SightingKind, number>;
  }

  async devices(): Promise<DeviceFacts[]> {
    const rows: unknown = await this.#database
      .read('sighting_devices')
      .orderBy('device_id')
      .select(
        'device_id as deviceId',
        'sightings',
        'last_received_at_ms as lastReceivedAtMs',
        'last_drift_ms as lastDriftMs',
      );
    return z.array(deviceFacts).parse(rows);
  }
}

const deviceFacts = z.object({
  deviceId: z.string(),
  sightings: z.number().int(),
  lastReceivedAtMs: z.number().int(),
  lastDriftMs: z.number().int(),
});

function deviceRows(sightings: readonly Sighting[]): (string | number)[][] {
  const devices = new Map<string, { sightings: number; newest: Sighting }>();
  for (const newest of sightings) {
    devices.set(newest.deviceId, { sightings: (devices.get(newest.deviceId)?.sightings ?? 0) + 1, newest });
  }
  return [...devices].map(([deviceId, { sightings: count, newest }]) => [
    deviceId,
    count,
    newest.receivedAtMs,
    newest.seenAtMs - newest.receivedAtMs,
  ]);
}

type Value = string | number | Buffer | null;

async function insertRows(
  trx: Knex.Transaction,
  insert: string,
  rows: readonly (readonly Value[])[],
  onConflict: string,
): Promise<void> {
  const width = rows[0]?.length ?? 1;
  const tuple = `(${Array.from({ length: width }, () => '?').join(', ')})`;
  for (const some of chunks(rows, Math.floor(maxBindings / width))) {
    await trx.raw(
      `${insert} ${some.map(() => tuple).join(', ')} ${onConflict}`,
      some.flatMap((row) => row),
    );
  }
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
