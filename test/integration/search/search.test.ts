import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SightingFilter } from '#contract/search.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { SavedSearchTable } from '../../../main/storage/saved-search-table.ts';
import { placesPerBlock } from '../../../main/storage/sighting-cells.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { aNewSighting, aVehicle, openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';

let directory: string;
let opened: OpenedJournal;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  opened = await openJournal(directory);
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

async function reopen(): Promise<void> {
  await opened.close();
  opened = await openJournal(directory);
}

const ids = (sightings: readonly { id: number }[]): number[] => sightings.map(({ id }) => id);
const latest = async (filter: SightingFilter, page: { before?: number; limit?: number } = {}): Promise<number[]> =>
  ids(await opened.storage.search.latest(filter, { limit: 60, ...page }));

/** Two full blocks and the beginning of a third: cars at the east gate, a face in a pink coat now and then at the west. */
async function fillBlocks(): Promise<void> {
  for (let from = 0; from < placesPerBlock * 2 + 10; from += 500) {
    const count = Math.min(500, placesPerBlock * 2 + 10 - from);
    await opened.journal.append(
      Array.from({ length: count }, (_, n) => {
        const id = from + n + 1;
        const receivedAtMs = Date.UTC(2026, 2, 1) + id * 1000;
        if (id % 1000 === 0) {
          return aNewSighting({ receivedAtMs, cameraId: 'west', facts: { kind: 'face', coatColour: 'pink' } });
        }
        return aVehicle(`鲁P${String(id % 50_000).padStart(5, '0')}`, { receivedAtMs, cameraId: 'east' });
      }),
    );
  }
  await opened.storage.blocks.settled();
}

const filters: SightingFilter[] = [
  {},
  { kinds: ['face'] },
  { cameraIds: ['east', 'nowhere'] },
  { fromMs: Date.UTC(2026, 2, 1, 1), toMs: Date.UTC(2026, 2, 1, 2) },
  { plate: '鲁P00042' },
  { plate: '鲁P00042', plateAlike: true },
  { plate: '鲁P0004*' },
  { plate: '*042' },
  { plate: '*04*' },
  { plate: '藏*' },
  { plateColours: ['blue'] },
  { vehicleColours: ['white'], vehicleClasses: ['K33'] },
  { coatColours: ['pink'], cameraIds: ['west'] },
  { behaviours: ['fall'] },
  { hitsOnly: true },
  { hitsOnly: true, kinds: ['vehicle'], plate: '*9' },
];

test.each(filters)('%j reads no table from one end to the other', async (filter) => {
  await fillBlocks();
  const asked: { sql: string; bindings: readonly (string | number)[] }[] = [];
  const note = (query: (typeof asked)[number]): void => void asked.push(query);
  opened.database.scan.on('query', note);
  opened.database.read.on('query', note);
  await latest(filter);
  await latest(filter, { before: 5000 });
  await opened.storage.search.hours({ ...filter, fromMs: 0, toMs: Date.UTC(2030, 0) });
  opened.database.scan.off('query', note);
  opened.database.read.off('query', note);
  expect(asked.length).toBeGreaterThan(0);
  for (const { sql, bindings } of asked.slice()) {
    const plan: { detail: string }[] = await opened.database.write(
      async (trx) => await trx.raw(`EXPLAIN QUERY PLAN ${sql}`, [...bindings]),
    );
    for (const { detail } of plan) {
      // The newest of all, from the end of the table and no further than the page.
      if (Object.keys(filter).length === 0 && /^SELECT \* FROM sightings WHERE id <= /.test(sql)) continue;
      expect(detail, sql).not.toMatch(/SCAN (?!CONSTANT)/);
    }
  }
});

test('what is asked for is found in full blocks, in the newest, and after a restart', async () => {
  await fillBlocks();
  const pink = [8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000];
  expect(await latest({ coatColours: ['pink'] })).toEqual(pink);
  expect(await latest({ coatColours: ['pink'], cameraIds: ['east'] })).toEqual([]);
  expect(await latest({ plate: '*8005' })).toEqual([8005]);
  expect(await latest({ plate: '鲁P00042' })).toEqual([42]);
  await reopen();
  expect(await latest({ coatColours: ['pink'] })).toEqual(pink);
  expect(await latest({ plate: '*8005' })).toEqual([8005]);
});

test('a journal from before is searched at once, and its cells are made meanwhile', async () => {
  await fillBlocks();
  await opened.database.write(async (trx) => {
    await trx.raw('DELETE FROM sighting_blocks');
    await trx.raw('DELETE FROM sighting_cells');
    await trx.raw('DELETE FROM sighting_codes');
  });
  await reopen();
  expect(await latest({ coatColours: ['pink'] })).toHaveLength(8);
  await opened.storage.blocks.settled();
  expect(await opened.database.read('sighting_blocks').pluck('block')).toEqual([0, 1]);
  expect(await latest({ coatColours: ['pink'] })).toHaveLength(8);
});

test('a cursor stays good while sightings arrive and retention deletes', async () => {
  await fillBlocks();
  const first = await latest({ coatColours: ['pink'] }, { limit: 3 });
  await opened.journal.append([aNewSighting({ cameraId: 'west', facts: { kind: 'face', coatColour: 'pink' } })]);
  await opened.database.write(async (trx) => await trx('sightings').where('id', '<=', 3500).delete());
  const second = await latest({ coatColours: ['pink'] }, { limit: 3, before: first.at(-1) ?? 0 });
  expect([first, second]).toEqual([
    [8000, 7000, 6000],
    [5000, 4000],
  ]);
  const { sightings } = await opened.storage.search.hours({ fromMs: 0, toMs: Date.UTC(2030, 0), kinds: ['vehicle'] });
  expect(sightings).toBe(placesPerBlock * 2 + 10 - 3500 - 5);
});

test('where the clock was put back, order is that of receipt and both passes of the hour are counted in it', async () => {
  // 02:00–03:00 comes twice in UTC terms too when somebody sets a clock back by an hour.
  const at = Date.UTC(2026, 9, 25, 1, 30);
  const steps = [0, 1_800_000, 0, 999, 1000, 1_800_000, 3_600_000];
  await opened.journal.append(
    steps.map((step, n) => aVehicle(`鲁P1234${n}`, { cameraId: 'east', receivedAtMs: at + step, seenAtMs: at + step })),
  );
  expect(await latest({ plate: '鲁P1234*' })).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(await latest({ fromMs: at, toMs: at + 1000 })).toEqual([4, 3, 1]);
  const { hours } = await opened.storage.search.hours({ fromMs: at, toMs: at + 7_200_000 });
  expect(hours).toEqual([
    { startMs: Date.UTC(2026, 9, 25, 1), sightings: 4, hits: 0 },
    { startMs: Date.UTC(2026, 9, 25, 2), sightings: 3, hits: 0 },
  ]);
});

test('neighbours are those on the same camera, in order of receipt', async () => {
  for (let n = 0; n < 12; n++) {
    await opened.journal.append([aNewSighting({ cameraId: n % 3 === 0 ? 'east' : n % 3 === 1 ? 'west' : null })]);
  }
  const of = await opened.journal.find(7);
  if (of === null) throw new Error('no sighting');
  expect(ids(await opened.storage.search.neighbours(of, 1))).toEqual([4, 10]);
  expect(ids(await opened.storage.search.neighbours(of, 5))).toEqual([1, 4, 10]);
  const ofNone = await opened.journal.find(3);
  if (ofNone === null) throw new Error('no sighting');
  expect(ids(await opened.storage.search.neighbours(ofNone, 2))).toEqual([6, 9]);
});

test("a plate's trail crosses cameras; look-alikes are in it only when asked for", async () => {
  await opened.journal.append([
    aVehicle('鲁P80012', { cameraId: 'east' }),
    aVehicle('鲁PB0012', { cameraId: 'west' }),
    aVehicle('鲁P8D0IZ', { cameraId: 'west' }),
    aVehicle('鲁P800120', { cameraId: 'west' }),
    aNewSighting({ cameraId: 'north', facts: { kind: 'cycle', plate: '鲁P80012' } }),
  ]);
  const { search } = opened.storage;
  expect(ids(await search.plateTrail('鲁P80012', false, {}, { limit: 10 }))).toEqual([5, 1]);
  // One letter more is another kind of plate, however alike its characters.
  expect(ids(await search.plateTrail('鲁P80012', true, {}, { limit: 10 }))).toEqual([5, 3, 2, 1]);
  expect(ids(await search.plateTrail('鲁P80012', true, {}, { limit: 2, before: 3 }))).toEqual([2, 1]);
});

test('a person has a trail through the alarms of their entry, and through nothing else', async () => {
  const face = { kind: 'face' as const, idNumber: '371525199003071235' };
  await opened.journal.append([
    aNewSighting({ facts: face, cameraId: 'east' }),
    aNewSighting({ facts: face, cameraId: 'west' }),
    aNewSighting({ facts: face, cameraId: 'west' }),
  ]);
  const kept = await opened.journal.after(0, 3);
  const entry = aPersonEntry({ id: 12 });
  await new AlarmTable(opened.database).commit({
    alarms: [anAlarm({ id: 1, entry, subject: 'entry:12', sightings: kept.slice(0, 1) })],
    events: [],
    links: [
      { alarmId: 1, sightingId: 1 },
      { alarmId: 1, sightingId: 3 },
    ],
    ...{ lastAlarmId: 1, lastRevision: 1 },
  });
  expect(ids(await opened.storage.search.entryTrail(12, {}, { limit: 10 }))).toEqual([3, 1]);
  expect(ids(await opened.storage.search.entryTrail(12, {}, { limit: 10, before: 3 }))).toEqual([1]);
  expect(await opened.storage.search.entryTrail(13, {}, { limit: 10 })).toEqual([]);
});

test('around an alarm are its neighbours in time, and the vehicle that came and left with its subject', async () => {
  const at = Date.UTC(2026, 10, 23, 6, 32);
  const seen = (plate: string, cameraId: string, seconds: number) =>
    aVehicle(plate, { cameraId, receivedAtMs: at + seconds * 1000, seenAtMs: at });
  await opened.journal.append([
    seen('鲁P55555', 'east', -7200), // long before
    seen('鲁PAAAA1', 'east', -50), // the companion, in front of it
    seen('鲁P12345', 'east', 0), // the subject
    seen('鲁P77777', 'east', 20), // beside it once
    seen('鲁P77777', 'north', 30), // elsewhere
    seen('鲁PI2345', 'west', 290), // the subject misread
    seen('鲁P12345', 'west', 300),
    seen('鲁PAAAA1', 'west', 330),
  ]);
  const kept = await opened.journal.after(0, 10);
  const subjects = kept.filter(({ id }) => id === 3 || id === 7);
  const alarm = anAlarm({
    ...{ id: 1, entry: anEntry(), cameraId: 'east', raisedAtMs: at, lastSeenAtMs: at + 300_000 },
    sightings: subjects.slice(0, 1),
  });
  await new AlarmTable(opened.database).commit({
    ...{ alarms: [alarm], events: [], lastAlarmId: 1, lastRevision: 1 },
    links: subjects.map(({ id }) => ({ alarmId: 1, sightingId: id })),
  });
  const { sightings, companions } = await opened.storage.search.surroundings(alarm, 10, ['east']);
  expect(ids(sightings)).toEqual([2, 4]);
  expect(companions.map(({ plate, together, sightings: own }) => [plate, together, ids(own)])).toEqual([
    ['鲁PAAAA1', 2, [2, 8]],
  ]);
  const wider = await opened.storage.search.surroundings(alarm, 120, ['east', 'west', 'north']);
  expect(ids(wider.sightings)).toEqual([1, 2, 4, 5, 6, 8]);
});

test('searches are saved under names of their own, changed and removed', async () => {
  const table = new SavedSearchTable(opened.database);
  const search = { name: '东门夜间', filter: { cameraIds: ['east'] }, span: { span: 'today' as const } };
  const saved = await table.save(null, search, 'chief1', 5);
  expect(saved).toEqual({ id: 1, ...search, savedBy: 'chief1', savedAtMs: 5 });
  expect(await table.save(null, search, 'chief1', 6)).toBeNull();
  expect(await table.save(7, { ...search, name: '别的' }, 'chief1', 6)).toBeNull();
  const changed = { ...search, name: '别的', filter: { plate: '鲁P*' } };
  expect(await table.save(1, changed, 'guard1', 7)).toMatchObject({ id: 1, name: '别的', savedBy: 'guard1' });
  expect(await table.all()).toEqual([{ id: 1, ...changed, savedBy: 'guard1', savedAtMs: 7 }]);
  expect(await table.remove(1)).toBe(true);
  expect(await table.remove(1)).toBe(false);
});
