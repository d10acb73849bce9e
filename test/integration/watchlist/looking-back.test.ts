import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { RecentSightingsTable } from '../../../main/storage/recent-sightings-table.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { days } from '../../../main/system/clock.ts';
import { DryRuns } from '../../../main/watchlist/dry-run.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { aDraft, aPersonDraft } from '../../builders/draft.ts';
import { aPersonEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewSighting, aVehicle, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';

let directory: string;
let opened: OpenedJournal;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-looking-back-'));
  opened = await openJournal(directory, { cameraName: () => '东门' });
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

test('a dry run looks at the journal page by page: at cars for cars, at who was named for persons, seven days back', async () => {
  const clock = new FakeClock();
  const car = aVehicle('鲁P12345').facts;
  const face = { kind: 'face', idNumber: '371525199003071235', similarity: 0.9 } as const;
  const facts = [
    ...Array.from({ length: 2500 }, (_, n) => (n % 2 === 0 ? car : ({ kind: 'face' } as const))),
    ...[face, { kind: 'crowd', people: 3 } as const, { kind: 'vehicle' } as const],
  ];
  for (let from = 0; from < facts.length; from += 500) {
    await opened.journal.append(
      // Several of one millisecond, as they come.
      facts.slice(from, from + 500).map((each, n) =>
        aNewSighting({
          facts: each,
          cameraId: 'cam-1',
          receivedAtMs: clock.nowMs() - 5000 + ((from + n) >> 2),
          pictures: [],
        }),
      ),
    );
  }
  await opened.journal.append([aNewSighting({ facts: car, receivedAtMs: clock.nowMs() - days(7) - 1, pictures: [] })]);
  const runs = new DryRuns({
    sightings: new RecentSightingsTable(opened.database),
    newMatcher: () => new Matcher(),
    clock,
  });
  const cars = await runs.run([aDraft(), aDraft({ plate: '鲁P99999' })]);
  expect(cars).toMatchObject({ looked: 1250, complete: true });
  expect(cars.results.map(({ hits }) => hits)).toEqual([1250, 0]);
  expect(cars.results[0]?.newest.map(({ sightingId }) => sightingId)).toEqual(
    Array.from({ length: 10 }, (_, n) => 2499 - 2 * n),
  );
  expect(cars.results[0]?.newest[0]).toMatchObject({ cameraName: '东门', read: '鲁P12345' });
  const persons = await runs.run([aPersonDraft()]);
  expect(persons).toMatchObject({ looked: 1, results: [{ hits: 1, newest: [{ read: '371525********1235' }] }] });
});

test('a photo is needed by the entry that names it, and by an alarm for as long as that is kept', async () => {
  const table = new WatchlistTable(opened.database);
  const [listed, alarmed, free] = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  const { id: _id, ...entry } = aPersonEntry({ photo: listed ?? null });
  await table.apply([{ change: 'add', entry }], 'guard1', 1);
  const alarm = anAlarm({ entry: aPersonEntry({ id: 1, photo: alarmed ?? null }) });
  await new AlarmTable(opened.database).commit({
    alarms: [alarm],
    events: [],
    links: [],
    lastAlarmId: 1,
    lastRevision: 1,
  });
  const inUse = () => table.photosInUse([listed ?? '', alarmed ?? '', free ?? '']);
  expect(await inUse()).toEqual(new Set([listed, alarmed]));
  await table.apply([{ change: 'withdraw', id: 1 }], 'chief1', 2);
  expect(await inUse()).toEqual(new Set([alarmed]));
  await opened.database.write((trx) => trx('alarms').delete());
  expect(await inUse()).toEqual(new Set());
});
