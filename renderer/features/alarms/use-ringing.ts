import { useEffect } from 'react';
import { useConsoleParts, usePreferences } from '../console/console-parts.tsx';
import { useAlarms } from '../console/remote.ts';
import { ringingPriority } from './order-alarms.ts';

/** Rings for the most serious alarm nobody has taken; one acknowledgement anywhere silences it everywhere. */
export function useRinging(): void {
  const { ringer } = useConsoleParts();
  const [{ soundOn, volume }] = usePreferences();
  const priority = ringingPriority(useAlarms());
  useEffect(() => ringer.start(), [ringer]);
  useEffect(() => ringer.setVolume(volume), [ringer, volume]);
  useEffect(() => {
    ringer.ring(soundOn ? priority : null);
    if (priority === null || !soundOn) ringer.hush();
  }, [ringer, soundOn, priority]);
}
