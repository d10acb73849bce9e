import { expect, test } from 'vitest';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { Watchlist } from '../../../main/watchlist/watchlist.ts';
import type { WatchlistStore } from '../../../main/watchlist/watchlist-store.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aSighting } from '../../builders/sighting.ts';

const steps = { barred: ['拦下'], 'police-notice': [], 'wanted-vehicle': [], 'missing-person': [], other: [] };

async function watchlistOf(clock: FakeClock, ...entries: WatchlistEntry[]): Promise<Watchlist> {
  const store: Partial<WatchlistStore> = { load: () => Promise.resolve(entries) };
  const watchlist = new Watchlist({
    store: store as WatchlistStore,
    clock,
    log: silentLog,
    procedures: { zh: steps, en: steps },
    pointOf: (cameraId) => (cameraId === 'east-gate' ? 'gate' : 'other'),
  });
  await watchlist.start();
  return watchlist;
}

test('the second read of a listed car confirms it, and tells of the first', async () => {
  const clock = new FakeClock();
  const watchlist = await watchlistOf(clock, anEntry({ procedure: [] }));
  const [first] = watchlist.match(aSighting({ id: 11, plate: '鲁P1234S' }));
  expect(first).toMatchObject({
    hit: { reason: 'plate-look-alike', confirmed: false },
    entry: { procedure: ['拦下'] },
  });
  clock.advance(seconds(30));
  const [second] = watchlist.match(aSighting({ id: 12, cameraId: 'lane', receivedAtMs: clock.nowMs() }));
  expect(second).toMatchObject({
    hit: { reason: 'plate-exact', confirmed: true, reads: [{ sightingId: 12 }, { sightingId: 11, read: '鲁P1234S' }] },
  });
});

test('an entry for gates hits where the station knows a gate to be', async () => {
  const scope = { points: ['gate' as const], cameraIds: [] };
  const watchlist = await watchlistOf(new FakeClock(), anEntry({ scope }), aPersonEntry({ id: 2, scope }));
  const idNumber = '371525199003071235';
  expect(watchlist.match(aSighting())).toHaveLength(1);
  expect(watchlist.match(aSighting({ idNumber }))).toHaveLength(1);
  expect(watchlist.match(aSighting({ cameraId: 'lane' }))).toEqual([]);
  expect(watchlist.match(aSighting({ idNumber, cameraId: 'lane' }))).toEqual([]);
});

test('what falls short of a hit is kept to the watchlist itself', async () => {
  const watchlist = await watchlistOf(new FakeClock(), anEntry());
  expect(watchlist.match(aSighting({ plate: '鲁P12346' }))).toEqual([]);
});
