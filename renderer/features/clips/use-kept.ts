import { useInfiniteQuery } from '@tanstack/react-query';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Output } from '../../api/paths.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';

const pageSize = 50;
type KeptPath = 'clips.list' | 'clips.snapshots';

/** Clips or snapshots, newest first, page by page; of one camera or of all. */
export function useKept<P extends KeptPath>(
  path: P,
  cameraId: string | null,
): { kept: Output<P>; list: UseInfiniteQueryResult } {
  const { byPath } = useStation();
  const asked = { limit: pageSize, ...(cameraId === null ? {} : { cameraId }) };
  const list = useInfiniteQuery({
    queryKey: [...queryKey(path, asked), 'pages'],
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await byPath.query(
        path,
        { ...asked, ...(pageParam === undefined ? {} : { before: pageParam }) },
        { signal },
      )) as Output<P>,
    getNextPageParam: (last: Output<P>) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  const pages = list.data?.pages ?? [];
  return { kept: pages.flat() as Output<P>, list };
}
