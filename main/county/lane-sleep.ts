import type { Cancel, Clock } from '../system/clock.ts';

/** What ends a wait early: any message, an urgent one, or only a person and the stop. */
export type Until = 'notice' | 'alarm' | 'now';

/** How a lane waits, and is woken. */
export class LaneSleep {
  readonly #clock: Clock;
  #sleeping: { wake: (why: 'notice' | 'now') => void; until: Until } | null = null;
  #noticed: 'nothing' | 'something' | 'urgent' = 'nothing';
  #hurried = false;
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on notices count: one that comes before the next wait makes that wait short. */
  begin(): void {
    this.#noticed = 'nothing';
  }

  notice(urgent: boolean): void {
    if (urgent || this.#noticed === 'nothing') this.#noticed = urgent ? 'urgent' : 'something';
    const until = this.#sleeping?.until;
    if (until === 'notice' || (urgent && until === 'alarm')) this.#sleeping?.wake('notice');
  }

  /** Ends the wait under way; while there is none, the next. */
  hurry(): void {
    if (this.#sleeping === null) this.#hurried = true;
    else this.#sleeping.wake('now');
  }

  /** All is well: nothing needs to be hurried. */
  calm(): void {
    this.#hurried = false;
  }

  /** For good. */
  end(): void {
    this.#ended = true;
    this.#sleeping?.wake('now');
  }

  async for(waitMs: number, until: Until): Promise<'time' | 'notice' | 'now'> {
    if (this.#ended) return 'now';
    if (until === 'notice' && this.#noticed !== 'nothing') return 'notice';
    if (until === 'alarm' && this.#noticed === 'urgent') return 'notice';
    if (this.#hurried) {
      this.#hurried = false;
      return 'now';
    }
    let cancel: Cancel = () => undefined;
    const woken = await new Promise<'time' | 'notice' | 'now'>((resolve) => {
      this.#sleeping = { wake: resolve, until };
      cancel = this.#clock.after(waitMs, () => resolve('time'));
    });
    cancel();
    this.#sleeping = null;
    return woken;
  }
}
