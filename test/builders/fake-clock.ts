import type { Cancel, Clock } from '../../main/system/clock.ts';

/** Time that stands still until a test advances it. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #timers = new Set<{ dueMs: number; run: () => void }>();

  constructor(nowMs = Date.UTC(2026, 10, 23, 6, 32)) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }
  monotonicMs(): number {
    return this.#monotonicMs;
  }
  after(delayMs: number, run: () => void): Cancel {
    const timer = { dueMs: this.#monotonicMs + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }
  every(periodMs: number, run: () => void): Cancel {
    let cancel: Cancel = () => undefined;
    const again = (): void => {
      cancel = this.after(periodMs, () => {
        again();
        run();
      });
    };
    again();
    return () => cancel();
  }

  /** Runs what falls due on the way, in order. */
  advance(byMs: number): void {
    const untilMs = this.#monotonicMs + byMs;
    for (;;) {
      const next = [...this.#timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#move(next.dueMs - this.#monotonicMs);
      next.run();
    }
    this.#move(untilMs - this.#monotonicMs);
  }

  /** The wall clock jumps; the monotonic one does not. */
  jump(byMs: number): void {
    this.#nowMs += byMs;
  }

  #move(byMs: number): void {
    this.#monotonicMs += byMs;
    this.#nowMs += byMs;
  }
}
