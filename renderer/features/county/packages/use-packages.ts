import { skipToken, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { MadePackage, PackageAlarms } from '#contract/package.ts';
import { queryKey } from '../../../api/query-client.ts';
import { useStation } from '../../../api/station-provider.tsx';
import { usePeriodically } from '../../console/use-periodically.ts';
import type { Period } from '../summaries/periods.ts';

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

/** Whose pictures and clips a package of the period can take. Null: there is no period yet. */
export function useAlarmsOf(period: Period | null): {
  found: PackageAlarms | undefined;
  error: Error | null;
  again: () => void;
} {
  const { api } = useStation();
  const { data, error, refetch } = useQuery({
    queryKey: queryKey('packages.alarms', period ?? undefined),
    queryFn: period === null ? skipToken : ({ signal }) => api.packages.alarms.query(period, { signal }),
  });
  return { found: data, error, again: () => void refetch() };
}
