import { z } from 'zod';
import { cameraPoint } from '#contract/camera.ts';
import type { CameraStore, StoredCamera } from '../cameras/camera-store.ts';
import type { Database } from './database.ts';

const cameraRow = z.object({
  id: z.string(),
  name: z.string(),
  point: cameraPoint,
  main_address: z.string(),
  main_sealed: z.string().nullable(),
  sub_address: z.string().nullable(),
  sub_sealed: z.string().nullable(),
  provisioned: z.number(),
  position: z.number(),
});
type CameraRow = z.infer<typeof cameraRow>;

export class CameraTable implements CameraStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<StoredCamera[]> {
    const rows: unknown[] = await this.#database.read('cameras').select().orderBy(['position', 'name']);
    return rows.map((row) => cameraOf(cameraRow.parse(row)));
  }

  async save({ put, remove }: { put: readonly StoredCamera[]; remove: readonly string[] }): Promise<void> {
    await this.#database.write(async (trx) => {
      for (const id of remove) await trx('cameras').where({ id }).delete();
      for (const camera of put) await trx('cameras').insert(rowOf(camera)).onConflict('id').merge();
    });
  }
}

function cameraOf(row: CameraRow): StoredCamera {
  return {
    id: row.id,
    name: row.name,
    point: row.point,
    main: { address: row.main_address, sealed: row.main_sealed },
    sub: row.sub_address === null ? null : { address: row.sub_address, sealed: row.sub_sealed },
    provisioned: row.provisioned === 1,
    position: row.position,
  };
}

function rowOf(camera: StoredCamera): CameraRow {
  return {
    id: camera.id,
    name: camera.name,
    point: camera.point,
    main_address: camera.main.address,
    main_sealed: camera.main.sealed,
    sub_address: camera.sub?.address ?? null,
    sub_sealed: camera.sub?.sealed ?? null,
    provisioned: Number(camera.provisioned),
    position: camera.position,
  };
}
