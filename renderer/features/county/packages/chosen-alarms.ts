/** Which alarms go into a package with their pictures and clips. Pure. */
import type { Alarm } from '#contract/alarm.ts';

/** Of `packageRequest`. */
export const mostAlarms = 200;

/** What is chosen and offered; what was chosen in another period is not taken along. */
export function takenAlong(offered: readonly Alarm[], chosen: ReadonlySet<number>): number[] {
  return offered.flatMap(({ id }) => (chosen.has(id) ? [id] : []));
}

export function toggled(chosen: ReadonlySet<number>, id: number): Set<number> {
  const changed = new Set(chosen);
  if (!changed.delete(id)) changed.add(id);
  return changed;
}

/** Where an arrow, Home or End leads in a list of so many; null: the key leads nowhere. */
export function movedTo(key: string, place: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, place + 1);
    case 'ArrowUp':
      return Math.max(0, place - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
