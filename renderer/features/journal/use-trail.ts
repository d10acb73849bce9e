import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient, skipToken } from '@tanstack/react-query';
import type { TrailSubject } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useApiQuery } from '../../api/use-api.ts';
import { useAlarms } from '../console/remote.ts';
import { trailOf } from './trail-rules.ts';
import type { TrailOf } from './trail-rules.ts';

/** Of whom a sighting has a trail; null until the list is there to tell. */
export function useTrailOf(sighting: Sighting): TrailOf | null {
  const alarms = useAlarms();
  const { facts } = sighting;
  const idNumber = facts.kind === 'face' || facts.kind === 'person' ? facts.idNumber : undefined;
  // Whoever has no number is found by the alarm or not at all; the page is small and soon there.
  const { data } = useApiQuery('watchlist.page', { kind: 'person', limit: 20, ...(idNumber && { text: idNumber }) });
  const of = trailOf(sighting, alarms, data?.entries.map(({ entry }) => entry) ?? []);
  return data === undefined && (of.trail === 'unlisted' || of.trail === 'past') ? null : of;
}

const trailPage = 100;

export interface Trail {
  sightings: readonly Sighting[];
  loading: boolean;
  failed: unknown;
  hasMore: boolean;
  more(): void;
}

/** Across cameras, newest first, page by page. Null: there is none to ask for. */
export function useTrail(subject: TrailSubject | null): Trail {
  const { api } = useStation();
  const pages = useInfiniteQuery({
    queryKey: queryKey('sightings.trail', subject ?? 'none'),
    initialPageParam: undefined as number | undefined,
    queryFn:
      subject === null
        ? skipToken
        : ({ pageParam, signal }) =>
            api.sightings.trail.query(
              { of: subject, limit: trailPage, ...(pageParam === undefined ? {} : { before: pageParam }) },
              { signal },
            ),
    getNextPageParam: (last: Sighting[]) => (last.length < trailPage ? undefined : last.at(-1)?.id),
  });
  return {
    sightings: pages.data?.pages.flat() ?? [],
    loading: pages.isLoading,
    failed: pages.error,
    hasMore: pages.hasNextPage,
    more: () => void pages.fetchNextPage(),
  };
}

/** Neighbours in time on the same camera and the sighting itself, oldest first. */
export function useNeighbours(sighting: Sighting): readonly Sighting[] {
  const { api } = useStation();
  const { id } = sighting;
  const { data, isPlaceholderData } = useQuery<Sighting[]>({
    queryKey: queryKey('sightings.neighbours', { id }),
    queryFn: async ({ signal }) => [...(await api.sightings.neighbours.query({ id }, { signal })), sighting],
    // While stepping along, the strip stays until the next one is there.
    placeholderData: keepPreviousData,
  });
  const list = data ?? [];
  // Another camera's strip is not this one's, not for a moment.
  const fits = !isPlaceholderData || list.some((each) => each.id === id);
  const others = fits ? list.filter((each) => each.id !== id) : [];
  return [...others, sighting].sort((one, other) => one.id - other.id);
}

/** A sighting by its number; at once when some list already has it. */
export function useSighting(id: number): { sighting: Sighting | undefined; failed: unknown } {
  const { api } = useStation();
  const queries = useQueryClient();
  const { data, error } = useQuery<Sighting>({
    queryKey: queryKey('sightings.find', { id }),
    queryFn: ({ signal }) => api.sightings.find.query({ id }, { signal }),
    placeholderData: () => {
      const neighbours = queries.getQueriesData<Sighting[]>({ queryKey: queryKey('sightings.neighbours') });
      const pages = queries.getQueriesData<{ pages: Sighting[][] }>({ queryKey: queryKey('sightings.latest') });
      return [...neighbours.map(([, list]) => list ?? []), ...pages.flatMap(([, list]) => list?.pages ?? [])]
        .flat()
        .find((each) => each.id === id);
    },
  });
  return { sighting: data, failed: error };
}
