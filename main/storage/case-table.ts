import type { Knex } from 'knex';
import { z } from 'zod';
import { caseItem, unitCase } from '#contract/retention.ts';
import type { CaseItem, NewCase, UnitCase } from '#contract/retention.ts';
import type { CaseChange, CaseStore } from '../journal/case-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const caseRow = z.object({
  id: z.number(),
  title: z.string(),
  reason: z.string(),
  opened_by: z.string(),
  opened_at_ms: z.number(),
  closed_by: z.string().nullable(),
  closed_at_ms: z.number().nullable(),
});
const itemRow = z.object({
  case_id: z.number(),
  kind: z.string(),
  item_id: z.number(),
  added_by: z.string(),
  added_at_ms: z.number(),
});
const copiesRow = z.object({ caseId: z.number(), copies: z.number() });
const shownPictures = z.array(z.object({ digest: z.string() }));
const shownSightings = z.array(z.object({ id: z.number(), pictures: shownPictures }));

const tableOf = { sighting: 'sightings', alarm: 'alarms', clip: 'clips' } as const;

/** Cases and what they hold. */
export class CaseTable implements CaseStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(limit: number): Promise<UnitCase[]> {
    const { read } = this.#database;
    const rows: unknown[] = await read('cases')
      .orderByRaw('closed_at_ms IS NOT NULL')
      .orderBy('id', 'desc')
      .limit(limit);
    return casesOf(read, rows);
  }

  async find(caseId: number): Promise<UnitCase | null> {
    const { read } = this.#database;
    return (await casesOf(read, await read('cases').where({ id: caseId })))[0] ?? null;
  }

  open({ title, reason }: NewCase, by: string, atMs: number): Promise<UnitCase> {
    return this.#database.write(async (trx) => {
      const [id = 0] = await trx('cases').insert({ title, reason, opened_by: by, opened_at_ms: atMs });
      return one(trx, id);
    });
  }

  add({ caseId, item, by, atMs, most }: Parameters<CaseStore['add']>[0]): Promise<CaseChange> {
    return this.#change(caseId, async (trx) => {
      const key = { case_id: caseId, kind: item.kind, item_id: item.id };
      if ((await trx('case_items').where(key).first('item_id')) !== undefined) return 'unchanged';
      if ((await trx(tableOf[item.kind]).where({ id: item.id }).first('id')) === undefined) return 'no-such-item';
      const row: unknown = await trx('case_items').where({ case_id: caseId }).count({ items: '*' }).first();
      if (z.object({ items: z.number() }).parse(row).items >= most) return 'too-many';
      await trx('case_items').insert({ ...key, added_by: by, added_at_ms: atMs });
      return 'changed';
    });
  }

  remove({ caseId, item }: Parameters<CaseStore['remove']>[0]): Promise<CaseChange> {
    return this.#change(caseId, async (trx) => {
      const key = { case_id: caseId, kind: item.kind, item_id: item.id };
      return (await trx('case_items').where(key).delete()) === 0 ? 'no-such-item' : 'changed';
    });
  }

  close({ caseId, by, atMs }: Parameters<CaseStore['close']>[0]): Promise<CaseChange> {
    return this.#change(caseId, async (trx) => {
      await trx('cases').where({ id: caseId }).update({ closed_by: by, closed_at_ms: atMs });
      return 'changed';
    });
  }

  async picturesOf(item: CaseItem): Promise<{ digest: string; sightingId: number }[]> {
    const { read } = this.#database;
    if (item.kind === 'clip') return [];
    if (item.kind === 'sighting') {
      const row: unknown = await read('sightings').where({ id: item.id }).first('pictures_json');
      const shape = z.object({ pictures_json: jsonColumn.pipe(shownPictures) }).optional();
      return (shape.parse(row)?.pictures_json ?? []).map(({ digest }) => ({ digest, sightingId: item.id }));
    }
    const row: unknown = await read('alarms').where({ id: item.id }).first('sightings_json');
    const shape = z.object({ sightings_json: jsonColumn.pipe(shownSightings) }).optional();
    const shown = shape.parse(row)?.sightings_json ?? [];
    return shown.flatMap(({ id, pictures }) => pictures.map(({ digest }) => ({ digest, sightingId: id })));
  }

  #change(
    caseId: number,
    change: (trx: Knex.Transaction) => Promise<'changed' | 'unchanged' | 'no-such-item' | 'too-many'>,
  ): Promise<CaseChange> {
    return this.#database.write(async (trx) => {
      const row: unknown = await trx('cases').where({ id: caseId }).first();
      if (row === undefined) return { outcome: 'no-such-case' };
      if (caseRow.parse(row).closed_at_ms !== null) return { outcome: 'closed' };
      const outcome = await change(trx);
      if (outcome !== 'changed' && outcome !== 'unchanged') return { outcome };
      return { outcome, case: await one(trx, caseId) };
    });
  }
}

async function one(trx: Knex, id: number): Promise<UnitCase> {
  const [found] = await casesOf(trx, await trx('cases').where({ id }));
  if (found === undefined) throw new Error(`case ${id} is gone`);
  return found;
}

async function casesOf(read: Knex, rows: readonly unknown[]): Promise<UnitCase[]> {
  const cases = rows.map((row) => caseRow.parse(row));
  const ids = cases.map(({ id }) => id);
  const items: unknown = await read('case_items').whereIn('case_id', ids).orderBy(['added_at_ms', 'kind', 'item_id']);
  const itemsOf = Map.groupBy(z.array(itemRow).parse(items), ({ case_id: caseId }) => caseId);
  const copies = await copiesOf(read, ids);
  return cases.map((row) =>
    unitCase.parse({
      ...{ id: row.id, title: row.title, reason: row.reason, openedBy: row.opened_by, openedAtMs: row.opened_at_ms },
      closed: row.closed_at_ms === null ? null : { by: row.closed_by, atMs: row.closed_at_ms },
      items: (itemsOf.get(row.id) ?? []).map((each) => ({
        item: caseItem.parse({ kind: each.kind, id: each.item_id }),
        addedBy: each.added_by,
        addedAtMs: each.added_at_ms,
      })),
      copiedPictures: copies.get(row.id) ?? 0,
    }),
  );
}

/** Pictures copied out for the sightings of a case: its own, and those of its alarms. */
async function copiesOf(read: Knex, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const places = ids.map(() => '?').join(', ');
  const rows: unknown = await read.raw(
    `SELECT held.case_id AS caseId, count(DISTINCT kept_pictures.digest) AS copies
      FROM (
        SELECT case_id, item_id AS sighting_id FROM case_items WHERE kind = 'sighting' AND case_id IN (${places})
        UNION
        SELECT case_id, alarm_sightings.sighting_id FROM case_items
          JOIN alarm_sightings ON alarm_sightings.alarm_id = case_items.item_id
          WHERE kind = 'alarm' AND case_id IN (${places})
      ) AS held
      JOIN kept_pictures ON kept_pictures.sighting_id = held.sighting_id
      GROUP BY held.case_id`,
    [...ids, ...ids],
  );
  return new Map(
    z
      .array(copiesRow)
      .parse(rows)
      .map(({ caseId, copies }) => [caseId, copies]),
  );
}
