/** How long the disk lasts at the pace of the last day. Pure. */

export interface DiskSample {
  atMs: number;
  /** Bytes the data directory takes. */
  usedBytes: number;
}

const windowMs = 24 * 3_600_000;
const dayMs = 24 * 3_600_000;
/** A rate over less than this says more about the last burst than about the day. */
const leastSpanMs = 3_600_000;

/** Days until `freeBytes` are used up; null when nothing was measured for long enough, or nothing grows. */
export function forecastDays(samples: readonly DiskSample[], freeBytes: number): number | null {
  const last = samples.at(-1);
  if (last === undefined) return null;
  const first = samples.find(({ atMs }) => atMs >= last.atMs - windowMs);
  if (first === undefined || last.atMs - first.atMs < leastSpanMs) return null;
  const grown = last.usedBytes - first.usedBytes;
  if (grown <= 0) return null;
  return freeBytes / ((grown / (last.atMs - first.atMs)) * dayMs);
}

/** Adds a sample and forgets what the forecast no longer looks at. */
export function withSample(samples: readonly DiskSample[], sample: DiskSample): DiskSample[] {
  return [...samples.filter(({ atMs }) => atMs <= sample.atMs && atMs > sample.atMs - windowMs - leastSpanMs), sample];
}
