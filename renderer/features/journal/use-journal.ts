import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Sighting } from '#contract/sighting.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useFeed } from '../../api/use-feed.ts';
import { belongs, joined, latestInput, pageSize } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';

/** What has arrived since is kept this long a list at most; older ones are a page further down. */
const mostArrived = 300;

export interface Journal {
  sightings: readonly Sighting[];
  /** Arrived since, and held back while the list is not followed. */
  waiting: number;
  /** How long the last search took, milliseconds, here and back. */
  tookMs: number | null;
  loading: boolean;
  failed: unknown;
  hasMore: boolean;
  more(): void;
  showWaiting(): void;
}

/** The newest sightings under a filter, page by page, with what arrives joined in front. */
export function useJournal(filter: JournalFilter, following: boolean): Journal {
  const { api } = useStation();
  const [arrived, setArrived] = useState<readonly Sighting[]>([]);
  const [shownUpTo, setShownUpTo] = useState(0);
  const [tookMs, setTookMs] = useState<number | null>(null);
  const pages = useInfiniteQuery({
    queryKey: queryKey('sightings.latest', latestInput(filter)),
    initialPageParam: undefined as number | undefined,
    staleTime: 0,
    queryFn: async ({ pageParam, signal }) => {
      const startedAt = performance.now();
      const page = await api.sightings.latest.query(latestInput(filter, pageParam), { signal });
      setTookMs(Math.round(performance.now() - startedAt));
      return page;
    },
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  useFeed('sightings.arrivals', undefined, {
    start: () => {
      setArrived([]);
      void pages.refetch();
    },
    item: (sighting) => setArrived((before) => joined([sighting], before).slice(0, mostArrived)),
  });
  const fetched = pages.data?.pages.flat() ?? [];
  const newestFetched = fetched[0]?.id ?? 0;
  const fresh = arrived.filter((sighting) => sighting.id > newestFetched && belongs(sighting, filter));
  const shown = following ? fresh : fresh.filter((sighting) => sighting.id <= shownUpTo);
  return {
    sightings: joined(shown, fetched),
    waiting: fresh.length - shown.length,
    tookMs,
    loading: pages.isLoading,
    failed: pages.error,
    hasMore: pages.hasNextPage,
    more: () => void pages.fetchNextPage(),
    showWaiting: () => setShownUpTo(fresh[0]?.id ?? 0),
  };
}
