import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { days, hours } from '../../../main/system/clock.ts';
import { statsOf } from '../../../main/watchlist/entry-stats.ts';
import { ExpiryWatch } from '../../../main/watchlist/expiry-watch.ts';
import { pageOf } from '../../../main/watchlist/list-page.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { aDraft, aPersonDraft } from '../../builders/draft.ts';
import { aSighting } from '../../builders/sighting.ts';
import { ListSite, procedures } from './list-site.ts';

let site: ListSite;
beforeEach(async () => {
  site = await ListSite.open();
});
afterEach(() => site.stop());

const hits = () => site.watchlist.match(aSighting()).map(({ hit }) => hit.entryId);

describe('an entry', () => {
  test('is corrected by whoever may not change approved ones only while it is his own and waits', async () => {
    const { watchlist } = site;
    await watchlist.add(aDraft(), 'guard1');
    await expect(watchlist.change(1, aDraft({ note: '别人改' }), 'guard2', false)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect((await watchlist.change(1, aDraft({ note: '自己改' }), 'guard1', false)).note).toBe('自己改');
    await watchlist.approve([1], 'chief1');
    await expect(watchlist.change(1, aDraft({ note: '再改' }), 'guard1', false)).rejects.toMatchObject({
      code: 'not-allowed',
      facts: { problem: 'approved' },
    });
    expect(hits()).toEqual([1]);
  });

  test('matches once somebody else has approved it, and no more when it was changed', async () => {
    const { watchlist } = site;
    await watchlist.add(aDraft(), 'guard1');
    expect(hits()).toEqual([]);
    await watchlist.approve([1], 'chief1');
    expect(hits()).toEqual([1]);
    await watchlist.change(1, aDraft({ basis: '单位禁入决定 2026-015' }), 'guard2');
    expect(hits()).toEqual([]);
    await expect(watchlist.approve([1], 'guard2')).rejects.toMatchObject({ code: 'not-allowed' });
    await watchlist.approve([1], 'guard1');
    await site.restart();
    expect(hits()).toEqual([1]);
    expect(await site.watchlist.history(1)).toMatchObject([
      { change: 'approve', by: 'guard1', entry: { approvedBy: 'guard1', approvedAtMs: site.clock.nowMs() } },
      { change: 'replace', by: 'guard2', entry: { author: 'guard2', approvedBy: null } },
      { change: 'approve', by: 'chief1' },
      { change: 'add', by: 'guard1', entry: { basis: '单位禁入决定 2026-014' } },
    ]);
  });

  test('is approved by nobody who wrote it, however he spells himself; and then none of the others either', async () => {
    const { watchlist } = site;
    await watchlist.add(aDraft(), 'guard1');
    await watchlist.add(aDraft({ plate: '鲁P54321' }), 'chief1');
    for (const approver of ['chief1', 'Chief1', 'ｃhief1']) {
      await expect(watchlist.approve([1, 2], approver)).rejects.toMatchObject({
        code: 'not-allowed',
        facts: { problem: 'author', entryId: 2 },
      });
    }
    await expect(watchlist.approve([1, 9], 'chief2')).rejects.toMatchObject({ code: 'not-found' });
    expect(watchlist.list().map(({ approvedBy }) => approvedBy)).toEqual([null, null]);
  });

  test('said again as it is stays approved', async () => {
    const { watchlist } = site;
    await watchlist.add(aDraft(), 'guard1');
    await watchlist.approve([1], 'chief1');
    await watchlist.change(1, aDraft(), 'guard2');
    expect(watchlist.find(1)).toMatchObject({ approvedBy: 'chief1', author: 'guard1' });
  });

  test('is listed once: the same subject for the same reason is refused, for another it is not', async () => {
    const { watchlist } = site;
    await watchlist.add(aDraft(), 'guard1');
    await expect(watchlist.add(aDraft({ basis: '另一份决定' }), 'guard2')).rejects.toMatchObject({
      code: 'conflict',
      facts: { problem: 'duplicate', entryId: 1 },
    });
    await watchlist.add(aDraft({ category: 'police-notice' }), 'guard2');
    await expect(watchlist.change(2, aDraft(), 'guard2')).rejects.toMatchObject({ code: 'conflict' });
    await watchlist.withdraw(1, 'chief1', '已解除');
    await watchlist.add(aDraft(), 'guard1');
    expect(watchlist.list().map(({ id }) => id)).toEqual([3, 2]);
  });

  test('of the provision file is changed there and nowhere else', async () => {
    const { watchlist } = site;
    const row = {
      kind: 'vehicle',
      plate: '鲁P12345',
      category: 'barred',
      basis: '决定',
      expires: Date.UTC(2027, 0, 1),
    };
    await watchlist.applyProvision([{ ...row, kind: 'vehicle', category: 'barred' }]);
    const elsewhere = { code: 'provisioned-elsewhere', facts: { origin: 'provision' } };
    await expect(watchlist.change(1, aDraft(), 'guard1')).rejects.toMatchObject(elsewhere);
    await expect(watchlist.approve([1], 'chief1')).rejects.toMatchObject(elsewhere);
    await expect(watchlist.withdraw(1, 'chief1', '已解除')).rejects.toMatchObject(elsewhere);
    await expect(watchlist.add(aDraft(), 'guard1')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of the unit’s own category has that category’s steps', async () => {
    const { watchlist } = site;
    const ownCategories = [{ name: '欠费车辆', priority: 3 as const, procedure: ['请到财务室缴费'] }];
    await watchlist.setSettings({ ...watchlist.settings, ownCategories });
    await watchlist.add(aDraft({ category: 'other', ownCategory: '欠费车辆' }), 'guard1');
    await watchlist.add(aDraft({ category: 'other' }), 'guard1');
    expect(watchlist.find(1)?.procedure).toEqual(['请到财务室缴费']);
    expect(watchlist.find(2)?.procedure).toEqual(procedures.zh.other);
    const without = { ...watchlist.settings, ownCategories: [] };
    await expect(watchlist.setSettings(without)).rejects.toMatchObject({
      code: 'conflict',
      facts: { name: '欠费车辆' },
    });
    await site.restart();
    expect(site.watchlist.settings.ownCategories).toEqual(ownCategories);
  });
});

test('every change is a link of the audit chain, committed with it, and vouches for what the change said', async () => {
  const { watchlist } = site;
  await watchlist.add(aDraft(), 'guard1');
  await watchlist.add(aPersonDraft(), 'guard1');
  await watchlist.approve([1, 2], 'chief1');
  await watchlist.change(1, aDraft({ note: '白色面包车' }), 'guard2');
  await watchlist.withdraw(2, 'chief1', '已找到');
  expect(site.database.commits()).toBe(5);
  const rows = await site.auditRows();
  expect(rows.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
    ['guard1', 'watchlist.add', 'entry:1'],
    ['guard1', 'watchlist.add', 'entry:2'],
    ['chief1', 'watchlist.approve', 'entries'],
    ['guard2', 'watchlist.change', 'entry:1'],
    ['chief1', 'watchlist.withdraw', 'entry:2'],
  ]);
  expect(rows[2]?.facts).toMatchObject({ entries: 2, ids: '1-2' });
  expect(rows[4]?.facts).toMatchObject({ reason: '已找到' });
  expect(new Set(rows.map(({ facts }) => facts.digest)).size).toBe(5);
  expect(JSON.stringify(rows)).not.toContain('371525199003071235');
  expect(await site.verifyAudit()).toMatchObject({ outcome: 'intact', rows: 5 });
});

test('what could not be stored does not match, and is not told', async () => {
  await site.watchlist.add(aDraft(), 'guard1');
  await site.database.write((trx) =>
    trx.raw("CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no'); END"),
  );
  await expect(site.watchlist.approve([1], 'chief1')).rejects.toThrow();
  expect(hits()).toEqual([]);
  await site.restart();
  expect(hits()).toEqual([]);
});

test('ten thousand are approved at once, as one change', async () => {
  const { watchlist } = site;
  const add = (n: number) => ({ change: 'add' as const, entry: { ...entryOf(`鲁P${String(n).padStart(5, '0')}`) } });
  await watchlist.importChanges('guard1', () => Array.from({ length: 10_000 }, (_, n) => add(n)));
  const commits = site.database.commits();
  await watchlist.approve(
    watchlist.written().map(({ id }) => id),
    'chief1',
  );
  expect(site.database.commits()).toBe(commits + 1);
  expect(watchlist.match(aSighting({ plate: '鲁P09999' }))).toHaveLength(1);
});

const entryOf = (plate: string) => ({
  ...aDraft({ plate }),
  ...{ author: 'guard1', approvedBy: null, approvedAtMs: null, origin: 'console' as const, disposition: null },
});

describe('the end of an entry', () => {
  const watch = (log: string[] = []): { expiry: ExpiryWatch; passed: () => number } => {
    let passed = 0;
    const note = (event: string, fields: object = {}) => void log.push(`${event} ${JSON.stringify(fields)}`);
    const heard = { debug: note, info: note, warn: note, error: note, room: () => heard };
    const expiry = new ExpiryWatch({
      store: site.table,
      entries: () => site.watchlist.written(),
      noticeDays: () => 14,
      passed: () => (passed += 1),
      clock: site.clock,
      log: heard,
    });
    return { expiry, passed: () => passed };
  };
  const told = async () =>
    (await site.auditRows())
      .filter(({ action }) => action.startsWith('watchlist.expire'))
      .map(({ action, subject }) => [action, subject]);

  test('is announced once when it comes near and once when it has come, over restarts', async () => {
    const { watchlist, clock } = site;
    await watchlist.add(aDraft({ expiresAtMs: clock.nowMs() + days(20) }), 'guard1');
    await watchlist.add(aDraft({ plate: '鲁P54321', expiresAtMs: clock.nowMs() + days(20) }), 'guard1');
    await watchlist.approve([1], 'chief1');
    const log: string[] = [];
    const { expiry, passed } = watch(log);
    const stop = expiry.start();
    await expiry.look();
    expect(await told()).toEqual([]);
    clock.advance(days(6));
    await expiry.look();
    expect(await told()).toEqual([['watchlist.expires-soon', 'entry:1']]);
    expect(log).toEqual(['entries expire soon {"entries":1,"ids":"1"}']);
    await stop();
    await site.restart();
    const again = watch();
    await again.expiry.look();
    expect(await told()).toHaveLength(1);
    clock.advance(days(14));
    await again.expiry.look();
    await again.expiry.look();
    expect(await told()).toEqual([
      ['watchlist.expires-soon', 'entry:1'],
      ['watchlist.expired', 'entry:1'],
    ]);
    expect([passed(), again.passed()]).toEqual([1, 1]);
  });

  test('is announced anew when it was moved', async () => {
    const { watchlist, clock } = site;
    await watchlist.add(aDraft({ expiresAtMs: clock.nowMs() + days(2) }), 'guard1');
    await watchlist.approve([1], 'chief1');
    const { expiry } = watch();
    await expiry.look();
    await watchlist.change(1, aDraft({ expiresAtMs: clock.nowMs() + days(3) }), 'guard1');
    await expiry.look();
    expect(await told()).toHaveLength(1);
    await watchlist.approve([1], 'chief1');
    await expiry.look();
    expect(await told()).toHaveLength(2);
  });

  test('of thousands at once is one row that names them all', async () => {
    const { watchlist, clock } = site;
    const add = (n: number) => ({ change: 'add' as const, entry: entryOf(`鲁P${String(n).padStart(5, '0')}`) });
    await watchlist.importChanges('guard1', () => Array.from({ length: 3000 }, (_, n) => add(n)));
    await watchlist.approve(
      watchlist.written().map(({ id }) => id),
      'chief1',
    );
    const { expiry } = watch();
    clock.advance(days(60) + hours(1));
    await expiry.look();
    expect((await site.auditRows()).at(-1)).toMatchObject({
      action: 'watchlist.expired',
      facts: { entries: 3000, ids: '1-3000' },
    });
  });
});

test('an entry whose alarms were mostly false is doubtful; alarms count, not the sightings in them', async () => {
  await site.watchlist.add(aDraft(), 'guard1');
  await site.watchlist.approve([1], 'chief1');
  const entry = site.watchlist.find(1) as WatchlistEntry;
  const outcomes: (AlarmOutcome | null)[] = ['false-match', 'false-match', 'true-hit', 'false-match', 'drill', null];
  await new AlarmTable(site.database).commit({
    alarms: outcomes.map((outcome, n) => raised(n + 1, entry, outcome)),
    events: [],
    links: [],
    lastAlarmId: outcomes.length,
    lastRevision: outcomes.length,
  });
  const [tally] = await site.table.tallies();
  expect(statsOf(1, tally)).toEqual({
    ...{ entryId: 1, hits: 6, trueHits: 1, falseMatches: 3, doubtful: true },
    lastHitAtMs: 6000,
  });
});

function raised(id: number, entry: WatchlistEntry, outcome: AlarmOutcome | null): Alarm {
  const given = { id, revision: id, count: 50, lastSeenAtMs: id * 1000, entry };
  if (outcome === null) return anAlarm(given);
  const acknowledged = { by: 'guard1', atMs: 1 };
  return anAlarm({ ...given, state: 'resolved', acknowledged, resolved: { ...acknowledged, outcome, note: '' } });
}

test('a hundred thousand entries are paged through, filtered and searched', async () => {
  const { watchlist, clock } = site;
  const add = (n: number) => ({
    change: 'add' as const,
    entry: { ...entryOf(`鲁P${String(n).padStart(5, '0')}`), priority: n % 1000 === 7 ? (1 as const) : (2 as const) },
  });
  await watchlist.importChanges('guard1', () => Array.from({ length: 100_000 }, (_, n) => add(n)));
  const facts = { nowMs: clock.nowMs(), expiryNoticeDays: 14, tallies: new Map() };
  const page = (filter: Parameters<typeof pageOf>[1]['filter'], offset = 0, limit = 3) => {
    const { entries, total, counts } = pageOf(watchlist.written(), { filter, offset, limit }, facts);
    return { ids: entries.map(({ entry }) => entry.id), total, waiting: counts.waiting };
  };
  expect(page({})).toEqual({ ids: [99_008, 98_008, 97_008], total: 100_000, waiting: 100_000 });
  expect(page({}, 99_998)).toEqual({ ids: [2, 1], total: 100_000, waiting: 100_000 });
  expect(page({ text: 'p·1234' })).toEqual({ ids: [12_350, 12_349, 12_348], total: 10, waiting: 100_000 });
  expect(page({ status: 'valid' })).toEqual({ ids: [], total: 0, waiting: 100_000 });
  await site.restart();
  expect(site.watchlist.written()).toHaveLength(100_000);
}, 60_000);
