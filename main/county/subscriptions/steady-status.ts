/** What devices' states come to when those that come and go are not told of each time. */
import type { Clock } from '../../system/clock.ts';
import { minutes, seconds } from '../../system/clock.ts';
import type { IsOnline } from './subscription-store.ts';

/** A change counts once it has lasted this long, and twice as long for each change that counted lately. */
const firstHoldMs = seconds(5);
const longestHoldMs = minutes(5);
/** Not known, as after a start: that is soon over. */
const unknownHoldMs = minutes(1);
const latelyMs = minutes(10);

interface Seen {
  /** As it was when it was seen last, and since when (monotonic). */
  now: IsOnline;
  sinceMs: number;
  /** What counts. Null: nothing has lasted long enough yet. */
  steady: IsOnline | null;
  /** When changes counted, the newest last. */
  changedAtMs: number[];
}

export class SteadyStatus {
  readonly #clock: Clock;
  #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asked again and again with how all devices are; remembers no others. */
  look(current: ReadonlyMap<string, IsOnline>): void {
    const nowMs = this.#clock.monotonicMs();
    const seen = new Map<string, Seen>();
    for (const [apeId, now] of current) {
      const before = this.#seen.get(apeId);
      seen.set(apeId, step(before ?? { now, sinceMs: nowMs, steady: null, changedAtMs: [] }, now, nowMs));
    }
    this.#seen = seen;
  }

  /** Null: not known yet. */
  of(apeId: string): IsOnline | null {
    return this.#seen.get(apeId)?.steady ?? null;
  }
}

function step(before: Seen, now: IsOnline, nowMs: number): Seen {
  const sinceMs = before.now === now ? before.sinceMs : nowMs;
  const changedAtMs = before.changedAtMs.filter((atMs) => nowMs - atMs < latelyMs);
  const seen = { now, sinceMs, steady: before.steady, changedAtMs };
  if (before.steady === now) return seen;
  const holdMs = now === '9' ? unknownHoldMs : Math.min(longestHoldMs, firstHoldMs * 2 ** changedAtMs.length);
  if (nowMs - sinceMs < holdMs) return seen;
  return { ...seen, steady: now, changedAtMs: before.steady === null ? changedAtMs : [...changedAtMs, nowMs] };
}
