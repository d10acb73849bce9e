/** Counts as bars, and a stretch of them chosen by hand or key. Pure. */
import type { HourCount } from '#contract/search.ts';
import { dayAwayMs, fullHourMs, hourMs } from './journal-span.ts';

export interface Bucket {
  fromMs: number;
  toMs: number;
  sightings: number;
  hits: number;
}

export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** A week of hours can still be told apart on the smallest screen; more is shown by the day. */
const mostHours = 8 * 24;

export type BucketUnit = 'hour' | 'day';

export function bucketUnit({ fromMs, toMs }: Stretch): BucketUnit {
  return toMs - fromMs <= mostHours * hourMs ? 'hour' : 'day';
}

/** Every hour or day of the window, also those nothing was seen in; the first and last are cut to the window. */
export function bucketsOf(window: Stretch, hours: readonly HourCount[]): Bucket[] {
  const byDay = bucketUnit(window) === 'day';
  const buckets: Bucket[] = [];
  let startMs = byDay ? dayAwayMs(window.fromMs, 0) : fullHourMs(window.fromMs);
  while (startMs < window.toMs) {
    const endMs = byDay ? dayAwayMs(startMs, 1) : startMs + hourMs;
    buckets.push({
      fromMs: Math.max(startMs, window.fromMs),
      toMs: Math.min(endMs, window.toMs),
      sightings: 0,
      hits: 0,
    });
    startMs = endMs;
  }
  for (const hour of hours) {
    // The first hour may begin before the window does.
    const bucket = buckets.find(({ fromMs, toMs }) => hour.startMs < toMs && hour.startMs + hourMs > fromMs);
    if (bucket === undefined) continue;
    bucket.sightings += hour.sightings;
    bucket.hits += hour.hits;
  }
  return buckets;
}

/** Where a brush begins and where it is being drawn to, by index. */
export interface Brush {
  anchor: number;
  head: number;
}

/** Which bars a stretch covers; null when it covers none of them. */
export function brushOf(buckets: readonly Bucket[], stretch: Stretch | null): Brush | null {
  if (stretch === null) return null;
  const anchor = buckets.findIndex(({ toMs }) => toMs > stretch.fromMs);
  const head = buckets.findLastIndex(({ fromMs }) => fromMs < stretch.toMs);
  return anchor === -1 || head < anchor ? null : { anchor, head };
}

/** The time a brush covers, whichever way it was drawn. */
export function stretchOf(buckets: readonly Bucket[], { anchor, head }: Brush): Stretch | null {
  const first = buckets[Math.min(anchor, head)];
  const last = buckets[Math.max(anchor, head)];
  return first === undefined || last === undefined ? null : { fromMs: first.fromMs, toMs: last.toMs };
}

/** The bar under a fraction of the width. */
export function indexAt(fraction: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(fraction * count)));
}

/** What is held by the pointer: a new brush, one of its ends, or all of it. */
export type Grip = 'new' | 'from' | 'to' | 'whole';

/** An end is taken when it is pressed within so many bars of it, at most; half a bar at least. */
export function gripAt(at: number, brush: Brush | null, reach: number): Grip {
  if (brush === null) return 'new';
  const from = Math.min(brush.anchor, brush.head);
  const to = Math.max(brush.anchor, brush.head) + 1;
  if (Math.abs(at - from) <= reach) return 'from';
  if (Math.abs(at - to) <= reach) return 'to';
  return at > from && at < to ? 'whole' : 'new';
}

/** The brush after the pointer went from bar `start` to bar `now`. */
export function dragged(grip: Grip, before: Brush | null, start: number, now: number, count: number): Brush {
  if (grip === 'new' || before === null) return { anchor: start, head: now };
  const from = Math.min(before.anchor, before.head);
  const to = Math.max(before.anchor, before.head);
  if (grip === 'from') return { anchor: to, head: now };
  if (grip === 'to') return { anchor: from, head: now };
  const by = Math.min(count - 1 - to, Math.max(-from, now - start));
  return { anchor: from + by, head: to + by };
}

/** What a key does to the brush; null: nothing. Without one, the first arrow takes the newest bar that has something. */
export function brushAfterKey(
  key: string,
  extending: boolean,
  brush: Brush | null,
  buckets: readonly Bucket[],
): Brush | null {
  const last = buckets.length - 1;
  if (last < 0) return null;
  const newest = buckets.findLastIndex(({ sightings }) => sightings > 0);
  const begin = newest === -1 ? last : newest;
  const clamp = (index: number): number => Math.min(last, Math.max(0, index));
  const to = (head: number): Brush => {
    const at = clamp(head);
    return extending && brush !== null ? { anchor: brush.anchor, head: at } : { anchor: at, head: at };
  };
  switch (key) {
    case 'ArrowLeft':
      return brush === null ? { anchor: begin, head: begin } : to(brush.head - 1);
    case 'ArrowRight':
      return brush === null ? { anchor: begin, head: begin } : to(brush.head + 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    default:
      return null;
  }
}

/** Which bars carry a label below them, at most so many, at round hours or days. */
export function labelled(buckets: readonly Bucket[], unit: BucketUnit, most: number): number[] {
  if (unit === 'day') {
    const step = Math.max(1, Math.ceil(buckets.length / most));
    return buckets.flatMap((_, index) => ((buckets.length - 1 - index) % step === 0 ? [index] : []));
  }
  const step = [1, 2, 3, 4, 6, 12, 24].find((hours) => buckets.length / hours <= most) ?? 24;
  return buckets.flatMap(({ fromMs }, index) => {
    const at = new Date(fromMs);
    return at.getMinutes() === 0 && at.getHours() % step === 0 ? [index] : [];
  });
}

export function countIn(buckets: readonly Bucket[], stretch: Stretch | null): { sightings: number; hits: number } {
  return buckets
    .filter(({ fromMs, toMs }) => stretch === null || (fromMs < stretch.toMs && toMs > stretch.fromMs))
    .reduce((sum, { sightings, hits }) => ({ sightings: sum.sightings + sightings, hits: sum.hits + hits }), {
      sightings: 0,
      hits: 0,
    });
}
