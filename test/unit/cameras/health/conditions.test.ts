import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamState } from '#contract/camera.ts';
import type { ConditionInterval } from '#contract/health.ts';
import { ConditionLog } from '../../../../main/cameras/health/condition-log.ts';
import { conditionOf, onlineTime } from '../../../../main/cameras/health/conditions.ts';
import type { Condition } from '../../../../main/cameras/health/conditions.ts';
import { hours, minutes, seconds } from '../../../../main/system/clock.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';

const live: StreamState = { state: 'live', sinceMs: 0, codec: 'avc1.4d401f', width: 640, height: 360 };
const stale: StreamState = { state: 'stale', sinceMs: 0, lastFrameAtMs: 0 };
const connecting: StreamState = { state: 'connecting', sinceMs: 0, attempt: 1 };
const offline: StreamState = {
  ...{ state: 'offline', sinceMs: 0, reason: 'wrong-password', detail: '401' },
  ...{ lastFrameAtMs: null, attempt: 3, retryAtMs: null },
};

describe('the condition of a camera', () => {
  test('is that of its better stream', () => {
    expect(conditionOf({ main: offline, sub: live })).toEqual({ condition: 'live', reason: null });
    expect(conditionOf({ main: stale, sub: offline })).toEqual({ condition: 'stale', reason: null });
    expect(conditionOf({ main: null, sub: offline })).toEqual({ condition: 'offline', reason: 'wrong-password' });
  });

  test('is unknown while nothing was tried', () => {
    expect(conditionOf({ main: null, sub: null }).condition).toBe('unknown');
    expect(conditionOf({ main: connecting, sub: null }).condition).toBe('unknown');
  });

  test('is offline when it sends what no screen shows', () => {
    expect(conditionOf({ main: { state: 'unplayable', sinceMs: 0, codec: 'x' }, sub: null })).toEqual({
      condition: 'offline',
      reason: 'unplayable',
    });
  });
});

const interval = (condition: ConditionInterval['condition'], fromMs: number, toMs: number): ConditionInterval => ({
  ...{ condition, reason: null, fromMs, toMs },
});

describe('the online rate', () => {
  test('is live time over known time: stale is not live, and what nobody looked at is in neither', () => {
    const intervals = [interval('live', 0, 60), interval('stale', 60, 70), interval('offline', 70, 80)];
    expect(onlineTime(intervals, 0, 100)).toEqual({ liveMs: 60, knownMs: 80, rate: 0.75 });
  });

  test('counts of an interval only what is inside the period', () => {
    expect(onlineTime([interval('live', 0, 60), interval('offline', 60, 100)], 50, 70)).toEqual({
      ...{ liveMs: 10, knownMs: 20, rate: 0.5 },
    });
  });

  test('is not 0 where nothing is known', () => {
    expect(onlineTime([], 0, 100).rate).toBeNull();
    expect(onlineTime([interval('unknown', 0, 100)], 0, 100).rate).toBeNull();
  });

  test('lies between 0 and 1, and two halves add up to the whole', () => {
    const one = fc.tuple(
      fc.constantFrom('live' as const, 'stale' as const, 'offline' as const),
      fc.nat(99),
      fc.nat(99),
    );
    fc.assert(
      fc.property(fc.array(one), fc.nat(99), (drawn, middle) => {
        const intervals = drawn.map(([condition, fromMs, forMs]) => interval(condition, fromMs, fromMs + forMs));
        const [whole, first, second] = [
          onlineTime(intervals, 0, 200),
          onlineTime(intervals, 0, middle),
          onlineTime(intervals, middle, 200),
        ];
        expect(first.liveMs + second.liveMs).toBe(whole.liveMs);
        expect(first.knownMs + second.knownMs).toBe(whole.knownMs);
        expect(whole.liveMs).toBeLessThanOrEqual(whole.knownMs);
      }),
    );
  });
});

describe('what is written of the conditions', () => {
  const up: Condition = { condition: 'live', reason: null };
  const down: Condition = { condition: 'offline', reason: 'unreachable' };
  const open = () => {
    const clock = new FakeClock(0);
    const log = new ConditionLog(clock);
    const look = (condition: Condition | null) => log.look(new Map(condition === null ? [] : [['cam-1', condition]]));
    const written = () => log.take().intervals.map(({ condition, fromMs, toMs }) => [condition, fromMs, toMs] as const);
    return { clock, log, look, written };
  };

  test('an interval reaches as far as it was looked at, and no further', () => {
    const { clock, look, written } = open();
    look(up);
    clock.advance(seconds(10));
    look(up);
    clock.advance(seconds(7));
    expect(written()).toEqual([['live', 0, 10_000]]);
    look(down);
    clock.advance(seconds(1));
    look(down);
    expect(written()).toEqual([
      ['live', 0, 17_000],
      ['offline', 17_000, 18_000],
    ]);
    expect(written()).toEqual([['offline', 17_000, 18_000]]);
  });

  test('an hour that the clock jumped over is unknown', () => {
    const { clock, look, written } = open();
    look(up);
    clock.advance(seconds(10));
    look(up);
    clock.jump(hours(1));
    clock.advance(seconds(10));
    look(up);
    clock.advance(seconds(10));
    look(up);
    expect(written()).toEqual([
      ['live', 0, 10_000],
      ['live', hours(1) + 20_000, hours(1) + 30_000],
    ]);
  });

  test('a camera that is removed is neither up nor down from then on', () => {
    const { clock, look, written } = open();
    look(down);
    clock.advance(minutes(1));
    look(null);
    clock.advance(minutes(1));
    look(null);
    expect(written()).toEqual([['offline', 0, 60_000]]);
  });

  test('what could not be written is written the next time, up to a bound', () => {
    const { clock, log, look, written } = open();
    for (let n = 0; n < 10_050; n += 1) {
      look(n % 2 === 0 ? up : down);
      clock.advance(1000);
    }
    log.take().giveBack();
    expect(written()).toHaveLength(10_000);
    expect(log.dropped).toBeGreaterThanOrEqual(49);
  });
});
