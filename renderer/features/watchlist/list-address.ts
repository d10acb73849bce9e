/** What the list is asked for, in the address of the page: back, reload and a copied link show the same. Pure. */
import { entryFilter } from '#contract/watchlist.ts';
import type { EntryFilter } from '#contract/watchlist.ts';

export interface ListQuestion {
  filter: EntryFilter;
  /** From 0. */
  page: number;
}

export const pageSize = 100;
const named = ['kind', 'category', 'status', 'origin'] as const;

export function queryOfQuestion({ filter, page }: ListQuestion): string {
  const query = new URLSearchParams();
  for (const name of named) if (filter[name] !== undefined) query.set(name, filter[name]);
  if (filter.doubtful === true) query.set('doubtful', '1');
  if (filter.text !== undefined && filter.text !== '') query.set('text', filter.text);
  if (page > 0) query.set('page', String(page + 1));
  return query.toString();
}

/** Whatever stands in the address, what comes out is whole: what is not understood is not asked for. */
export function questionOfQuery(text: string): ListQuestion {
  const query = new URLSearchParams(text);
  const filter: EntryFilter = {};
  for (const name of named) {
    const given = entryFilter.shape[name].safeParse(query.get(name) ?? undefined);
    // Each name was held against its own schema.
    if (given.success && given.data !== undefined) Object.assign(filter, { [name]: given.data });
  }
  if (query.get('doubtful') === '1') filter.doubtful = true;
  const wanted = (query.get('text') ?? '').trim().slice(0, 64);
  if (wanted !== '') filter.text = wanted;
  const page = /^[1-9]\d{0,5}$/.test(query.get('page') ?? '') ? Number(query.get('page')) - 1 : 0;
  return { filter, page };
}

export const isAsking = (filter: EntryFilter): boolean => Object.keys(filter).length > 0;

/** With one member changed, from the first page on; `undefined` asks for nothing. */
export function asking(question: ListQuestion, change: { [K in keyof EntryFilter]?: EntryFilter[K] | undefined }) {
  const filter = Object.fromEntries(
    Object.entries({ ...question.filter, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { filter: entryFilter.parse(filter), page: 0 } satisfies ListQuestion;
}
