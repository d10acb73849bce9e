import { describe, expect, test } from 'vitest';
import { decideEventHealth, EventRhythm } from '../../../../main/cameras/health/event-rhythm.ts';
import type { EventFacts } from '../../../../main/cameras/health/event-rhythm.ts';
import { days, hours, minutes, seconds } from '../../../../main/system/clock.ts';

const hourOfDay = (atMs: number): number => Math.floor(atMs / hours(1)) % 24;

/** Two weeks of a gate: an event every `everyMs` from 7 to 20 o'clock, none at night. */
function gateRhythm(everyMs: number, overDays = 14): EventRhythm {
  const rhythm = new EventRhythm(hourOfDay);
  for (let day = 0; day < overDays; day += 1) {
    for (let atMs = days(day) + hours(7); atMs <= days(day) + hours(20); atMs += everyMs) rhythm.event(atMs);
  }
  return rhythm;
}
const today = days(14);

function judge(rhythm: EventRhythm, nowMs: number, over: Partial<EventFacts> = {}) {
  return decideEventHealth({
    hasDevice: true,
    videoIsLive: true,
    lastEventAtMs: rhythm.lastEventAtMs,
    watchedSinceMs: 0,
    nowMs,
    expectedWithinMs: (atMs) => rhythm.expectedWithinMs(atMs),
    ...over,
  });
}

describe('how long a silence is usual', () => {
  test('six times the gap that 95 of 100 stay below, but never less than ten minutes', () => {
    expect(gateRhythm(seconds(20)).expectedWithinMs(today + hours(10))).toBe(minutes(10));
    const busy = gateRhythm(minutes(8)).expectedWithinMs(today + hours(10)) ?? 0;
    expect(busy).toBeGreaterThanOrEqual(6 * minutes(8));
    // Buckets are half an octave wide.
    expect(busy).toBeLessThan(6 * minutes(8) * Math.SQRT2);
  });

  test('the quiet of the night is the habit of the night', () => {
    const rhythm = gateRhythm(minutes(2));
    expect(rhythm.expectedWithinMs(today + hours(3))).toBeNull(); // one gap a night is not yet a habit
    expect(rhythm.expectedWithinMs(today + hours(10))).toBeLessThan(hours(1));
  });

  test('a few events, or those of one day, are no habit', () => {
    expect(new EventRhythm(hourOfDay).expectedWithinMs(today)).toBeNull();
    expect(gateRhythm(minutes(30), 5).expectedWithinMs(days(5) + hours(10))).toBeNull();
    expect(gateRhythm(seconds(10), 2).expectedWithinMs(days(2) + hours(10))).toBeNull();
  });

  test('a gap in which the video was away is not counted', () => {
    const rhythm = new EventRhythm(hourOfDay);
    for (let day = 0; day < 5; day += 1) {
      for (let n = 0; n < 10; n += 1) {
        rhythm.event(days(day) + hours(9) + n * minutes(6));
        rhythm.interrupt();
      }
    }
    expect(rhythm.expectedWithinMs(days(5) + hours(9))).toBeNull();
  });

  test('it is remembered, and what is older than two weeks is forgotten', () => {
    const rhythm = gateRhythm(minutes(4), 30);
    const remembered = rhythm.takeChanged();
    expect(remembered[0]!.hourStartMs).toBeGreaterThanOrEqual(days(29 - 15));
    const again = new EventRhythm(hourOfDay, remembered);
    expect(again.lastEventAtMs).toBe(rhythm.lastEventAtMs);
    expect(again.expectedWithinMs(days(30) + hours(10))).toBe(rhythm.expectedWithinMs(days(30) + hours(10)));
    expect(rhythm.takeChanged()).toEqual([]);
  });
});

describe('an event channel that is silent while video works', () => {
  const rhythm = gateRhythm(minutes(2));
  for (let atMs = today + hours(7); atMs <= today + hours(10); atMs += minutes(2)) rhythm.event(atMs);
  const last = rhythm.lastEventAtMs ?? 0;
  const limitMs = rhythm.expectedWithinMs(last) ?? 0;

  test('is noticed once its silence is longer than its own habit', () => {
    expect(judge(rhythm, last + limitMs - seconds(1))).toMatchObject({ is: 'fine', expectedWithinMs: limitMs });
    expect(judge(rhythm, last + limitMs + seconds(1))).toEqual({
      ...{ is: 'silent', lastEventAtMs: last, silentForMs: limitMs + seconds(1), expectedWithinMs: limitMs },
    });
  });

  test('is not blamed for the time its video was away', () => {
    const nowMs = last + hours(1);
    expect(judge(rhythm, nowMs, { videoIsLive: false })).toEqual({ is: 'no-video' });
    expect(judge(rhythm, nowMs, { watchedSinceMs: nowMs - minutes(5) })).toMatchObject({ is: 'fine' });
    expect(judge(rhythm, nowMs, { hasDevice: false })).toEqual({ is: 'none' });
  });

  test('has until well into the morning to wake: a night of silence is nothing', () => {
    const gate = gateRhythm(minutes(2));
    expect(judge(gate, today + hours(6)).is).toBe('learning');
    expect(judge(gate, today + hours(7) + seconds(30)).is).toBe('fine');
    expect(judge(gate, today + hours(9)).is).toBe('silent');
  });

  test('that never said anything is still being learned, however long', () => {
    expect(judge(new EventRhythm(hourOfDay), days(40))).toEqual({ is: 'learning', lastEventAtMs: null });
  });
});
