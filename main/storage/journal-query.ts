import { sightingKinds } from '#contract/sighting.ts';
import type { SightingFilter } from '../journal/journal-store.ts';

export interface Query {
  sql: string;
  bindings: (string | number)[];
}

/**
 * The newest sightings a filter lets through, as SQL whose every part reads one index from its end and stops at the
 * limit: a page costs the same among five thousand sightings as among five million.
 *
 * Several kinds are several walks merged; one walk over all kinds that skips the unwanted would, for a rare kind, read
 * the whole table.
 */
export function latestQuery(filter: SightingFilter): Query {
  const { kinds, plate, hitsOnly, limit } = filter;
  const cameraId = filter.cameraIds?.[0];
  const named = kinds === undefined || kinds.length === 0 ? null : [...new Set(kinds)];
  if (plate !== undefined) {
    // Few sightings have one plate: its own index finds them, the rest of the filter sifts them.
    const sifted: Condition[] = [['plate = ?', plate]];
    // The plus keeps the planner from taking the camera's or the kind's index instead.
    if (cameraId !== undefined) sifted.push(['+camera_id = ?', cameraId]);
    if (named !== null) sifted.push([`+kind IN (${named.map(() => '?').join(', ')})`, ...named]);
    if (hitsOnly === true) sifted.push(['+alarm_id IS NOT NULL']);
    return walk(sifted, filter.before, limit);
  }
  const common: Condition[] = [];
  if (cameraId !== undefined) common.push(['camera_id = ?', cameraId]);
  if (hitsOnly === true) common.push(['alarm_id IS NOT NULL']);
  if (named === null && common.length === 0) return walk([], filter.before, limit);
  const walks = (named ?? sightingKinds).map((kind) => walk([...common, ['kind = ?', kind]], filter.before, limit));
  return {
    sql: `${walks.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ALL ')} ORDER BY id DESC LIMIT ?`,
    bindings: [...walks.flatMap(({ bindings }) => bindings), limit],
  };
}

type Condition = readonly [sql: string, ...bindings: (string | number)[]];

function walk(conditions: readonly Condition[], before: number | undefined, limit: number): Query {
  const all: readonly Condition[] = before === undefined ? conditions : [...conditions, ['id < ?', before]];
  const where = all.length === 0 ? '' : ` WHERE ${all.map(([sql]) => sql).join(' AND ')}`;
  return {
    sql: `SELECT * FROM sightings${where} ORDER BY id DESC LIMIT ?`,
    bindings: [...all.flatMap(([, ...bindings]) => bindings), limit],
  };
}
