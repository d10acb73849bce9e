/** Alarms on their way from the feed to the page: what a guard must see at once goes at once, counters now and then. */
import type { Alarm } from '#contract/alarm.ts';

/** A person reads no faster; a thousand hits of one subject in ten seconds draw their card fifty times. */
export const climbingShownEveryMs = 200;

/** The change is of counter, sightings and reads: nothing that rings, moves a card or answers a guard. */
export function onlyClimbs(before: Alarm | null, after: Alarm): boolean {
  return before !== null && standing(before) === standing(after);
}

function standing(alarm: Alarm): string {
  const { state, priority, cameraId, owner, escalation, notes, stepsDone, actionRuns, cause } = alarm;
  const runs = actionRuns.map(({ id, state: runState }) => [id, runState]);
  const confirmed = cause.by === 'entry' && cause.hit.confirmed;
  return JSON.stringify([state, priority, cameraId, owner, escalation, notes.length, stepsDone, runs, confirmed]);
}

export class AlarmInflow {
  readonly #known: (id: number) => Alarm | null;
  readonly #take: (alarms: readonly Alarm[]) => void;
  /** The newest of each, by id; bounded by the alarms there are. */
  readonly #waiting = new Map<number, Alarm>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: { known: (id: number) => Alarm | null; take: (alarms: readonly Alarm[]) => void }) {
    this.#known = parts.known;
    this.#take = parts.take;
  }

  add(alarm: Alarm): void {
    const before = this.#waiting.get(alarm.id) ?? this.#known(alarm.id);
    this.#waiting.set(alarm.id, alarm);
    if (!onlyClimbs(before, alarm)) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), climbingShownEveryMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const alarms = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#take(alarms);
  }
}
