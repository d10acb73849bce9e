/** Frames that may wait for their other half. */
const mostUnmatched = 256;
const mostSamples = 900;
/** Beyond this the two clocks are not one. */
const longestBelievableMs = 60_000;

/**
 * Latency from arrival at the station to presentation. The worker knows when a frame arrived, the window when it was
 * presented; the frame's timestamp, which `requestVideoFrameCallback` gives as `mediaTime`, joins the two.
 */
export class LatencyMeter {
  #arrivals = new Map<number, number>();
  #presented = new Map<number, number>();
  #samples: number[] = [];
  #next = 0;

  arrived(timestampUs: number, arrivalMs: number): void {
    const presentedAtMs = this.#presented.get(timestampUs);
    if (presentedAtMs === undefined) {
      remember(this.#arrivals, timestampUs, arrivalMs);
      return;
    }
    this.#presented.delete(timestampUs);
    this.#sample(presentedAtMs - arrivalMs);
  }

  presented(timestampUs: number, presentedAtMs: number): void {
    const arrivalMs = this.#arrivals.get(timestampUs);
    if (arrivalMs === undefined) {
      remember(this.#presented, timestampUs, presentedAtMs);
      return;
    }
    this.#arrivals.delete(timestampUs);
    this.#sample(presentedAtMs - arrivalMs);
  }

  /** Milliseconds, in order of size. */
  samples(): number[] {
    return this.#samples.toSorted((a, b) => a - b);
  }

  /** The share (0–1) of samples that are no larger; null without samples. */
  quantile(share: number): number | null {
    return quantile(this.samples(), share);
  }

  clear(): void {
    this.#arrivals.clear();
    this.#presented.clear();
    this.#samples = [];
    this.#next = 0;
  }

  #sample(latencyMs: number): void {
    if (latencyMs < 0 || latencyMs > longestBelievableMs) return;
    this.#samples[this.#next] = latencyMs;
    this.#next = (this.#next + 1) % mostSamples;
  }
}

export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

function remember(map: Map<number, number>, key: number, value: number): void {
  map.set(key, value);
  if (map.size <= mostUnmatched) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
