import type { Knex } from 'knex';
import { z } from 'zod';
import { madePackage, packageReceipt, packageRequest } from '#contract/package.ts';
import type { MadePackage } from '#contract/package.ts';
import type {
  NewPackage,
  PackageContent,
  PackageFailure,
  PackageStore,
  StoredPackage,
} from '../county/packages/package-store.ts';
import { AppError } from '../system/app-error.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const packageRow = z.object({
  id: z.number(),
  from_ms: z.number(),
  to_ms: z.number(),
  request_json: jsonColumn.pipe(packageRequest),
  made_by: z.string(),
  made_by_name: z.string(),
  made_at_ms: z.number(),
  state: z.string(),
  failure: z.string().nullable(),
  file_name: z.string(),
  bytes: z.number().nullable(),
  digest: z.string().nullable(),
  manifest_digest: z.string().nullable(),
  files: z.number().nullable(),
  remarks_json: jsonColumn,
  receipt_json: jsonColumn.pipe(packageReceipt).nullable(),
});
const idRow = z.object({ id: z.number() });
const unfinishedRow = idRow.extend({ digest: z.string().nullable() });
const readyRow = idRow.extend({ made_at_ms: z.number() });

export class PackageTable implements PackageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ request, madeBy, madeByName, madeAtMs, fileNameOf }: NewPackage): Promise<StoredPackage> {
    return this.#database.write(async (trx) => {
      const [id = 0] = await trx('packages').insert({
        from_ms: request.fromMs,
        to_ms: request.toMs,
        request_json: JSON.stringify(request),
        made_by: madeBy,
        made_by_name: madeByName,
        made_at_ms: madeAtMs,
        state: 'making',
        file_name: '',
        remarks_json: '[]',
      });
      await trx('packages')
        .where({ id })
        .update({ file_name: fileNameOf(id) });
      return one(trx, id);
    });
  }

  async describe(id: number, content: PackageContent): Promise<void> {
    const { bytes, digest, manifestDigest: manifest_digest, files, remarks } = content;
    await this.#database.write((trx) =>
      trx('packages')
        .where({ id, state: 'making' })
        .update({ bytes, digest, manifest_digest, files, remarks_json: JSON.stringify(remarks) }),
    );
  }

  async finish(id: number): Promise<void> {
    await this.#database.write((trx) =>
      trx('packages').where({ id, state: 'making' }).whereNotNull('digest').update({ state: 'ready' }),
    );
  }

  async fail(id: number, failure: PackageFailure): Promise<void> {
    const nothing = { bytes: null, digest: null, manifest_digest: null, files: null };
    await this.#database.write((trx) =>
      trx('packages')
        .where({ id, state: 'making' })
        .update({ ...nothing, state: 'failed', failure }),
    );
  }

  async forgetFile(id: number): Promise<void> {
    await this.#database.write((trx) => trx('packages').where({ id, state: 'ready' }).update({ state: 'gone' }));
  }

  setReceipt(id: number, receipt: NonNullable<MadePackage['receipt']>): Promise<StoredPackage> {
    return this.#database.write(async (trx) => {
      await trx('packages')
        .where({ id })
        .update({ receipt_json: JSON.stringify(receipt) });
      return one(trx, id);
    });
  }

  async find(id: number): Promise<StoredPackage | null> {
    const row: unknown = await this.#database.read('packages').where({ id }).first();
    return row === undefined ? null : packageOf(row);
  }

  async findByManifest(manifestDigest: string): Promise<StoredPackage | null> {
    const row: unknown = await this.#database.read('packages').where({ manifest_digest: manifestDigest }).first();
    return row === undefined ? null : packageOf(row);
  }

  async page(before: number | null, limit: number): Promise<StoredPackage[]> {
    const query = this.#database.read('packages').select().orderBy('id', 'desc').limit(limit);
    const rows: unknown[] = await (before === null ? query : query.where('id', '<', before));
    return rows.map(packageOf);
  }

  async unfinished(): Promise<{ id: number; described: boolean }[]> {
    const rows: unknown[] = await this.#database.read('packages').where({ state: 'making' }).select('id', 'digest');
    return rows.map((row) => unfinishedRow.parse(row)).map(({ id, digest }) => ({ id, described: digest !== null }));
  }

  async ready(): Promise<{ id: number; madeAtMs: number }[]> {
    const rows: unknown[] = await this.#database
      .read('packages')
      .where({ state: 'ready' })
      .select('id', 'made_at_ms')
      .orderBy('id', 'desc');
    return rows.map((row) => readyRow.parse(row)).map(({ id, made_at_ms: madeAtMs }) => ({ id, madeAtMs }));
  }
}

async function one(trx: Knex, id: number): Promise<StoredPackage> {
  const row: unknown = await trx('packages').where({ id }).first();
  if (row === undefined) throw new AppError('not-found', `there is no package ${id}`);
  return packageOf(row);
}

function packageOf(row: unknown): StoredPackage {
  const read = packageRow.parse(row);
  const { reason, withOutbox, alarmIds } = read.request_json;
  return madePackage.omit({ progress: true }).parse({
    id: read.id,
    fromMs: read.from_ms,
    toMs: read.to_ms,
    ...{ reason, withOutbox, alarms: alarmIds.length },
    madeBy: read.made_by,
    madeByName: read.made_by_name,
    madeAtMs: read.made_at_ms,
    state: read.state,
    failure: read.failure,
    fileName: read.file_name,
    bytes: read.bytes,
    digest: read.digest,
    manifestDigest: read.manifest_digest,
    files: read.files,
    remarks: read.remarks_json,
    receipt: read.receipt_json,
  });
}
