import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { HourCounts } from '#contract/search.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { hoursInput } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';
import { barWindow } from './journal-span.ts';
import type { BarWindow } from './journal-span.ts';

/** While the list is followed the bars follow too, so often. */
const renewedEveryMs = 15_000;

/** Counts for the bar; what was brushed does not change them. `counts` is undefined until the first answer. */
export function useHourCounts(
  filter: JournalFilter,
  nowMs: number,
  following: boolean,
): { window: BarWindow; counts: HourCounts | undefined; outdated: boolean; failed: boolean } {
  const { api } = useStation();
  const window = barWindow(filter.span, nowMs);
  const input = hoursInput(filter, window);
  const { data, isPlaceholderData, isError } = useQuery({
    queryKey: queryKey('sightings.hours', input),
    queryFn: ({ signal }) => api.sightings.hours.query(input, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: following ? renewedEveryMs : false,
  });
  return { window, counts: data, outdated: isPlaceholderData, failed: isError };
}
