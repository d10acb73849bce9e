import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../../renderer/features/wall/layouts.ts';
import { activityStaysMs, nextEndMs, seatGuests, wantsOf } from '../../../renderer/features/wall/guests.ts';
import type { Guest, Want } from '../../../renderer/features/wall/guests.ts';
import { anAlarm } from './alarm-fixture.ts';

const quiet = { alarms: [], alarmHoldMs: 60_000, activity: null, nowMs: 100_000 };
const taken = { by: 'guard1', atMs: 90_000 };

describe('which cameras want to be seen', () => {
  test('those with an alarm, the most serious and untaken first; then the one with activity', () => {
    const alarms = [
      anAlarm({ id: 1, cameraId: 'a', priority: 3 }),
      anAlarm({ id: 2, cameraId: 'b', priority: 1 }),
      anAlarm({ id: 3, cameraId: 'c', priority: 1, state: 'acknowledged', acknowledged: taken }),
    ];
    const wants = wantsOf({ ...quiet, alarms, activity: { cameraId: 'd', atMs: 99_000 } });
    expect(wants.map(({ cameraId, why }) => `${cameraId} ${why}`)).toEqual([
      'b alarm',
      'a alarm',
      'c alarm',
      'd activity',
    ]);
    expect(nextEndMs(wants)).toBe(99_000 + activityStaysMs);
  });

  test('an alarm that was taken stays for the time set, one that is resolved not at all', () => {
    const alarm = anAlarm({ id: 1, cameraId: 'a', state: 'acknowledged', acknowledged: taken });
    const at = (nowMs: number) => wantsOf({ ...quiet, alarms: [alarm], nowMs }).length;
    expect([at(149_999), at(150_000)]).toEqual([1, 0]);
    const resolved = { by: 'guard1', atMs: 95_000, outcome: 'drill' as const, note: '' };
    expect(wantsOf({ ...quiet, alarms: [{ ...alarm, state: 'resolved', resolved }] })).toEqual([]);
  });

  test('none for an alarm where that is switched off', () => {
    expect(wantsOf({ ...quiet, alarms: [anAlarm({ id: 1, cameraId: 'a' })], alarmHoldMs: null })).toEqual([]);
  });
});

const want = (cameraId: string, why: Want['why'] = 'alarm'): Want => ({ cameraId, why, alarm: null, untilMs: null });
const seat = (over: Partial<Parameters<typeof seatGuests>[0]>): Guest[] =>
  seatGuests({
    ...{ seated: [], wants: [], page: ['a', 'b', 'c', 'd'], layout: layoutOf(4), touchedAtMs: () => 0 },
    ...over,
  });
const places = (guests: readonly Guest[]): string[] =>
  guests.map(({ cameraId, tile }) => `${cameraId}@${String(tile)}`);

describe('where they are seen', () => {
  test('a camera that is on the page already takes no other tile', () => {
    expect(seat({ wants: [want('c')] })).toEqual([]);
  });

  test('in the largest tile, where one is larger', () => {
    const page = ['a', 'b', 'c', 'd', 'e', null];
    expect(places(seat({ wants: [want('x')], page, layout: layoutOf(6) }))).toEqual(['x@0']);
  });

  test('in an empty tile before one that is in use, else in the one untouched for longest', () => {
    expect(places(seat({ wants: [want('x')], page: ['a', 'b', null, 'd'] }))).toEqual(['x@2']);
    const touched: Readonly<Record<string, number>> = { a: 9, b: 3, c: 7, d: 8 };
    expect(places(seat({ wants: [want('x')], touchedAtMs: (id) => touched[id] ?? 0 }))).toEqual(['x@1']);
  });

  test('never in the tile of a camera with an alarm of its own', () => {
    expect(places(seat({ wants: [want('a'), want('x')], page: ['a'], layout: layoutOf(1) }))).toEqual([]);
  });

  test('a guest keeps its tile while others come and go', () => {
    const seated = seat({ wants: [want('x'), want('y')] });
    expect(places(seated)).toEqual(['x@0', 'y@1']);
    expect(places(seat({ seated, wants: [want('z'), want('y')] }))).toEqual(['y@1', 'z@0']);
    expect(seat({ seated, wants: [] })).toEqual([]);
  });

  test('activity gives way to an alarm, and goes elsewhere or away', () => {
    const seated = seat({ wants: [want('m', 'activity')], page: ['a'], layout: layoutOf(1) });
    expect(places(seated)).toEqual(['m@0']);
    const wants = [want('x'), want('m', 'activity')];
    expect(places(seat({ seated, wants, page: ['a'], layout: layoutOf(1) }))).toEqual(['x@0']);
  });

  test('seating those who sit changes nothing', () => {
    const wants = [want('x'), want('y'), want('m', 'activity')];
    const seated = seat({ wants });
    expect(seat({ seated, wants })).toEqual(seated);
  });
});
