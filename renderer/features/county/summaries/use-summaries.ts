import { useInfiniteQuery } from '@tanstack/react-query';
import type { SummaryKind, WrittenSummary } from '#contract/summary.ts';
import { queryKey } from '../../../api/query-client.ts';
import { useStation } from '../../../api/station-provider.tsx';
import { usePeriodically } from '../../console/use-periodically.ts';

const pageSize = 50;
/** A summary is acknowledged some time after it was written (milliseconds). */
const lookPeriodMs = 5_000;

/** Newest first, a page at a time; asked again by and by. */
export function useSummaries(kind: SummaryKind | null): {
  summaries: readonly WrittenSummary[] | undefined;
  error: Error | null;
  again: () => void;
  more: (() => void) | null;
} {
  const { api } = useStation();
  const asked = { limit: pageSize, ...(kind === null ? {} : { kind }) };
  const pages = useInfiniteQuery({
    queryKey: queryKey('summaries.list', asked),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.summaries.list.query({ ...asked, ...(pageParam === undefined ? {} : { before: pageParam }) }, { signal }),
    getNextPageParam: (last: WrittenSummary[]) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  usePeriodically(() => void pages.refetch(), lookPeriodMs);
  return {
    summaries: pages.data?.pages.flat(),
    error: pages.error,
    again: () => void pages.refetch(),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
}
