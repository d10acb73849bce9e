import { useEffect, useState } from 'react';
import type { Alarm } from '#contract/alarm.ts';
import { useConsoleParts, usePreferences } from '../console/console-parts.tsx';
import type { Slots } from './arrangement.ts';
import { nextEndMs, sameGuests, seatGuests, wantsOf } from './guests.ts';
import type { Activity, Guest, Want } from './guests.ts';
import type { Layout } from './layouts.ts';

/** The cameras that alarms and activity want to be seen now, and the tiles they have taken on this page. */
export function useGuests(wall: {
  alarms: readonly Alarm[];
  activity: Activity | null;
  page: Slots;
  layout: Layout;
  touchedAtMs: (cameraId: string) => number;
}): { wants: readonly Want[]; guests: readonly Guest[] } {
  const { time } = useConsoleParts();
  const [preferences] = usePreferences();
  const [seated, setSeated] = useState<readonly Guest[]>([]);
  const [, lookAgain] = useState(0);
  const wants = wantsOf({
    alarms: wall.alarms,
    alarmHoldMs: preferences.alarmTakesTile ? preferences.alarmHoldSeconds * 1000 : null,
    activity: wall.activity,
    nowMs: time.nowMs(),
  });
  const guests = seatGuests({ ...wall, wants, seated });
  const same = sameGuests(guests, seated);
  if (!same) setSeated(guests);
  const endMs = nextEndMs(wants);
  useEffect(() => {
    if (endMs === null) return undefined;
    const timer = setTimeout(() => lookAgain((n) => n + 1), Math.max(50, endMs - time.nowMs()));
    return () => clearTimeout(timer);
  }, [endMs, time]);
  return { wants, guests: same ? seated : guests };
}
