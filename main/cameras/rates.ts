const windowSeconds = 5;

/** Frames and bits a second over the last few seconds, in one bucket a second. */
export class Rates {
  readonly #buckets = Array.from({ length: windowSeconds + 1 }, () => ({ second: -1, frames: 0, bytes: 0 }));

  count(nowMs: number, bytes: number): void {
    const second = Math.floor(nowMs / 1000);
    const bucket = this.#buckets[second % this.#buckets.length];
    if (bucket === undefined) return;
    if (bucket.second !== second) {
      bucket.second = second;
      bucket.frames = 0;
      bucket.bytes = 0;
    }
    bucket.frames += 1;
    bucket.bytes += bytes;
  }

  /** The second that is running is left out: it is not over. */
  over(nowMs: number): { framesPerSecond: number; kilobitsPerSecond: number } {
    const now = Math.floor(nowMs / 1000);
    const whole = this.#buckets.filter(({ second }) => second >= now - windowSeconds && second < now && second >= 0);
    const seconds = Math.max(1, whole.length === 0 ? 1 : now - Math.min(...whole.map(({ second }) => second)));
    const frames = whole.reduce((sum, bucket) => sum + bucket.frames, 0);
    const bytes = whole.reduce((sum, bucket) => sum + bucket.bytes, 0);
    return { framesPerSecond: frames / seconds, kilobitsPerSecond: (bytes * 8) / 1000 / seconds };
  }
}
