import type { Knex } from 'knex';

/** Adds a row, or changes the one of this number. Null: there is none, or another one has the name. */
export async function saveNamedRow(
  trx: Knex.Transaction,
  table: string,
  id: number | null,
  row: { name: string } & Record<string, unknown>,
): Promise<number | null> {
  const namesake: unknown = await trx(table)
    .where({ name: row.name })
    .whereNot('id', id ?? 0)
    .first();
  if (namesake !== undefined) return null;
  if (id === null) {
    const [added] = await trx(table).insert(row);
    return Number(added);
  }
  return (await trx(table).where({ id }).update(row)) === 0 ? null : id;
}
