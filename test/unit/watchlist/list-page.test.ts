import { describe, expect, test } from 'vitest';
import type { EntryFilter, WatchlistEntry } from '#contract/watchlist.ts';
import { days } from '../../../main/system/clock.ts';
import { statusOf } from '../../../main/watchlist/entry-status.ts';
import { EntryTallies, statsOf } from '../../../main/watchlist/entry-stats.ts';
import { decideNotices } from '../../../main/watchlist/expiry-watch.ts';
import { inOrder, pageOf } from '../../../main/watchlist/list-page.ts';
import { numberRanges } from '../../../main/watchlist/number-ranges.ts';
import { settingsProblemOf } from '../../../main/watchlist/settings.ts';
import { usualSettings } from '#contract/watchlist.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';

const nowMs = Date.UTC(2026, 10, 23);
const tally = { entryId: 2, alarms: 6, resolved: 5, trueHits: 2, falseMatches: 3, lastHitAtMs: 9 };
const entries: WatchlistEntry[] = [
  anEntry({ id: 1, note: 'White VAN' }),
  anEntry({ id: 2, plate: '鲁P54321', priority: 1, approvedBy: null, basis: '聊公协 2026-7' }),
  aPersonEntry({ id: 3, origin: 'console', category: 'missing-person', expiresAtMs: nowMs + days(3) }),
  anEntry({ id: 4, plate: '鲁P00004', validFromMs: nowMs + 1 }),
  anEntry({ id: 5, plate: '鲁P00005', expiresAtMs: nowMs }),
];
const facts = { nowMs, expiryNoticeDays: 14, tallies: new Map([[2, tally]]) };
const page = (filter: EntryFilter, offset = 0, limit = 100) =>
  pageOf(inOrder(entries), { filter, offset, limit }, facts);
const ids = (filter: EntryFilter, offset?: number, limit?: number) =>
  page(filter, offset, limit).entries.map(({ entry }) => entry.id);

test('the most urgent come first, then the newest; counts are of the whole list', () => {
  expect(ids({})).toEqual([2, 5, 4, 3, 1]);
  expect(ids({}, 1, 2)).toEqual([5, 4]);
  expect(page({ kind: 'person' })).toMatchObject({
    total: 1,
    counts: { all: 5, inForce: 2, waiting: 1, expiringSoon: 1, doubtful: 1 },
  });
});

test.each<[EntryFilter, number[]]>([
  [{ kind: 'person' }, [3]],
  [{ category: 'missing-person' }, [3]],
  [{ status: 'waiting' }, [2]],
  [{ status: 'future' }, [4]],
  [{ status: 'expired' }, [5]],
  [{ status: 'expiring-soon' }, [3]],
  [{ status: 'valid' }, [1]],
  [{ origin: 'console' }, [3]],
  [{ doubtful: true }, [2]],
  [{ text: 'p·543' }, [2]],
  [{ text: '赵' }, [3]],
  [{ text: '公协' }, [2]],
  [{ text: 'white van' }, [1]],
  [{ text: '·' }, []],
  [{ kind: 'vehicle', status: 'valid', text: '12345' }, [1]],
])('asked for %o it finds %o', (filter, found) => expect(ids(filter)).toEqual(found));

describe('how an entry stands', () => {
  const status = (given: Partial<WatchlistEntry>) => statusOf({ ...anEntry(), ...given }, nowMs, 14);
  test('changes at the very instants', () => {
    expect(status({ expiresAtMs: nowMs + 1 })).toBe('expiring-soon');
    expect(status({ expiresAtMs: nowMs })).toBe('expired');
    expect(status({ expiresAtMs: nowMs + days(14) })).toBe('expiring-soon');
    expect(status({ expiresAtMs: nowMs + days(14) + 1 })).toBe('valid');
    expect(status({ validFromMs: nowMs })).toBe('valid');
    expect(status({ approvedBy: null, expiresAtMs: nowMs })).toBe('expired');
  });

  test('is announced once each way, and never of what nobody approved', () => {
    const soon = anEntry({ id: 1, expiresAtMs: nowMs + 1 });
    const over = anEntry({ id: 2, expiresAtMs: nowMs });
    const waiting = anEntry({ id: 3, approvedBy: null, expiresAtMs: nowMs });
    const list = [soon, over, waiting];
    expect(decideNotices(list, new Map(), nowMs, 14)).toEqual({ soon: [1], expired: [2] });
    const told = new Map([
      [1, 'soon' as const],
      [2, 'soon' as const],
    ]);
    expect(decideNotices(list, told, nowMs, 14)).toEqual({ soon: [], expired: [2] });
    // The wall clock went back.
    expect(decideNotices(list, new Map([[1, 'expired' as const]]), nowMs, 14)).toEqual({ soon: [], expired: [2] });
  });
});

test('an entry is doubtful once five of its alarms were closed, more than half of them as false', () => {
  expect(statsOf(2, tally).doubtful).toBe(true);
  expect(statsOf(2, { ...tally, resolved: 6 }).doubtful).toBe(false);
  expect(statsOf(2, { ...tally, resolved: 4, falseMatches: 4 }).doubtful).toBe(false);
  expect(statsOf(1, undefined)).toMatchObject({ hits: 0, lastHitAtMs: null, doubtful: false });
});

test('tallies are read once for all who ask within two seconds; a failure is not kept', async () => {
  const clock = new FakeClock();
  let reads = 0;
  const tallies = new EntryTallies({
    read: () => (++reads === 2 ? Promise.reject(new Error('disk')) : Promise.resolve([tally])),
    clock,
  });
  expect(await Promise.all([tallies.all(), tallies.all()])).toHaveLength(2);
  expect(reads).toBe(1);
  clock.advance(2000);
  await expect(tallies.all()).rejects.toThrow('disk');
  expect((await tallies.all()).get(2)).toEqual(tally);
  expect(reads).toBe(3);
});

test('many numbers are said in few', () => {
  expect(numberRanges([5, 1, 2, 3, 9, 3])).toBe('1-3, 5, 9');
  expect(numberRanges([])).toBe('');
});

test('own categories have names of their own, and stay while entries are in them', () => {
  const own = (...names: string[]) => ({
    ...usualSettings,
    ownCategories: names.map((name) => ({ name, priority: 3 as const, procedure: [] })),
  });
  expect(settingsProblemOf(own('欠费', '访客'), [])).toBeNull();
  expect(settingsProblemOf(own('欠费', '欠费'), [])).toMatchObject({ code: 'bad-input' });
  expect(settingsProblemOf(own('公安协查'), [])).toMatchObject({ code: 'bad-input' });
  const used = anEntry({ category: 'other', ownCategory: '访客' });
  expect(settingsProblemOf(own('欠费'), [used])).toMatchObject({ code: 'conflict', facts: { name: '访客' } });
});
