/**
 * How often the events of a camera come, by the hour of the day, and whether their channel has fallen silent. Pure but
 * for what it remembers.
 */
import type { EventHealth } from '#contract/health.ts';
import { days, hours, minutes } from '../../system/clock.ts';

/** The gaps between events that touched one hour, as a histogram: `gaps[n]` of them ended in bucket n. */
export interface RhythmHour {
  hourStartMs: number;
  gaps: Readonly<Record<string, number>>;
  lastEventAtMs: number | null;
}

/** Two buckets an octave, from one second up to a day; a gap is taken for the longest of its bucket. */
const lastBucket = 33;
const bucketOf = (gapMs: number): number =>
  Math.min(lastBucket, Math.max(0, Math.ceil(2 * Math.log2(Math.max(gapMs, 1) / 1000))));
const longestOf = (bucket: number): number => 1000 * 2 ** (bucket / 2);

const hourStart = (atMs: number): number => Math.floor(atMs / hours(1)) * hours(1);

/** Days that make a habit; older ones are forgotten. */
export const rhythmDays = 14;
const leastGaps = 20;
const leastDays = 3;
/** A silence is judged over this much of its past. */
const judgedHours = 48;

export class EventRhythm {
  readonly #hourOfDay: (atMs: number) => number;
  #hours: RhythmHour[];
  #lastEventAtMs: number | null;
  /** Where the gap that is running began; null when something else would explain it. */
  #gapFromMs: number | null = null;
  readonly #changed = new Set<number>();

  /** `known`: what was remembered, oldest first. */
  constructor(hourOfDay: (atMs: number) => number, known: readonly RhythmHour[] = []) {
    this.#hourOfDay = hourOfDay;
    this.#hours = [...known];
    this.#lastEventAtMs = known.reduce<number | null>(
      (last, hour) => (hour.lastEventAtMs === null ? last : Math.max(last ?? 0, hour.lastEventAtMs)),
      null,
    );
  }

  get lastEventAtMs(): number | null {
    return this.#lastEventAtMs;
  }

  event(atMs: number): void {
    const gapFromMs = this.#gapFromMs;
    if (gapFromMs !== null && atMs < gapFromMs) return; // the clock was set back
    // A gap says something of every hour it lies in: the quiet of a night belongs to the night, not to its first event.
    const fromMs = Math.max(gapFromMs ?? atMs, atMs - days(1));
    for (let hour = hourStart(fromMs); hour <= atMs; hour += hours(1)) {
      const isLast = hour === hourStart(atMs);
      this.#change(hour, gapFromMs === null ? null : bucketOf(atMs - gapFromMs), isLast ? atMs : null);
    }
    this.#lastEventAtMs = atMs;
    this.#gapFromMs = atMs;
  }

  /** The video was lost: the silence from here on has a reason. */
  interrupt(): void {
    this.#gapFromMs = null;
  }

  /** Silence longer than this would be unusual at this hour of the day; null: too little is known. */
  expectedWithinMs(atMs: number): number | null {
    const hourOfDay = this.#hourOfDay(hourStart(atMs));
    const alike = this.#hours.filter(
      ({ hourStartMs }) =>
        hourStartMs > atMs - days(rhythmDays) &&
        hourStartMs < hourStart(atMs) &&
        this.#hourOfDay(hourStartMs) === hourOfDay,
    );
    const merged = new Map<number, number>();
    let total = 0;
    let withGaps = 0;
    for (const { gaps } of alike) {
      const entries = Object.entries(gaps);
      if (entries.length > 0) withGaps += 1;
      for (const [bucket, count] of entries) {
        merged.set(Number(bucket), (merged.get(Number(bucket)) ?? 0) + count);
        total += count;
      }
    }
    if (total < leastGaps || withGaps < leastDays) return null;
    let seen = 0;
    for (const [bucket, count] of [...merged].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= total * 0.95) return Math.max(minutes(10), 6 * longestOf(bucket));
    }
    return null;
  }

  /** What changed since it was last asked. */
  takeChanged(): RhythmHour[] {
    const changed = this.#hours.filter(({ hourStartMs }) => this.#changed.has(hourStartMs));
    this.#changed.clear();
    return changed;
  }

  /** They could not be written: they are still to be. */
  giveBack(changed: readonly Pick<RhythmHour, 'hourStartMs'>[]): void {
    for (const { hourStartMs } of changed) this.#changed.add(hourStartMs);
  }

  #change(hourStartMs: number, bucket: number | null, lastEventAtMs: number | null): void {
    const last = this.#hours.findLastIndex((hour) => hour.hourStartMs <= hourStartMs);
    const known = this.#hours[last]?.hourStartMs === hourStartMs ? this.#hours[last] : null;
    const { gaps, ...before } = known ?? { hourStartMs, gaps: {}, lastEventAtMs: null };
    const changed: RhythmHour = {
      ...before,
      gaps: bucket === null ? gaps : { ...gaps, [bucket]: (gaps[bucket] ?? 0) + 1 },
      lastEventAtMs: lastEventAtMs ?? before.lastEventAtMs,
    };
    if (known === null) this.#hours.splice(last + 1, 0, changed);
    else this.#hours[last] = changed;
    this.#changed.add(hourStartMs);
    const oldestMs = hourStartMs - days(rhythmDays) - hours(1);
    if ((this.#hours[0]?.hourStartMs ?? hourStartMs) < oldestMs) {
      this.#hours = this.#hours.filter((hour) => hour.hourStartMs >= oldestMs);
    }
  }
}

export interface EventFacts {
  hasDevice: boolean;
  videoIsLive: boolean;
  lastEventAtMs: number | null;
  /** Silence before this has another reason: the video was away, or the station did not run. */
  watchedSinceMs: number;
  nowMs: number;
  /** Of an instant: see `EventRhythm`. */
  expectedWithinMs: (atMs: number) => number | null;
}

/**
 * A camera that has a recognition device and whose video lives is silent once its silence, each hour of it measured
 * against what is usual at that hour, is longer than usual: Σ silence in the hour ÷ limit of the hour > 1, where
 * limit = max(10 min, 6 × the 95th percentile of the gaps at that hour of the day in the last 14 days). Hours of which
 * too little is known do not count.
 */
export function decideEventHealth(facts: EventFacts): EventHealth {
  const { hasDevice, videoIsLive, lastEventAtMs, nowMs } = facts;
  if (!hasDevice) return { is: 'none' };
  if (!videoIsLive) return { is: 'no-video' };
  const quietSinceMs = Math.max(lastEventAtMs ?? facts.watchedSinceMs, facts.watchedSinceMs);
  let share = 0;
  let untilMs = nowMs;
  for (let n = 0; n < judgedHours && untilMs > quietSinceMs; n += 1) {
    // The last instant before `untilMs` is in the hour before, when `untilMs` is a full hour.
    const fromMs = Math.max(quietSinceMs, hourStart(untilMs - 1));
    const limitMs = facts.expectedWithinMs(fromMs);
    if (limitMs !== null) share += (untilMs - fromMs) / limitMs;
    untilMs = fromMs;
  }
  const expectedWithinMs = facts.expectedWithinMs(nowMs);
  if (share > 1) {
    const silentForMs = nowMs - quietSinceMs;
    return { is: 'silent', lastEventAtMs, silentForMs, expectedWithinMs: expectedWithinMs ?? silentForMs };
  }
  if (expectedWithinMs === null) return { is: 'learning', lastEventAtMs };
  return { is: 'fine', lastEventAtMs, expectedWithinMs };
}
