import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import type { Sighting } from '#contract/sighting.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useFeed } from '../../api/use-feed.ts';
import { useConsoleParts } from '../console/console-parts.tsx';
import { belongs, joined, latestInput, pageSize } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';
import { fullHourMs } from './journal-span.ts';

/** What has arrived since is kept this long a list at most; older ones are a page further down. */
const mostArrived = 300;

export interface Journal {
  sightings: readonly Sighting[];
  /** Arrived since, and held back while the list is not followed. */
  waiting: number;
  /** How long the last search took, milliseconds, here and back. */
  tookMs: number | null;
  loading: boolean;
  /** What is shown is still the answer to the question before. */
  outdated: boolean;
  failed: unknown;
  hasMore: boolean;
  loadingMore: boolean;
  more(): void;
  again(): void;
  showWaiting(): void;
}

/**
 * The instant a question is asked at: "the last 24 hours" must not become another question with every second. It
 * moves on when the question changes, and every hour while the list is followed.
 */
export function useAskedAtMs(question: string, following: boolean): number {
  const { time } = useConsoleParts();
  const hour = useSyncExternalStore(time.subscribe, () => fullHourMs(time.second()));
  const [asked, setAsked] = useState({ question, hour, atMs: time.nowMs() });
  if (asked.question === question && (asked.hour === hour || !following)) return asked.atMs;
  const next = { question, hour, atMs: time.nowMs() };
  setAsked(next);
  return next.atMs;
}

/** The newest sightings under a filter, page by page, with what arrives joined in front. */
export function useJournal(filter: JournalFilter, nowMs: number, following: boolean): Journal {
  const { api } = useStation();
  const [arrived, setArrived] = useState<readonly Sighting[]>([]);
  const [shownUpTo, setShownUpTo] = useState(0);
  const [tookMs, setTookMs] = useState<number | null>(null);
  const pages = useInfiniteQuery({
    queryKey: queryKey('sightings.latest', latestInput(filter, nowMs)),
    initialPageParam: undefined as number | undefined,
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) => {
      const startedAt = performance.now();
      const page = await api.sightings.latest.query(latestInput(filter, nowMs, pageParam), { signal });
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
  const fresh = arrived.filter((sighting) => sighting.id > newestFetched && belongs(sighting, filter, nowMs));
  // A picture may have joined one that was fetched before.
  const later = new Map(arrived.map((sighting) => [sighting.id, sighting]));
  const newest = fresh[0]?.id ?? 0;
  // What was once shown stays when the list is no longer followed.
  if (following && newest > shownUpTo) setShownUpTo(newest);
  const shown = following ? fresh : fresh.filter((sighting) => sighting.id <= shownUpTo);
  return {
    sightings: joined(
      shown,
      fetched.map((sighting) => later.get(sighting.id) ?? sighting),
    ),
    waiting: fresh.length - shown.length,
    tookMs,
    loading: pages.isLoading,
    outdated: pages.isPlaceholderData,
    failed: pages.error,
    hasMore: pages.hasNextPage,
    loadingMore: pages.isFetchingNextPage,
    more: () => {
      if (!pages.isFetchingNextPage) void pages.fetchNextPage();
    },
    again: () => void pages.refetch(),
    showWaiting: () => setShownUpTo(newest),
  };
}
