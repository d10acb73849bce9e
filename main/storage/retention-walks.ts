import type { Knex } from 'knex';
import { z } from 'zod';
import type { RetainedKind } from '#contract/retention.ts';
import type { Cursor, DeletionStep, HeldBack, Holds, Walk } from '../journal/retention-store.ts';
import { removeSightings } from './sighting-removal.ts';

/** Rows looked at, and at most deleted, in one commit: what captures may have to wait for. */
export const rowsInStep = 250;

interface Removed {
  removed: number[];
  /** Files of what went, and their length. */
  files: number;
  bytes: number;
  held: HeldBack;
}
interface WalkSteps {
  kind: RetainedKind;
  /** The next records past the instant, oldest first; from a reader, outside the commit. */
  candidates(read: Knex, step: DeletionStep): Promise<{ found: number[]; next: Cursor | null }>;
  /** Deletes those that nothing holds; what a case holds is looked up here, in the commit. */
  remove(trx: Knex.Transaction, ids: readonly number[], holds: Holds): Promise<Removed>;
}

const candidateRow = z.object({ id: z.number(), atMs: z.number() });
const linkRow = z.object({ id: z.number(), alarmId: z.number() });
const nothingHeld = (): HeldBack => ({ cases: 0, county: 0, unresolved: 0 });

export const walks: Readonly<Record<Walk, WalkSteps>> = {
  sightings: {
    kind: 'sightings',
    candidates: (read, step) =>
      page(
        read('sightings')
          // The plus keeps the planner on the index by receipt.
          .whereRaw('+sightings.id <= ?', [step.holds.judgedUpTo])
          .select({ id: 'id', atMs: 'received_at_ms' }),
        step,
        'received_at_ms',
      ),
    async remove(trx, ids, holds) {
      const links = await linksOf(trx('alarm_sightings').whereIn('sighting_id', ids), 'sighting_id');
      const { free, held } = await sift(trx, 'sighting', ids, links, holds);
      await removeSightings(trx, free);
      return { removed: free, files: 0, bytes: 0, held };
    },
  },
  clips: {
    kind: 'footage',
    candidates: (read, step) =>
      page(read('clips').whereNot({ state: 'recording' }).select({ id: 'id', atMs: 'until_ms' }), step, 'until_ms'),
    async remove(trx, ids, holds) {
      const links = await linksOf(trx('clip_alarms').whereIn('clip_id', ids), 'clip_id');
      const { free, held } = await sift(trx, 'clip', ids, links, holds);
      const files = await filesOf(trx('clips').whereIn('id', free).where({ state: 'ready' }));
      await trx('clips').whereIn('id', free).delete();
      return { removed: free, ...files, held };
    },
  },
  snapshots: {
    kind: 'footage',
    candidates: (read, step) => page(read('snapshots').select({ id: 'id', atMs: 'taken_at_ms' }), step, 'taken_at_ms'),
    async remove(trx, ids) {
      const files = await filesOf(trx('snapshots').whereIn('id', ids));
      await trx('snapshots').whereIn('id', ids).delete();
      return { removed: [...ids], ...files, held: nothingHeld() };
    },
  },
  alarms: {
    kind: 'alarms',
    candidates: (read, step) =>
      page(
        read('alarms').where({ state: 'resolved' }).select({ id: 'id', atMs: 'resolved_at_ms' }),
        step,
        'resolved_at_ms',
      ),
    async remove(trx, ids, holds) {
      const links = ids.map((id) => ({ id, alarmId: id }));
      const { free, held } = await sift(trx, 'alarm', ids, links, holds);
      // Its events and its links to sightings go with it.
      await trx('alarms').whereIn('id', free).delete();
      return { removed: free, files: 0, bytes: 0, held };
    },
  },
  looks: {
    kind: 'audit',
    candidates: (read, step) => page(read('retrievals').select({ id: 'id', atMs: 'at_ms' }), step, 'at_ms'),
    async remove(trx, ids) {
      // Who looked at a picture that is kept for a case is told for as long as the picture is.
      const kept: unknown = await trx('retrievals')
        .whereIn('id', ids)
        .whereRaw('EXISTS (SELECT 1 FROM kept_pictures WHERE kept_pictures.digest = unhex(retrievals.digest))')
        .pluck('id');
      const stay = new Set(z.array(z.number()).parse(kept));
      const free = ids.filter((id) => !stay.has(id));
      await trx('retrievals').whereIn('id', free).delete();
      return { removed: free, files: 0, bytes: 0, held: { ...nothingHeld(), cases: stay.size } };
    },
  },
};

async function page(
  query: Knex.QueryBuilder,
  { beforeMs, after }: DeletionStep,
  column: string,
): Promise<{ found: number[]; next: Cursor | null }> {
  void query.where(column, '<', beforeMs).orderBy([column, 'id']).limit(rowsInStep);
  if (after !== null) void query.whereRaw('(??, id) > (?, ?)', [column, after.atMs, after.id]);
  const rows: unknown = await query;
  const found = z.array(candidateRow).parse(rows);
  const last = found.at(-1);
  return { found: found.map(({ id }) => id), next: found.length < rowsInStep || last === undefined ? null : last };
}

async function linksOf(query: Knex.QueryBuilder, column: string): Promise<{ id: number; alarmId: number }[]> {
  const rows: unknown = await query.select({ id: column, alarmId: 'alarm_id' });
  return z.array(linkRow).parse(rows);
}

/** Tells what nothing holds from what an open case, the county or an unresolved alarm does: directly, or by its alarm. */
async function sift(
  trx: Knex.Transaction,
  kind: 'sighting' | 'clip' | 'alarm',
  ids: readonly number[],
  links: readonly { id: number; alarmId: number }[],
  holds: Holds,
): Promise<{ free: number[]; held: HeldBack }> {
  const inCase = await inOpenCases(trx, kind, ids);
  const alarmsInCase = await inOpenCases(trx, 'alarm', [...new Set(links.map(({ alarmId }) => alarmId))]);
  const alarmsOf = Map.groupBy(links, ({ id }) => id);
  const held = nothingHeld();
  const free = ids.filter((id) => {
    const alarms = (alarmsOf.get(id) ?? []).map(({ alarmId }) => alarmId);
    if (inCase.has(id) || alarms.some((alarmId) => alarmsInCase.has(alarmId))) held.cases += 1;
    else if (alarms.some((alarmId) => holds.county.has(alarmId))) held.county += 1;
    else if (alarms.some((alarmId) => holds.unresolved.has(alarmId))) held.unresolved += 1;
    else return true;
    return false;
  });
  return { free, held };
}

async function inOpenCases(trx: Knex.Transaction, kind: string, ids: readonly number[]): Promise<Set<number>> {
  const found: unknown = await trx('case_items')
    .join('cases', 'cases.id', 'case_items.case_id')
    .whereNull('cases.closed_at_ms')
    .where({ kind })
    .whereIn('item_id', [...ids])
    .pluck('item_id');
  return new Set(z.array(z.number()).parse(found));
}

async function filesOf(query: Knex.QueryBuilder): Promise<{ files: number; bytes: number }> {
  const row: unknown = await query.count({ files: '*' }).sum({ bytes: 'bytes' }).first();
  const { files, bytes } = z.object({ files: z.number(), bytes: z.number().nullable() }).parse(row);
  return { files, bytes: bytes ?? 0 };
}
