import { expect, test } from 'vitest';
import { outboxKind } from '#contract/county.ts';
import { holdsDays } from '../../../main/county/holds-days.ts';
import { OutboxLimits } from '../../../main/county/outbox-limits.ts';
import { noCounts } from '../../../main/county/outbox-store.ts';
import { days, hours } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import type { Log } from '../../../main/system/log.ts';

const gib = 1024 ** 3;
const said: string[] = [];
const log: Log = { ...silentLog, warn: (event) => void said.push(event), info: (event) => void said.push(event) };

function at(free: number | null): { limits: OutboxLimits; disk: { free: number | null } } {
  const disk = { free };
  said.length = 0;
  return { limits: new OutboxLimits({ disk: { freeBytes: () => disk.free }, log }), disk };
}
const taken = (limits: OutboxLimits) =>
  outboxKind.options.filter((kind) => {
    try {
      limits.check(kind, noCounts());
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'disk-full' });
      return false;
    }
  });

test.each([
  [null, 'test alarm status summary capture', ''],
  [3 * gib, 'test alarm status summary capture', ''],
  [2 * gib - 1, 'test alarm status summary', 'capture'],
  [gib - 1, 'test alarm status', 'capture summary'],
  [gib / 2 - 1, 'test alarm', 'capture summary status'],
  [0, 'test alarm', 'capture summary status'],
])('with %s bytes free it takes %s', (free, kinds, refusing) => {
  const { limits } = at(free);
  expect(taken(limits).join(' ')).toBe(kinds);
  expect(limits.refusing.join(' ')).toBe(refusing);
});

test('it is said once, and takes again by itself once there is clearly more room', () => {
  const { limits, disk } = at(gib - 1);
  for (let n = 0; n < 5; n++) taken(limits);
  expect(said.filter((event) => event === 'the disk is full for the outbox')).toHaveLength(1);
  disk.free = gib + 1;
  expect(limits.look()).toBe(false);
  expect(limits.refusing).toEqual(['capture', 'summary']);
  disk.free = 1.2 * gib;
  expect(limits.look()).toBe(true);
  expect(limits.refusing).toEqual(['capture']);
  disk.free = 4 * gib;
  expect(taken(limits)).toEqual(outboxKind.options);
  expect(said).toContain('the outbox takes everything again');
});

test('a write that the disk refused shows until one succeeds or there is plenty of room', () => {
  const { limits, disk } = at(null);
  limits.couldNotWrite(['alarm']);
  expect(limits.refusing).toEqual(['capture', 'summary', 'status', 'alarm']);
  limits.wrote();
  expect(limits.refusing).toEqual([]);
  limits.couldNotWrite(['summary']);
  expect(limits.refusing).toEqual(['capture', 'summary']);
  disk.free = 4 * gib;
  expect(limits.look()).toBe(true);
  expect(limits.refusing).toEqual([]);
});

test('too much of a kind is refused, alarms never, and how many were refused is said', () => {
  const { limits } = at(4 * gib);
  const full = noCounts();
  for (const kind of outboxKind.options) full.byKind[kind] = 1_000_000;
  for (const kind of ['status', 'summary', 'capture'] as const) {
    for (let n = 0; n < 3; n++) {
      expect(() => limits.check(kind, full)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    }
  }
  limits.check('alarm', full);
  limits.check('test', full);
  expect(said).toEqual(Array(3).fill('the outbox refuses messages'));
  limits.check('status', noCounts());
  expect(said.at(-1)).toBe('the outbox takes this kind again');
});

test('captures are bounded by bytes as well', () => {
  const { limits } = at(null);
  const heavy = noCounts();
  heavy.bytesByKind.capture = 2 * gib;
  expect(() => limits.check('capture', heavy)).toThrow(expect.objectContaining({ code: 'unavailable' }));
});

test('how long the disk holds is its free space over the pace of the last day', () => {
  const grown = { messages: 1_000, bytes: 1_000 * 500 };
  expect(holdsDays(grown, days(30), 10_000_000)).toBe(10);
  expect(holdsDays(grown, hours(12), 10_000_000)).toBe(5);
  // A minute says nothing of a day.
  expect(holdsDays(grown, 60_000, 24_000_000)).toBe(1);
  expect(holdsDays(grown, -days(3), 24_000_000)).toBe(1);
  expect(holdsDays(grown, days(30), null)).toBeNull();
  expect(holdsDays({ messages: 0, bytes: 0 }, days(30), 10_000_000)).toBeNull();
});
