import type { SoundUnit } from './sounds.ts';

export interface SoundQueueBounds {
  /** Units that may wait. */
  units: number;
  /** Bytes that may wait. */
  bytes: number;
  /** How long the oldest may wait: what comes later than this is not worth hearing. */
  ageMs: number;
  /** Units a second in the long run, whatever a camera floods us with, … */
  unitsPerSecond: number;
  /** … and how many beyond that at once. */
  burstUnits: number;
}

/** A G.711 packet of 5 ms makes 200 units a second, AAC at 96 kHz 94; nobody sends shorter ones. */
export const soundBounds: SoundQueueBounds = {
  units: 64,
  bytes: 128 * 1024,
  ageMs: 500,
  unitsPerSecond: 220,
  burstUnits: 64,
};

export interface SoundQueueCounts {
  offered: number;
  sent: number;
  dropped: number;
  queued: number;
  credit: number;
}

/**
 * What waits for one listener. Every unit can be heard alone, so when too much waits the oldest goes. At any time
 * `sent + dropped + queued = offered`.
 */
export class SoundQueue {
  readonly #bounds: SoundQueueBounds;
  #waiting: { unit: SoundUnit; sinceMs: number }[] = [];
  #bytes = 0;
  #credit: number;
  #offered = 0;
  #sent = 0;
  #dropped = 0;
  #allowance: number;
  #allowanceAtMs: number | null = null;

  constructor(credit: number, bounds: SoundQueueBounds = soundBounds) {
    this.#bounds = bounds;
    this.#credit = credit;
    this.#allowance = bounds.burstUnits;
  }

  offer(unit: SoundUnit, nowMs: number): void {
    this.#offered += 1;
    this.#waiting.push({ unit, sinceMs: nowMs });
    this.#bytes += unit.bytes.byteLength;
    this.#shrink(nowMs);
  }

  /** The listener has consumed this many more. */
  grant(units: number): void {
    this.#credit = Math.min(this.#credit + units, this.#bounds.units);
  }

  take(nowMs: number): SoundUnit | null {
    this.#shrink(nowMs);
    if (this.#waiting.length === 0 || this.#credit < 1) return null;
    const elapsedMs = this.#allowanceAtMs === null ? 0 : Math.max(0, nowMs - this.#allowanceAtMs);
    this.#allowanceAtMs = nowMs;
    const refilled = this.#allowance + (elapsedMs * this.#bounds.unitsPerSecond) / 1000;
    this.#allowance = Math.min(refilled, this.#bounds.burstUnits);
    if (this.#allowance < 1) return null;
    this.#allowance -= 1;
    this.#credit -= 1;
    this.#sent += 1;
    return this.#shift();
  }

  counts(): SoundQueueCounts {
    return {
      offered: this.#offered,
      sent: this.#sent,
      dropped: this.#dropped,
      queued: this.#waiting.length,
      credit: this.#credit,
    };
  }

  #shrink(nowMs: number): void {
    for (;;) {
      const oldest = this.#waiting[0];
      if (oldest === undefined) return;
      const { units, bytes, ageMs } = this.#bounds;
      const fits = this.#waiting.length <= units && this.#bytes <= bytes && nowMs - oldest.sinceMs <= ageMs;
      if (fits) return;
      this.#shift();
      this.#dropped += 1;
    }
  }

  #shift(): SoundUnit | null {
    const first = this.#waiting.shift();
    if (first === undefined) return null;
    this.#bytes -= first.unit.bytes.byteLength;
    return first.unit;
  }
}
