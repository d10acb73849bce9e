import type { Knex } from 'knex';

/**
 * The only place where sightings are deleted: whatever is kept equal to their rows is adjusted here, in the same commit.
 * Gives how many went. At most 500 at once.
 */
export function removeSightings(trx: Knex.Transaction, ids: readonly number[]): Promise<number> {
  return trx('sightings').whereIn('id', ids).delete();
}
