import { useInfiniteQuery } from '@tanstack/react-query';
import type { MadePackage } from '#contract/package.ts';
import { queryKey } from '../../../api/query-client.ts';
import { useStation } from '../../../api/station-provider.tsx';
import { usePeriodically } from '../../console/use-periodically.ts';

const pageSize = 50;
/** While one is being made it is looked at this often (milliseconds). */
const lookPeriodMs = 1_000;

export function usePackages(): {
  packages: readonly MadePackage[] | undefined;
  error: Error | null;
  again: () => void;
  more: (() => void) | null;
} {
  const { api } = useStation();
  const pages = useInfiniteQuery({
    queryKey: queryKey('packages.list', { limit: pageSize }),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.packages.list.query(
        { limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        { signal },
      ),
    getNextPageParam: (last: MadePackage[]) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  const packages = pages.data?.pages.flat();
  const making = packages?.some(({ state }) => state === 'making') === true;
  usePeriodically(() => {
    if (making) void pages.refetch();
  }, lookPeriodMs);
  return {
    packages,
    error: pages.error,
    again: () => void pages.refetch(),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
}
