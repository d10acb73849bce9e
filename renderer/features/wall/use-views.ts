import { useQueryClient } from '@tanstack/react-query';
import type { WallView } from '#contract/view.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useFeed } from '../../api/use-feed.ts';

/** The station's saved views, as every console sees them. */
export function useViews(): { views: readonly WallView[]; loaded: boolean } {
  const queries = useQueryClient();
  useFeed('views.changes', undefined, {
    item: (views) => void queries.setQueryData<WallView[]>(queryKey('views.list'), views),
  });
  const { data } = useApiQuery('views.list');
  return { views: data ?? none, loaded: data !== undefined };
}
const none: readonly WallView[] = [];
