import { useEffect, useEffectEvent, useState } from 'react';
import { off, pausedPatrol, resumedPatrol, startedPatrol, touchPauseMs } from './patrol.ts';
import type { Patrol } from './patrol.ts';

/**
 * Runs the patrol while it is switched on: `onStep` when the dwell time is over. An alarm or an enlarged picture holds
 * it until they are gone, a touch of the wall for half a minute.
 */
export function usePatrol(options: {
  on: boolean;
  /** Changes with every step, also one made by hand: the dwell time begins again. */
  place: string;
  dwellSeconds: number;
  hold: 'alarm' | 'enlarged' | null;
  onStep: () => void;
}): { patrol: Patrol; touched: () => void } {
  const { on, place, dwellSeconds, hold } = options;
  const [patrol, setPatrol] = useState<Patrol>(off);
  const [touchedAtMs, setTouchedAtMs] = useState<number | null>(null);
  const step = useEffectEvent((): void => options.onStep());

  useEffect(() => {
    setPatrol(on ? startedPatrol(dwellSeconds * 1000, Date.now()) : off);
  }, [on, place, dwellSeconds]);

  useEffect(() => {
    const nowMs = Date.now();
    const resumesAtMs = touchedAtMs === null ? null : touchedAtMs + touchPauseMs;
    setPatrol((before) => {
      if (hold !== null) return pausedPatrol(before, hold, nowMs, null);
      if (resumesAtMs !== null && resumesAtMs > nowMs) return pausedPatrol(before, 'touched', nowMs, resumesAtMs);
      return resumedPatrol(before, nowMs);
    });
    if (hold !== null || resumesAtMs === null) return undefined;
    const timer = setTimeout(() => setTouchedAtMs(null), Math.max(0, resumesAtMs - nowMs));
    return () => clearTimeout(timer);
    // A new place or dwell time starts the clock anew; what held it holds the new one too.
  }, [hold, touchedAtMs, on, place, dwellSeconds]);

  const untilMs = patrol.state === 'running' ? patrol.untilMs : null;
  useEffect(() => {
    if (untilMs === null) return undefined;
    const timer = setTimeout(() => step(), Math.max(0, untilMs - Date.now()));
    return () => clearTimeout(timer);
  }, [untilMs]);

  return { patrol, touched: () => setTouchedAtMs(on ? Date.now() : null) };
}
