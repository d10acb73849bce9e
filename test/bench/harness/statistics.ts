/** The few figures benches are judged by: pure. */

/** Nearest rank: the smallest value that at least `share` (0–1) of all values do not exceed. Null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Rise of y per unit of x, by least squares. Null when the points do not lie at two places at least. */
export function slope(points: readonly { x: number; y: number }[]): number | null {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  if (meanX === null || meanY === null) return null;
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2));
  return spread === 0 ? null : sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
}

/** Null instead of a division by nothing. */
export function ratio(one: number, other: number): number | null {
  return other === 0 ? null : one / other;
}
