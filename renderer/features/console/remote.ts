/** What the station says, followed once for the whole page and read in small pieces where it is shown. */
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Alarm } from '#contract/alarm.ts';
import type { CameraWithState, StationStatus } from '#contract/api.ts';
import type { SignedIn } from '#contract/access.ts';
import type { FeedConnection } from '../../api/feed.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useFeed } from '../../api/use-feed.ts';
import { mergeAlarm } from '../alarms/order-alarms.ts';
import { useConsoleParts } from './console-parts.tsx';

const statusKey = ['station.status'] as const;

/**
 * Keeps the status, the cameras and the alarms in the query cache up to date. Once a page.
 * `onAlarm` hears each alarm as it changes, and null where it was not known before.
 */
export function useStationFeeds(onAlarm: (alarm: Alarm, before: Alarm | null) => void): FeedConnection {
  const queries = useQueryClient();
  const { time } = useConsoleParts();
  const connection = useFeed('station.status', undefined, {
    item(status) {
      time.learn(status.nowMs);
      queries.setQueryData<StationStatus>(statusKey, status);
    },
  });
  const refresh = (key: readonly unknown[]): void => void queries.invalidateQueries({ queryKey: key });
  const camerasKey = queryKey('cameras.list');
  useFeed('cameras.changes', undefined, {
    item: (cameras) => void queries.setQueryData<CameraWithState[]>(camerasKey, cameras),
  });
  const alarmsKey = queryKey('alarms.list');
  useFeed('alarms.changes', undefined, {
    start: () => refresh(alarmsKey),
    item(alarm) {
      const list = queries.getQueryData<Alarm[]>(alarmsKey) ?? [];
      const before = list.find((known) => known.id === alarm.id) ?? null;
      queries.setQueryData<Alarm[]>(alarmsKey, mergeAlarm(list, alarm));
      // An answer already under way may be older than this item: ask again.
      if (queries.isFetching({ queryKey: alarmsKey }) > 0) refresh(alarmsKey);
      onAlarm(alarm, before);
    },
  });
  return connection;
}

/** A part of the status; renders again only when that part changes. */
export function useStatus<T>(select: (status: StationStatus) => T): T | undefined {
  return useQuery<StationStatus, Error, T>({ queryKey: statusKey, queryFn: skipToken, select }).data;
}

export function useAlarms(): readonly Alarm[] {
  return useApiQuery('alarms.list').data ?? noAlarms;
}
const noAlarms: readonly Alarm[] = [];

export function useCameras(): { cameras: readonly CameraWithState[]; loaded: boolean } {
  const { data } = useApiQuery('cameras.list');
  return { cameras: data ?? noCameras, loaded: data !== undefined };
}
const noCameras: readonly CameraWithState[] = [];

export function useSignedIn(): SignedIn | null {
  return useApiQuery('session.current').data?.signedIn ?? null;
}
