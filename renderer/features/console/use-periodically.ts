import { useEffect, useEffectEvent } from 'react';

/** Runs `act` every so often while the component is shown, for what no feed tells. */
export function usePeriodically(act: () => void, periodMs: number): void {
  const run = useEffectEvent(act);
  useEffect(() => {
    const timer = setInterval(() => run(), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
}
