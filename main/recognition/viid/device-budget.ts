import type { Clock } from '../../system/clock.ts';

export interface BudgetLimits {
  /** Posts of one device being worked on at one time. */
  inFlight: number;
  postsPerSecond: number;
  /** Posts a device may make at once after a quiet time: what it kept while the station was away. */
  burst: number;
}

export const usualBudget: BudgetLimits = { inFlight: 32, postsPerSecond: 400, burst: 1200 };

interface Spending {
  inFlight: number;
  tokens: number;
  filledAtMs: number;
}

/** One device gone mad must not keep the others waiting. Holds devices of the directory only. */
export class DeviceBudget {
  readonly #limits: BudgetLimits;
  readonly #clock: Clock;
  readonly #devices = new Map<string, Spending>();

  constructor(limits: BudgetLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Null when the device must wait; otherwise call what is returned once the post is answered. */
  admit(deviceId: string): (() => void) | null {
    const nowMs = this.#clock.monotonicMs();
    const { inFlight, postsPerSecond, burst } = this.#limits;
    const spending = this.#devices.get(deviceId) ?? { inFlight: 0, tokens: burst, filledAtMs: nowMs };
    this.#devices.set(deviceId, spending);
    spending.tokens = Math.min(burst, spending.tokens + ((nowMs - spending.filledAtMs) / 1000) * postsPerSecond);
    spending.filledAtMs = nowMs;
    if (spending.inFlight >= inFlight || spending.tokens < 1) return null;
    spending.inFlight++;
    spending.tokens--;
    let open = true;
    return () => {
      if (open) spending.inFlight--;
      open = false;
    };
  }
}
