import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import type { ListCounts } from '../../../main/county/summaries.ts';
import { SummaryFigures } from '../../../main/storage/summary-figures.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { isInForce, statusOf } from '../../../main/watchlist/entry-status.ts';
import type { EntryChange } from '../../../main/watchlist/watchlist-store.ts';
import { aNewSighting, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';
import { anEntry } from '../../builders/entry.ts';

let directory: string;
let opened: OpenedJournal;
let figures: SummaryFigures;
let list: WatchlistTable;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  opened = await openJournal(directory, { cameraName: (id) => (id === 'nameless' ? null : `镜头${id}`) });
  figures = new SummaryFigures(opened.database);
  list = new WatchlistTable(opened.database);
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

/** Of no importance: where numbers come from. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Dated {
  atMs: number;
  change: EntryChange['change'];
  /** As it became; null when withdrawn. */
  entry: WatchlistEntry | null;
}

/** The counts once more, from histories in memory, second by second. */
function counted(histories: readonly (readonly Dated[])[], fromMs: number, toMs: number): ListCounts {
  const all = histories.flat().filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const of = (change: Dated['change']): number => all.filter((one) => one.change === change).length;
  const standsAt = (history: readonly Dated[], beforeMs: number): WatchlistEntry | null =>
    history.findLast(({ atMs }) => atMs < beforeMs)?.entry ?? null;
  const inForce = histories.filter((history) => {
    const entry = standsAt(history, toMs);
    return entry !== null && isInForce(statusOf(entry, toMs, 1));
  }).length;
  let expired = 0;
  for (let atMs = fromMs; atMs < toMs; atMs++) {
    // Listed at the instant of its end, by what was last said of it.
    for (const history of histories) {
      const entry = history.findLast((one) => one.atMs <= atMs)?.entry ?? null;
      if (entry?.expiresAtMs === atMs) expired += 1;
    }
  }
  return {
    inForce,
    added: of('add'),
    changed: of('replace'),
    approved: of('approve'),
    withdrawn: of('withdraw'),
    expired,
  };
}

test('changes of the list are those of its history, at any time and whenever it is asked', async () => {
  const chance = chances(7);
  const histories: Dated[][] = [];
  for (let atMs = 1; atMs <= 400; atMs++) {
    const write = async (change: EntryChange, entry: WatchlistEntry | null, n: number): Promise<void> => {
      await list.apply([change], 'chief1', atMs);
      (histories[n] ??= []).push({ atMs, change: change.change, entry });
    };
    const n = chance(Math.max(2, Math.floor(atMs / 6)));
    const now = histories[n]?.at(-1)?.entry ?? null;
    const times = { validFromMs: chance(3) === 0 ? atMs + chance(60) : null, expiresAtMs: atMs + 1 + chance(120) };
    if (histories[n] === undefined) {
      const { id: _, ...entry } = anEntry({ approvedBy: chance(2) === 0 ? null : 'chief1', ...times });
      const id = histories.length;
      await write({ change: 'add', entry }, { ...entry, id: id + 1 }, id);
    } else if (now === null) {
      // Withdrawn for good.
    } else if (chance(4) === 0) await write({ change: 'withdraw', id: now.id }, null, n);
    else if (now.approvedBy === null) {
      const entry = { ...now, approvedBy: 'chief1' };
      await write({ change: 'approve', entry }, entry, n);
    } else {
      const entry = { ...now, ...times };
      await write({ change: 'replace', entry }, entry, n);
    }
  }
  for (const [fromMs, toMs] of [
    [1, 401],
    [1, 50],
    [50, 120],
    [120, 121],
    [200, 300],
    [350, 520],
    [600, 700],
  ] as const) {
    expect([fromMs, await figures.list({ fromMs, toMs })]).toEqual([fromMs, counted(histories, fromMs, toMs)]);
  }
  expect(counted(histories, 1, 401).expired).toBeGreaterThan(5);
});

test('of each camera the highest count of people, with its time and the name it bore, highest first', async () => {
  const people = (cameraId: string | null, count: number, receivedAtMs: number) =>
    aNewSighting({ cameraId, receivedAtMs, seenAtMs: receivedAtMs, facts: { kind: 'crowd', people: count } });
  await opened.journal.append([
    ...[people('1', 5, 1_000), people('1', 90, 2_000), people('1', 70, 3_000), people('2', 300, 500)],
    ...[people('2', 95, 1_500), people(null, 900, 1_500), people('nameless', 901, 1_500), people('3', 0, 1_999)],
    aNewSighting({ cameraId: '1', receivedAtMs: 1_500, facts: { kind: 'vehicle', plate: '鲁P12345' } }),
  ]);
  expect(await figures.crowd({ fromMs: 1_000, toMs: 3_000 })).toEqual([
    { camera: '镜头2', people: 95, atMs: 1_500 },
    { camera: '镜头1', people: 90, atMs: 2_000 },
    { camera: '镜头3', people: 0, atMs: 1_999 },
  ]);
  expect(await figures.crowd({ fromMs: 1_000, toMs: 3_000 }, 1)).toHaveLength(1);
  expect(await figures.crowd({ fromMs: 9_000, toMs: 9_999 })).toEqual([]);
});

test('neither reads the journal through: crowds by the index that holds their kind, changes by their time', async () => {
  const plan = async (sql: string): Promise<string> => {
    const rows = await opened.database.read.raw<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`);
    return rows.map(({ detail }) => detail).join('; ');
  };
  expect(await plan(`SELECT count(*) FROM watchlist_changes WHERE changed_at_ms >= 1 AND changed_at_ms < 2`)).toContain(
    'watchlist_changes_by_time (changed_at_ms>? AND changed_at_ms<?)',
  );
  expect(
    await plan(`SELECT max(json_extract(facts_json, '$.people')) FROM sightings INDEXED BY sightings_by_receipt
      WHERE received_at_ms >= 1 AND received_at_ms < 2 AND kind = 'crowd' GROUP BY camera_id`),
  ).toContain('sightings_by_receipt (received_at_ms>? AND received_at_ms<?)');
});
