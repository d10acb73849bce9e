/** Trails: of whom there is one, and how it is laid out in time. Pure. */
import type { Alarm } from '#contract/alarm.ts';
import type { TrailSubject } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { startOfDayMs } from '../../text/format.ts';

/**
 * `unlisted`: somebody on no list, of whom no trail is kept. `past`: a hit whose alarm is no longer at hand to say on
 * which entry. `nothing`: no plate was read, or there is no subject.
 */
export type TrailOf =
  { trail: 'of'; subject: TrailSubject } | { trail: 'unlisted' } | { trail: 'past' } | { trail: 'nothing' };

/** A plate has a trail; a person only who is on the list, as the alarm or the ID number says. */
export function trailOf(
  { facts, alarmId }: Sighting,
  alarms: readonly Alarm[],
  entries: readonly WatchlistEntry[],
): TrailOf {
  switch (facts.kind) {
    case 'vehicle':
    case 'cycle':
      return facts.plate === undefined ? { trail: 'nothing' } : { trail: 'of', subject: { plate: facts.plate } };
    case 'face':
    case 'person': {
      const alarm = alarmId === null ? undefined : alarms.find(({ id }) => id === alarmId);
      const entry =
        (alarm?.cause.by === 'entry' ? alarm.cause.entry : undefined) ??
        entries.find(
          (each) => each.kind === 'person' && facts.idNumber !== undefined && each.idNumber === facts.idNumber,
        );
      if (entry !== undefined) return { trail: 'of', subject: { entryId: entry.id } };
      return { trail: alarmId === null ? 'unlisted' : 'past' };
    }
    case 'behaviour':
    case 'crowd':
      return { trail: 'nothing' };
  }
}

export interface TrailStop {
  sighting: Sighting;
  /** How long nothing was seen before this one, on the same day; null for the first of a day. */
  gapMs: number | null;
}

export interface TrailDay {
  startMs: number;
  /** In time order. */
  stops: TrailStop[];
  /** Whole days without a sighting between this day and the one shown below it, which is earlier. */
  emptyDaysBefore: number;
}

const dayMs = 86_400_000;

/** Days newest first, as the journal is; within a day the clock runs from left to right. */
export function trailDays(sightings: readonly Sighting[]): TrailDay[] {
  const byDay = new Map<number, Sighting[]>();
  for (const sighting of sightings) {
    const startMs = startOfDayMs(sighting.receivedAtMs);
    byDay.set(startMs, [...(byDay.get(startMs) ?? []), sighting]);
  }
  const days = [...byDay].sort(([a], [b]) => b - a);
  return days.map(([startMs, seen], index) => {
    const ordered = seen.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || a.id - b.id);
    const earlier = days[index + 1]?.[0];
    return {
      startMs,
      stops: ordered.map((sighting, at) => {
        const before = ordered[at - 1];
        return { sighting, gapMs: before === undefined ? null : sighting.receivedAtMs - before.receivedAtMs };
      }),
      // A day of a clock change is an hour off: rounded.
      emptyDaysBefore: earlier === undefined ? 0 : Math.round((startMs - earlier) / dayMs) - 1,
    };
  });
}

/** Where in its day an instant lies, 0–1. */
export function partOfDay(atMs: number): number {
  return Math.min(1, Math.max(0, (atMs - startOfDayMs(atMs)) / dayMs));
}
