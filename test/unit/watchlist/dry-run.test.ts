import { expect, test } from 'vitest';
import { DryRuns } from '../../../main/watchlist/dry-run.ts';
import type { RecentSightings, SeenBefore } from '../../../main/watchlist/dry-run.ts';
import { days } from '../../../main/system/clock.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { aDraft, aPersonDraft } from '../../builders/draft.ts';
import { anEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aSighting } from '../../builders/sighting.ts';

const clock = new FakeClock();

/** One a minute, the newest now. */
function seen(count: number, plateOf: (n: number) => string): SeenBefore[] {
  return Array.from({ length: count }, (_, n) => {
    const receivedAtMs = clock.nowMs() - n * 60_000;
    return { ...aSighting({ id: count - n, plate: plateOf(n) }), receivedAtMs };
  });
}

function recent(all: readonly SeenBefore[]): RecentSightings & { asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    async before(last, { fromMs, limit }) {
      asked.push(limit);
      const from = last === null ? 0 : all.findIndex(({ id }) => id === last.id) + 1;
      return all.slice(from, from + limit).filter(({ receivedAtMs }) => receivedAtMs >= fromMs);
    },
  };
}

const runs = (sightings: RecentSightings, most?: number) =>
  new DryRuns({ sightings, newMatcher: () => new Matcher(), clock, ...(most === undefined ? {} : { most }) });

test('says how often each would have hit in seven days, and where last; not approved, not begun, expired or not', async () => {
  const sightings = recent(seen(12_000, (n) => (n % 100 === 0 ? '鲁P12345' : '鲁P99999')));
  const result = await runs(sightings).run([
    aDraft({ validFromMs: clock.nowMs() + days(3) }),
    anEntry({ id: 77, plate: '鲁P99999', approvedBy: null, expiresAtMs: 0 }),
    aPersonDraft(),
  ]);
  expect(result).toMatchObject({
    fromMs: clock.nowMs() - days(7),
    toMs: clock.nowMs(),
    looked: 10_081,
    complete: true,
  });
  expect(result.results.map(({ subject, hits }) => [subject, hits])).toEqual([
    ['鲁P12345', 101],
    ['鲁P99999', 9980],
    ['赵某', 0],
  ]);
  expect(result.results[0]?.newest).toHaveLength(10);
  expect(result.results[0]?.newest[0]).toMatchObject({ sightingId: 12_000, read: '鲁P12345', reason: 'plate-exact' });
  expect(Math.max(...sightings.asked)).toBe(1000);
});

test('stops where it was told to, and says that it did', async () => {
  const sightings = recent(seen(3000, () => '鲁P12345'));
  expect(await runs(sightings, 2500).run([aDraft()])).toMatchObject({ looked: 2500, complete: false });
  expect(await runs(sightings, 3000).run([aDraft()])).toMatchObject({ looked: 3000, complete: true });
});

test('one at a time, and not more than a few', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let running = 0;
  let most = 0;
  const slow = runs({
    async before() {
      most = Math.max(most, (running += 1));
      await held;
      running -= 1;
      return [];
    },
  });
  const all = Array.from({ length: 6 }, () => slow.run([aDraft()]));
  release();
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 4 }, () => 'fulfilled'),
    'rejected',
    'rejected',
  ]);
  expect(most).toBe(1);
});
