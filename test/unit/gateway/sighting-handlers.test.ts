import { beforeEach, expect, test } from 'vitest';
import type { SavedSearch } from '#contract/search.ts';
import type { Caller } from '../../../main/gateway/handlers.ts';
import { searchHandlers, sightingHandlers } from '../../../main/gateway/sighting-handlers.ts';
import type { SightingSearch } from '../../../main/journal/sighting-search.ts';
import { Feed } from '../../../main/system/feed.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aSighting } from '../../builders/sighting.ts';

const guard = { session: { account: 'guard1', name: '王强', role: 'guard' } } as unknown as Caller;
const page = { limit: 100 };

let asked: unknown[];
const nothing: SightingSearch = {
  latest: (...of) => (asked.push(['latest', ...of]), Promise.resolve([])),
  hours: (...of) => (asked.push(['hours', ...of]), Promise.resolve({ hours: [], sightings: 0, hits: 0 })),
  neighbours: (...of) => (asked.push(['neighbours', ...of]), Promise.resolve([])),
  plateTrail: (...of) => (asked.push(['plate', ...of]), Promise.resolve([])),
  entryTrail: (...of) => (asked.push(['entry', ...of]), Promise.resolve([])),
  surroundings: (...of) => (asked.push(['around', ...of]), Promise.resolve({ sightings: [], companions: [] })),
};
const alarm = anAlarm({ id: 3, cameraId: 'east' });
const { sightings, surroundings } = sightingHandlers({
  search: nothing,
  findSighting: (id) => Promise.resolve(id === 7 ? aSighting({ id }) : null),
  findAlarm: (id) => Promise.resolve(id === 3 ? alarm : null),
  findEntry: (id) => Promise.resolve(id === 1 ? anEntry() : id === 12 ? aPersonEntry({ id }) : null),
  arrivals: new Feed(),
});
beforeEach(() => (asked = []));

test('a trail is of a plate as it is read, of an entry by what is listed, and of nobody else', async () => {
  await sightings.trail({ of: { plate: '鲁P12345' }, ...page }, guard);
  await sightings.trail({ of: { plate: '鲁P12345', alike: true }, ...page }, guard);
  await sightings.trail({ of: { entryId: 1 }, fromMs: 5, ...page }, guard);
  await sightings.trail({ of: { entryId: 12 }, before: 9, ...page }, guard);
  expect(asked).toEqual([
    ['plate', '鲁P12345', false, {}, { limit: 100 }],
    ['plate', '鲁P12345', true, {}, { limit: 100 }],
    ['plate', '鲁P12345', false, { fromMs: 5 }, { limit: 100 }],
    ['entry', 12, {}, { limit: 100, before: 9 }],
  ]);
  await expect(sightings.trail({ of: { entryId: 99 }, ...page }, guard)).rejects.toMatchObject({ code: 'not-found' });
});

test('at most 31 days are counted', async () => {
  const days = (n: number) => ({ fromMs: 0, toMs: n * 86_400_000 });
  await sightings.hours(days(31), guard);
  await expect(sightings.hours(days(32), guard)).rejects.toMatchObject({ code: 'bad-input' });
  expect(asked).toHaveLength(1);
});

test('around an alarm is looked on its own camera unless others are named', async () => {
  await surroundings({ id: 3, minutes: 10 }, guard);
  await surroundings({ id: 3, minutes: 10, cameraIds: ['west'] }, guard);
  expect(asked).toEqual([
    ['around', alarm, 10, ['east']],
    ['around', alarm, 10, ['west']],
  ]);
  await expect(surroundings({ id: 4, minutes: 10 }, guard)).rejects.toMatchObject({ code: 'not-found' });
  await expect(sightings.find({ id: 8 }, guard)).rejects.toMatchObject({ code: 'not-found' });
  await expect(sightings.neighbours({ id: 8, limit: 5 }, guard)).rejects.toMatchObject({ code: 'not-found' });
});

test('searches are saved with a note of who did; a name taken, an unknown one, and the 101st are refused', async () => {
  const kept: SavedSearch[] = [];
  const notes: string[] = [];
  const searches = searchHandlers({
    store: {
      all: () => Promise.resolve([...kept]),
      save(id, search, savedBy, savedAtMs) {
        if (kept.some((each) => each.name === search.name && each.id !== id)) return Promise.resolve(null);
        const saved = { ...search, id: id ?? kept.length + 1, savedBy, savedAtMs };
        kept.push(saved);
        return Promise.resolve(saved);
      },
      remove: (id) => Promise.resolve(id === 1),
    },
    clock: new FakeClock(),
    note: (_caller, action, subject) => void notes.push(`${action} ${subject}`),
  });
  const search = (name: string) => ({ id: null, name, filter: {}, span: { span: 'all' as const } });
  expect(await searches.save(search('东门'), guard)).toMatchObject({ id: 1, savedBy: 'guard1' });
  await expect(searches.save(search('东门'), guard)).rejects.toMatchObject({ facts: { problem: 'name' } });
  await expect(searches.save({ ...search('西门'), id: 5 }, guard)).rejects.toMatchObject({ code: 'not-found' });
  expect(await searches.remove({ id: 1 }, guard)).toEqual({ ok: true });
  await expect(searches.remove({ id: 2 }, guard)).rejects.toMatchObject({ code: 'not-found' });
  for (let n = 1; n < 100; n++) await searches.save(search(`第${n}个`), guard);
  await expect(searches.save(search('第一百零一个'), guard)).rejects.toMatchObject({ facts: { problem: 'too-many' } });
  expect(notes.slice(0, 2)).toEqual(['search.save search:1', 'search.remove search:1']);
});
