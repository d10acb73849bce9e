import { describe, expect, test } from 'vitest';
import { decideRing, decideSaying, rings } from '../../../renderer/features/alarms/ringing.ts';
import type { Ear } from '../../../renderer/features/alarms/ringing.ts';
import { anAlarm, inHand } from './alarm-fixture.ts';

const guard: Ear = { role: 'guard', ringsAtOnce: false, muted: false };
const chief: Ear = { ...guard, role: 'chief' };
const escalated = { escalation: { level: 1, atMs: 1_030_000 } } as const;

describe('the tone', () => {
  test('is that of the most serious alarm nobody has taken', () => {
    const alarms = [
      anAlarm({ id: 1, priority: 1, ...inHand }),
      anAlarm({ id: 2, priority: 2 }),
      anAlarm({ id: 3, priority: 3 }),
    ];
    expect(decideRing(alarms, guard)).toEqual({ priority: 2, louder: false });
    expect(decideRing([anAlarm({ id: 1, ...inHand })], guard)).toBeNull();
  });

  test('is louder once one of them is escalated', () => {
    const alarms = [anAlarm({ id: 1, priority: 2 }), anAlarm({ id: 2, priority: 3, ...escalated })];
    expect(decideRing(alarms, guard)).toEqual({ priority: 2, louder: true });
  });

  test('stays the same while a counter climbs', () => {
    const before = [anAlarm({ id: 1, count: 1 })];
    const after = [anAlarm({ id: 1, count: 900, lastSeenAtMs: 2_000_000, revision: 901 })];
    expect(decideRing(after, guard)).toEqual(decideRing(before, guard));
  });
});

describe('a chief’s console', () => {
  test('waits until an alarm is escalated, and rings with the guards when it is told to', () => {
    expect(rings(anAlarm({ id: 1 }), chief)).toBe(false);
    expect(rings(anAlarm({ id: 1, ...escalated }), chief)).toBe(true);
    expect(rings(anAlarm({ id: 1 }), { ...chief, ringsAtOnce: true })).toBe(true);
  });

  test('is silent once somebody has taken it', () => {
    expect(rings(anAlarm({ id: 1, ...escalated, ...inHand }), chief)).toBe(false);
  });

  test('says it when it begins to ring', () => {
    expect(decideSaying(anAlarm({ id: 1, ...escalated }), anAlarm({ id: 1 }), chief)).toEqual({
      why: 'escalated',
      level: 1,
    });
    expect(decideSaying(anAlarm({ id: 1 }), null, chief)).toBeNull();
  });
});

describe('a muted console', () => {
  const muted = { ...guard, muted: true };
  test('leaves out all but the most serious', () => {
    expect(
      decideRing([anAlarm({ id: 1, priority: 2 }), anAlarm({ id: 2, priority: 3, ...escalated })], muted),
    ).toBeNull();
    expect(decideRing([anAlarm({ id: 1, priority: 1 }), anAlarm({ id: 2, priority: 2 })], muted)).toEqual({
      priority: 1,
      louder: false,
    });
  });

  test('says nothing it does not ring for', () => {
    expect(decideSaying(anAlarm({ id: 1, priority: 2 }), null, muted)).toBeNull();
    expect(decideSaying(anAlarm({ id: 1, priority: 1 }), null, muted)).toEqual({ why: 'raised' });
  });
});

describe('what is said aloud', () => {
  test('a new alarm, one that goes further, one that becomes more serious or is seen elsewhere', () => {
    const elsewhere = anAlarm({ id: 1, cameraId: 'west' });
    expect(decideSaying(elsewhere, anAlarm({ id: 1 }), guard)).toEqual({ why: 'raised' });
    const level2 = { escalation: { level: 2, atMs: 1_120_000 } } as const;
    expect(decideSaying(anAlarm({ id: 1 }), null, guard)).toEqual({ why: 'raised' });
    expect(decideSaying(anAlarm({ id: 1, ...level2 }), anAlarm({ id: 1, ...escalated }), guard)).toEqual({
      why: 'escalated',
      level: 2,
    });
    expect(decideSaying(anAlarm({ id: 1, priority: 1 }), anAlarm({ id: 1, priority: 2 }), guard)).toEqual({
      why: 'raised',
    });
  });

  test('nothing for a counter that climbs, a note, or an acknowledgement', () => {
    const before = anAlarm({ id: 1 });
    expect(decideSaying(anAlarm({ id: 1, count: 500 }), before, guard)).toBeNull();
    expect(decideSaying({ ...before, notes: [{ by: 'guard1', atMs: 1, text: '核对中' }] }, before, guard)).toBeNull();
    expect(decideSaying(anAlarm({ id: 1, ...inHand }), before, guard)).toBeNull();
  });
});
