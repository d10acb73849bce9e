/** The list as the station keeps it: a page of it, one entry, and the names of who wrote and approved. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { usualSettings } from '#contract/watchlist.ts';
import type { EntryPage, WatchlistSettings } from '#contract/watchlist.ts';
import type { Input, QueryPath } from '../../api/paths.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useApiQuery } from '../../api/use-api.ts';
import { useFeed } from '../../api/use-feed.ts';
import { useSignedIn } from '../console/remote.ts';

/** What is asked again whenever the list changes. */
export const listQueries = ['watchlist.page', 'watchlist.find'] as const satisfies readonly QueryPath[];

/** Keeps what is shown of the list up to date. Once a screen. */
export function useListFeed(): void {
  const queries = useQueryClient();
  const refresh = (): void => {
    for (const path of listQueries) void queries.invalidateQueries({ queryKey: queryKey(path) });
  };
  useFeed('watchlist.changes', undefined, { item: refresh, start: refresh });
}

/** While the next page or filter is on its way, the last answer stays; `isPlaceholderData` says so. */
export function useEntryPage(input: Input<'watchlist.page'>): UseQueryResult<EntryPage> {
  const { byPath } = useStation();
  return useQuery<EntryPage>({
    queryKey: queryKey('watchlist.page', input),
    queryFn: async ({ signal }) => (await byPath.query('watchlist.page', input, { signal })) as EntryPage,
    placeholderData: keepPreviousData,
  });
}

/** How many wait for approval, for the tabs; `limit` 1, as only the counts are wanted. */
export function useListCounts(): EntryPage['counts'] | undefined {
  return useEntryPage({ limit: 1 }).data?.counts;
}

export function useWatchlistSettings(): WatchlistSettings {
  return useApiQuery('watchlist.settings').data ?? usualSettings;
}

/** An account's name; the account itself where nobody knows the name. */
export function useNameOf(): (account: string) => string {
  const me = useSignedIn();
  const { data = [] } = useApiQuery('alarms.colleagues');
  return (account) =>
    account === me?.account ? me.name : (data.find((each) => each.account === account)?.name ?? account);
}
