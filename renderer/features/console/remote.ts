/** What the station says, followed once for the whole page and read in small pieces where it is shown. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Alarm } from '#contract/alarm.ts';
import type { CameraWithState, StationStatus } from '#contract/api.ts';
import type { SignedIn } from '#contract/access.ts';
import type { FeedConnection } from '../../api/feed.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiPart, useApiQuery } from '../../api/use-api.ts';
import { useFeed } from '../../api/use-feed.ts';
import { mergeAlarm } from '../alarms/order-alarms.ts';
import { AlarmInflow } from './alarm-inflow.ts';
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
  const takeAlarms = useEffectEvent((alarms: readonly Alarm[]): void => {
    const list = queries.getQueryData<Alarm[]>(alarmsKey) ?? [];
    queries.setQueryData<Alarm[]>(
      alarmsKey,
      alarms.reduce<Alarm[]>((merged, alarm) => mergeAlarm(merged, alarm), list),
    );
    // An answer already under way may be older than this item: ask again.
    if (queries.isFetching({ queryKey: alarmsKey }) > 0) refresh(alarmsKey);
    for (const alarm of alarms) onAlarm(alarm, list.find((known) => known.id === alarm.id) ?? null);
  });
  const inflow = useRef<AlarmInflow | null>(null);
  useEffect(() => {
    const known = (id: number): Alarm | null =>
      queries.getQueryData<Alarm[]>(queryKey('alarms.list'))?.find((alarm) => alarm.id === id) ?? null;
    const flowing = new AlarmInflow({ known, take: (alarms) => takeAlarms(alarms) });
    inflow.current = flowing;
    return () => flowing.stop();
  }, [queries]);
  useFeed('alarms.changes', undefined, {
    start: () => refresh(alarmsKey),
    item: (alarm) => inflow.current?.add(alarm),
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

/** What of the alarms is needed; renders again only when that changes, not with every hit. */
export function useAlarmsPart<T>(select: (alarms: readonly Alarm[]) => T): T {
  return useApiPart('alarms.list', select) ?? select(noAlarms);
}

export function useCameras(): { cameras: readonly CameraWithState[]; loaded: boolean } {
  const { data } = useApiQuery('cameras.list');
  return { cameras: data ?? noCameras, loaded: data !== undefined };
}
const noCameras: readonly CameraWithState[] = [];

export function useSignedIn(): SignedIn | null {
  return useApiQuery('session.current').data?.signedIn ?? null;
}
