import { useInfiniteQuery } from '@tanstack/react-query';
import type { OutboxItem } from '#contract/county.ts';
import { queryKey } from '../../../api/query-client.ts';
import { useStation } from '../../../api/station-provider.tsx';
import { usePeriodically } from '../../console/use-periodically.ts';

const pageSize = 50;
/** The meter is a feed; the table is looked at this often (milliseconds). */
const lookPeriodMs = 3_000;

/** The outbox, newest first, as far back as was asked for. Items are undefined while nothing is known. */
export function useOutbox(): { items: OutboxItem[] | undefined; error: Error | null; more: (() => void) | null } {
  const { api } = useStation();
  const outbox = useInfiniteQuery({
    queryKey: queryKey('county.outbox', { limit: pageSize }),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.county.outbox.query(
        { limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        { signal },
      ),
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  usePeriodically(() => {
    // Not while older ones are on their way: that answer would be dropped for this one.
    if (!outbox.isFetching) void outbox.refetch();
  }, lookPeriodMs);
  return {
    items: outbox.data?.pages.flat(),
    error: outbox.error,
    more: outbox.hasNextPage ? () => void outbox.fetchNextPage() : null,
  };
}
