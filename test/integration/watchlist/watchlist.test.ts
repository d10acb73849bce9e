import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { days } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { categoryProcedures } from '../../../main/watchlist/procedures.ts';
import type { Listed } from '../../../main/watchlist/provision.ts';
import { Watchlist } from '../../../main/watchlist/watchlist.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aSighting } from '../../builders/sighting.ts';

const procedures = categoryProcedures.parse(
  JSON.parse(await readFile(join(import.meta.dirname, '../../../resources/procedures.json'), 'utf8')),
);
const car: Listed = {
  kind: 'vehicle',
  plate: '鲁P·12345',
  category: 'barred',
  basis: '单位禁入决定 2026-014',
  expires: Date.UTC(2027, 0, 1),
  approvedBy: 'chief1',
};
const person: Listed = {
  ...car,
  kind: 'person',
  idNumber: '11010519491231002x',
  name: '钱某',
  procedure: ['通知家属'],
};

let directory: string;
let database: Database;
let clock: FakeClock;
let watchlist: Watchlist;

async function start(): Promise<void> {
  database = await openDatabase(directory, silentLog);
  watchlist = new Watchlist({ store: new WatchlistTable(database), clock, log: silentLog, procedures });
  await watchlist.start();
}
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-watchlist-'));
  clock = new FakeClock();
  await start();
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

test('what was provisioned matches, before and after a restart', async () => {
  expect(await watchlist.applyProvision([car, person])).toEqual({ added: 2, changed: 0, withdrawn: 0 });
  const before = watchlist.list();
  await database.close();
  await start();
  expect(watchlist.list()).toEqual(before);
  expect(watchlist.match(aSighting())).toMatchObject([
    {
      hit: { reason: 'plate-exact' },
      entry: { plate: '鲁P12345', basis: '单位禁入决定 2026-014', approvedBy: 'chief1' },
    },
  ]);
  expect(watchlist.match(aSighting({ idNumber: '11010519491231002X' }))).toMatchObject([{ entry: { name: '钱某' } }]);
});

test('the same file at every start changes nothing', async () => {
  await watchlist.applyProvision([car, person]);
  const commits = database.commits();
  expect(await watchlist.applyProvision([car, person])).toEqual({ added: 0, changed: 0, withdrawn: 0 });
  expect(database.commits()).toBe(commits);
});

test('what the file no longer lists matches no more, but its row stays', async () => {
  await watchlist.applyProvision([car, person]);
  expect(await watchlist.applyProvision([person])).toEqual({ added: 0, changed: 0, withdrawn: 1 });
  expect(watchlist.match(aSighting())).toEqual([]);
  expect(watchlist.find(1)).toBeNull();
  expect(await database.read('watchlist_changes').orderBy('id').pluck('change')).toEqual(['add', 'add', 'withdraw']);
  expect(await database.read('watchlist_entries').where({ id: 1 }).pluck('withdrawn_at_ms')).toEqual([clock.nowMs()]);
});

test('a withdrawn plate listed again is an entry with a number of its own', async () => {
  await watchlist.applyProvision([car]);
  await watchlist.applyProvision([]);
  await watchlist.applyProvision([car]);
  expect(watchlist.match(aSighting())).toMatchObject([{ hit: { entryId: 2 } }]);
});

test('an entry stops matching the instant it expires, with nobody touching it', async () => {
  await watchlist.applyProvision([{ ...car, expires: clock.nowMs() + days(1) }]);
  clock.advance(days(1) - 1);
  expect(watchlist.match(aSighting())).toHaveLength(1);
  clock.advance(1);
  expect(watchlist.match(aSighting())).toEqual([]);
  expect(watchlist.list()).toHaveLength(1);
});

test('an entry without instructions has those of its category; one with its own keeps them', async () => {
  await watchlist.applyProvision([car, person]);
  expect(watchlist.match(aSighting())[0]?.entry.procedure).toEqual(procedures.zh.barred);
  expect(watchlist.find(2)?.procedure).toEqual(['通知家属']);
});

test('a list with a wrong row is refused as a whole, naming the row', async () => {
  await expect(watchlist.applyProvision([person, { ...car, plate: '鲁P1234' }])).rejects.toMatchObject({
    code: 'bad-input',
    facts: { field: 'watchlist[1].plate', problem: 'not-a-plate' },
  });
  expect(watchlist.list()).toEqual([]);
});

test('those who watch hear of a change after it holds', async () => {
  const sizes: number[] = [];
  const stop = watchlist.watch(() => sizes.push(watchlist.list().length));
  await Promise.all([watchlist.applyProvision([car]), watchlist.applyProvision([car, person])]);
  stop();
  await watchlist.applyProvision([]);
  expect(sizes).toEqual([1, 2]);
});

test('three thousand rows go in at once', async () => {
  const rows = Array.from({ length: 3000 }, (_, n): Listed => ({ ...car, plate: `鲁P${String(n).padStart(5, '0')}` }));
  expect(await watchlist.applyProvision(rows)).toMatchObject({ added: 3000 });
  expect(await database.read('watchlist_entries').count({ n: '*' })).toEqual([{ n: 3000 }]);
});
