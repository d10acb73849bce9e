import { describe, expect, test } from 'vitest';
import { longestCountMs } from '#contract/search.ts';
import {
  brushAfterKey,
  brushOf,
  bucketsOf,
  bucketUnit,
  countIn,
  dragged,
  gripAt,
  indexAt,
  labelled,
  stretchOf,
} from '../../../renderer/features/journal/hour-bar-rules.ts';
import { barWindow, dayAwayMs, fullHourMs, spanWindow } from '../../../renderer/features/journal/journal-span.ts';
import { startOfDayMs } from '../../../renderer/text/format.ts';

const hour = 3_600_000;
const nowMs = new Date(2026, 10, 23, 14, 20).getTime();
const midnight = new Date(2026, 10, 23).getTime();
const window = { fromMs: midnight, toMs: midnight + 6 * hour };

describe('a span of time', () => {
  test('by the calendar ends and begins at midnight', () => {
    expect(spanWindow({ span: 'today' }, nowMs)).toEqual({ fromMs: midnight, toMs: null });
    expect(spanWindow({ span: 'yesterday' }, nowMs)).toEqual({ fromMs: dayAwayMs(midnight, -1), toMs: midnight });
  });

  test('in hours is the same question until the hour is over', () => {
    const day = { span: 'hours', hours: 24 } as const;
    expect(spanWindow(day, nowMs)).toEqual(spanWindow(day, nowMs + 39 * 60_000));
    expect(spanWindow(day, nowMs).fromMs).toBe(fullHourMs(nowMs) - 24 * hour);
  });

  test('is counted no longer than the station counts', () => {
    const spans = [
      { span: 'all' },
      { span: 'hours', hours: 24 * 366 },
      { span: 'between', fromMs: 0, toMs: nowMs },
    ] as const;
    for (const span of spans) {
      const { fromMs, toMs, whole } = barWindow(span, nowMs);
      expect(whole).toBe(false);
      expect(toMs - fromMs).toBeLessThanOrEqual(longestCountMs);
      expect(startOfDayMs(fromMs)).toBe(fromMs);
    }
    expect(barWindow({ span: 'hours', hours: 168 }, nowMs).whole).toBe(true);
  });

  test('of today is drawn to its end', () => {
    expect(barWindow({ span: 'today' }, nowMs)).toEqual({
      fromMs: midnight,
      toMs: dayAwayMs(midnight, 1),
      whole: true,
    });
  });
});

describe('bars', () => {
  test('stand for every hour, those with nothing too', () => {
    const buckets = bucketsOf(window, [
      { startMs: midnight + hour, sightings: 4, hits: 1 },
      { startMs: midnight + 5 * hour, sightings: 2, hits: 0 },
      { startMs: midnight + 40 * hour, sightings: 9, hits: 9 },
    ]);
    expect(buckets.map(({ sightings }) => sightings)).toEqual([0, 4, 0, 0, 0, 2]);
    expect(countIn(buckets, null)).toEqual({ sightings: 6, hits: 1 });
    expect(countIn(buckets, { fromMs: midnight + 2 * hour, toMs: midnight + 9 * hour })).toEqual({
      sightings: 2,
      hits: 0,
    });
  });

  test('are cut to a window that begins within an hour, and keep its count', () => {
    const cut = { fromMs: midnight + hour / 2, toMs: midnight + 2 * hour };
    const buckets = bucketsOf(cut, [{ startMs: midnight, sightings: 3, hits: 0 }]);
    expect(buckets[0]).toEqual({ fromMs: cut.fromMs, toMs: midnight + hour, sightings: 3, hits: 0 });
  });

  test('stand for days when the span is long', () => {
    const month = { fromMs: dayAwayMs(midnight, -29), toMs: dayAwayMs(midnight, 1) };
    expect(bucketUnit(month)).toBe('day');
    const buckets = bucketsOf(month, [
      { startMs: midnight + hour, sightings: 1, hits: 0 },
      { startMs: midnight + 23 * hour, sightings: 1, hits: 1 },
    ]);
    expect(buckets).toHaveLength(30);
    expect(buckets.at(-1)).toMatchObject({ fromMs: midnight, sightings: 2, hits: 1 });
  });

  test('are labelled at round hours, and not too often', () => {
    const day = bucketsOf({ fromMs: midnight, toMs: dayAwayMs(midnight, 1) }, []);
    const labels = labelled(day, 'hour', 12);
    expect(labels).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
    const week = bucketsOf({ fromMs: dayAwayMs(midnight, -6), toMs: dayAwayMs(midnight, 1) }, []);
    expect(labelled(week, 'hour', 12)).toHaveLength(7);
  });
});

describe('a brush becomes a stretch of time', () => {
  const buckets = bucketsOf(window, [{ startMs: midnight + 3 * hour, sightings: 1, hits: 0 }]);

  test('whichever way it was drawn', () => {
    const stretch = { fromMs: midnight + hour, toMs: midnight + 4 * hour };
    expect(stretchOf(buckets, { anchor: 1, head: 3 })).toEqual(stretch);
    expect(stretchOf(buckets, { anchor: 3, head: 1 })).toEqual(stretch);
    expect(brushOf(buckets, stretch)).toEqual({ anchor: 1, head: 3 });
  });

  test('and none outside the window', () => {
    expect(brushOf(buckets, { fromMs: 0, toMs: hour })).toBeNull();
    expect(brushOf(buckets, null)).toBeNull();
  });

  test('taken by an end keeps the other; taken whole it moves, and stays inside', () => {
    const brush = { anchor: 1, head: 2 };
    expect(gripAt(1.1, brush, 0.3)).toBe('from');
    expect(gripAt(2.9, brush, 0.3)).toBe('to');
    expect(gripAt(2, brush, 0.3)).toBe('whole');
    expect(gripAt(4.5, brush, 0.3)).toBe('new');
    expect(gripAt(2, null, 0.3)).toBe('new');
    expect(dragged('from', brush, 1, 0, 6)).toEqual({ anchor: 2, head: 0 });
    expect(dragged('to', brush, 2, 5, 6)).toEqual({ anchor: 1, head: 5 });
    expect(dragged('whole', brush, 1, 9, 6)).toEqual({ anchor: 4, head: 5 });
    expect(dragged('whole', brush, 1, 0, 6)).toEqual({ anchor: 0, head: 1 });
    expect(dragged('new', brush, 4, 5, 6)).toEqual({ anchor: 4, head: 5 });
  });

  test('by key begins at the newest bar that has something', () => {
    const first = brushAfterKey('ArrowLeft', false, null, buckets);
    expect(first).toEqual({ anchor: 3, head: 3 });
    expect(brushAfterKey('ArrowLeft', false, first, buckets)).toEqual({ anchor: 2, head: 2 });
    expect(brushAfterKey('ArrowLeft', true, first, buckets)).toEqual({ anchor: 3, head: 2 });
    expect(brushAfterKey('End', true, first, buckets)).toEqual({ anchor: 3, head: 5 });
    expect(brushAfterKey('ArrowRight', false, { anchor: 5, head: 5 }, buckets)).toEqual({ anchor: 5, head: 5 });
    expect(brushAfterKey('x', false, first, buckets)).toBeNull();
  });

  test('the pointer is always over some bar', () => {
    expect(indexAt(-0.2, 6)).toBe(0);
    expect(indexAt(0.5, 6)).toBe(3);
    expect(indexAt(1.2, 6)).toBe(5);
  });
});
