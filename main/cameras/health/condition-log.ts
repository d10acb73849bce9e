import type { Clock } from '../../system/clock.ts';
import type { Condition } from './conditions.ts';
import type { StoredInterval } from './health-store.ts';

/** Our own clock ran on by more than the time that passed: it was set, or the machine slept. */
const jumpMs = 5000;
/** Ended intervals that could not be written; the oldest go, and are unknown then. */
const mostWaiting = 10_000;

/**
 * Keeps the interval each camera is in, and those that ended since they were last taken. An interval reaches as far as
 * it was looked at: what nobody looked at (a crash, a jump of the clock) is in none.
 */
export class ConditionLog {
  /** Intervals lost because they could not be written. */
  dropped = 0;
  readonly #clock: Clock;
  readonly #open = new Map<string, StoredInterval>();
  #ended: StoredInterval[] = [];
  #lastLook: { nowMs: number; monotonicMs: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the condition of every camera there is, and tells which changed. */
  look(conditions: ReadonlyMap<string, Condition>): { cameraId: string; before: Condition | null; after: Condition }[] {
    const nowMs = this.#noticeJump();
    const changes: { cameraId: string; before: Condition | null; after: Condition }[] = [];
    for (const cameraId of [...this.#open.keys()]) if (!conditions.has(cameraId)) this.#end(cameraId, nowMs);
    for (const [cameraId, after] of conditions) {
      const before = this.#open.get(cameraId) ?? null;
      if (before !== null && before.condition === after.condition && before.reason === after.reason) {
        before.toMs = Math.max(before.toMs, nowMs);
        continue;
      }
      if (before === null && after.condition === 'unknown') continue;
      changes.push({ cameraId, before, after });
      this.#end(cameraId, nowMs);
      if (after.condition !== 'unknown') {
        this.#open.set(cameraId, { cameraId, ...after, fromMs: nowMs, toMs: nowMs });
      }
    }
    return changes;
  }

  /** The interval the camera is in; null while nothing is known of it. */
  current(cameraId: string): Readonly<StoredInterval> | null {
    return this.#open.get(cameraId) ?? null;
  }

  /** What is to be written: those that ended, and those that go on, as far as they were looked at. */
  take(): { intervals: StoredInterval[]; giveBack: () => void } {
    const ended = this.#ended;
    this.#ended = [];
    const open = [...this.#open.values()].map((interval) => ({ ...interval }));
    return {
      intervals: [...ended, ...open].filter(({ fromMs, toMs }) => toMs > fromMs),
      giveBack: () => {
        const all = [...ended, ...this.#ended];
        this.#ended = all.slice(-mostWaiting);
        this.dropped += all.length - this.#ended.length;
      },
    };
  }

  #noticeJump(): number {
    const nowMs = this.#clock.nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    const last = this.#lastLook;
    this.#lastLook = { nowMs, monotonicMs };
    if (last !== null && Math.abs(nowMs - last.nowMs - (monotonicMs - last.monotonicMs)) > jumpMs) {
      for (const cameraId of [...this.#open.keys()]) this.#end(cameraId, last.nowMs);
    }
    return nowMs;
  }

  #end(cameraId: string, atMs: number): void {
    const interval = this.#open.get(cameraId);
    if (interval === undefined) return;
    this.#open.delete(cameraId);
    interval.toMs = Math.max(interval.toMs, atMs);
    this.#ended.push(interval);
    if (this.#ended.length > mostWaiting) this.dropped += this.#ended.splice(0, 1).length;
  }
}
