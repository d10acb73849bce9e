import { describe, expect, test } from 'vitest';
import { longestMuteMs, muteNow, MuteStore, parseMute } from '../../../renderer/features/console/mute.ts';
import type { Mute } from '../../../renderer/features/console/mute.ts';

const mute: Mute = { by: 'guard1', reason: '检修警号', sinceMs: 1_000_000, untilMs: 1_300_000 };

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe('a mute', () => {
  test('holds until its end, and no longer', () => {
    expect(muteNow(mute, 'guard1', 1_299_999)).toBe(mute);
    expect(muteNow(mute, 'guard1', 1_300_000)).toBeNull();
  });

  test('is of whoever asked for it: the next guard hears everything', () => {
    expect(muteNow(mute, 'guard2', 1_100_000)).toBeNull();
    expect(muteNow(mute, null, 1_100_000)).toBeNull();
  });

  test('does not hold when a leap of the clock, or a hand in the storage, would make it last longer than an hour', () => {
    expect(muteNow(mute, 'guard1', mute.untilMs - longestMuteMs - 1)).toBeNull();
    expect(muteNow({ ...mute, untilMs: 9e15 }, 'guard1', 1_100_000)).toBeNull();
  });

  test.each([null, '', 'no JSON', '[]', '{"by":"guard1"}', '{"by":"g","reason":"","sinceMs":1,"untilMs":2}'])(
    'is none when %s is stored',
    (text) => {
      expect(parseMute(text)).toBeNull();
    },
  );
});

describe('the store', () => {
  test('keeps it over a reload and forgets it when it ends', () => {
    const storage = memory();
    const store = new MuteStore(storage);
    store.set(mute);
    expect(new MuteStore(storage).current()).toEqual(mute);
    store.set(null);
    expect(new MuteStore(storage).current()).toBeNull();
    expect(storage.kept.size).toBe(0);
  });

  test('tells who listens, also when the storage refuses', () => {
    const store = new MuteStore({
      ...memory(),
      setItem: () => {
        throw new Error('full');
      },
    });
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    store.set(mute);
    expect(told).toBe(1);
    expect(store.current()).toEqual(mute);
  });
});
