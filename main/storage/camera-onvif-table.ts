import { z } from 'zod';
import { onvifFacts } from '#contract/onvif.ts';
import type { LearntOfLink, LinkedOnvif, OnvifLink, OnvifStore } from '../cameras/onvif/onvif-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const linkRow = z.object({
  camera_id: z.string(),
  host: z.string(),
  port: z.number().int(),
  path: z.string(),
  user: z.string(),
  password_sealed: z.string(),
  source: z.string(),
  main_profile: z.string(),
  sub_profile: z.string().nullable(),
  ptz_profile: z.string().nullable(),
  snapshot_port: z.number().int().nullable(),
  snapshot_path: z.string().nullable(),
  facts_json: jsonColumn.pipe(onvifFacts),
});

export class CameraOnvifTable implements OnvifStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<LinkedOnvif[]> {
    const rows: unknown[] = await this.#database.read('camera_onvif').select().orderBy('camera_id');
    return rows.map((row) => {
      const parsed = linkRow.parse(row);
      return { cameraId: parsed.camera_id, link: linkOf(parsed) };
    });
  }

  async find(cameraId: string): Promise<OnvifLink | null> {
    const row: unknown = await this.#database.read('camera_onvif').where({ camera_id: cameraId }).first();
    return row === undefined ? null : linkOf(linkRow.parse(row));
  }

  async save(cameraId: string, link: OnvifLink): Promise<void> {
    const { host, port, path, user, passwordSealed } = link;
    const row = { camera_id: cameraId, host, port, path, user, password_sealed: passwordSealed, ...columnsOf(link) };
    await this.#database.write((trx) => trx('camera_onvif').insert(row).onConflict('camera_id').merge());
  }

  async update(cameraId: string, learnt: Partial<LearntOfLink>): Promise<void> {
    const columns = columnsOf(learnt);
    await this.#database.write((trx) => trx('camera_onvif').where({ camera_id: cameraId }).update(columns));
  }

  async remove(cameraId: string): Promise<void> {
    await this.#database.write((trx) => trx('camera_onvif').where({ camera_id: cameraId }).delete());
  }
}

function linkOf(row: z.output<typeof linkRow>): OnvifLink {
  return {
    host: row.host,
    port: row.port,
    path: row.path,
    user: row.user,
    passwordSealed: row.password_sealed,
    source: row.source,
    mainProfile: row.main_profile,
    subProfile: row.sub_profile,
    ptzProfile: row.ptz_profile,
    snapshot:
      row.snapshot_port === null || row.snapshot_path === null
        ? null
        : { port: row.snapshot_port, path: row.snapshot_path },
    facts: row.facts_json,
  };
}

/** Only the columns of what is given. */
function columnsOf(learnt: Partial<LearntOfLink>): Record<string, string | number | null> {
  const { source, mainProfile, subProfile, ptzProfile, snapshot, facts } = learnt;
  return {
    ...(source === undefined ? {} : { source }),
    ...(mainProfile === undefined ? {} : { main_profile: mainProfile }),
    ...(subProfile === undefined ? {} : { sub_profile: subProfile }),
    ...(ptzProfile === undefined ? {} : { ptz_profile: ptzProfile }),
    ...(snapshot === undefined ? {} : { snapshot_port: snapshot?.port ?? null, snapshot_path: snapshot?.path ?? null }),
    ...(facts === undefined ? {} : { facts_json: JSON.stringify(facts) }),
  };
}
