import type { Alarm } from '#contract/alarm.ts';
import { reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';

/** At most four announcements a second for counters that only climb. */
const climbPeriodMs = 250;

/**
 * Tells the listeners of changed alarms, always in the order of their revisions: a listener that saw revision N has
 * been told everything up to N. A guard's act and a new alarm go out at once; a counter that climbs waits its turn.
 */
export class Announcer {
  announced = 0;
  /** Changes that a newer state of the same alarm overtook before they went out. */
  coalesced = 0;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<(alarm: Alarm) => void>();
  readonly #pending = new Map<number, Alarm>();
  #cancel: Cancel | null = null;
  #lastClimbAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  watch(listener: (alarm: Alarm) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `urgent`: more than a counter changed. */
  changed(alarms: readonly Alarm[], urgent: boolean): void {
    for (const alarm of alarms) {
      if (this.#pending.has(alarm.id)) this.coalesced += 1;
      this.#pending.set(alarm.id, alarm);
    }
    const waitedMs = this.#clock.monotonicMs() - this.#lastClimbAtMs;
    if (urgent) this.#flush();
    else if (waitedMs >= climbPeriodMs) this.#climb();
    else this.#cancel ??= this.#clock.after(climbPeriodMs - waitedMs, () => this.#climb());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#flush();
    this.#listeners.clear();
  }

  #climb(): void {
    this.#lastClimbAtMs = this.#clock.monotonicMs();
    this.#flush();
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const due = [...this.#pending.values()].sort((a, b) => a.revision - b.revision);
    this.#pending.clear();
    for (const alarm of due) {
      this.announced += 1;
      for (const listener of this.#listeners) {
        try {
          listener(alarm);
        } catch (error) {
          this.#log.error('a listener failed', { reason: reasonOf(error) });
        }
      }
    }
  }
}
