import { describe, expect, test } from 'vitest';
import { savedSearch, sightingFilter } from '#contract/search.ts';
import { camerasShown } from '../../../renderer/features/journal/cameras-shown.ts';
import { filterOfQuery, queryOfFilter } from '../../../renderer/features/journal/journal-address.ts';
import {
  belongs,
  clockDriftMs,
  filterOfSaved,
  groupsShown,
  isFiltered,
  joined,
  latestInput,
  noFilter,
  savedSearchOf,
  timelessFilter,
  withKinds,
} from '../../../renderer/features/journal/journal-filter.ts';
import type { JournalFilter } from '../../../renderer/features/journal/journal-filter.ts';
import { askedPlate, plateMatches, typedPlate } from '../../../renderer/features/journal/plate-pattern.ts';
import { classGroups, codesOf } from '../../../renderer/features/journal/vehicle-classes.ts';
import { aSighting } from './journal-fixture.ts';

const hour = 3_600_000;
const nowMs = new Date(2026, 10, 23, 14, 20).getTime();
const fromMs = new Date(2026, 10, 22, 14).getTime();
const all: JournalFilter = { ...noFilter, span: { span: 'all' } };

describe('a typed plate', () => {
  test('is taken as people type it', () => {
    expect(typedPlate(' 鲁p·123 45 ')).toBe('鲁P12345');
    expect(typedPlate('鲁Ｐ１＊5？')).toBe('鲁P1*5?');
  });

  test('in part is looked for in part', () => {
    expect(askedPlate('123')).toBe('*123*');
    expect(askedPlate('鲁p·1')).toBe('鲁P1*');
    expect(askedPlate('鲁P1*5')).toBe('鲁P1*5');
    expect(askedPlate('鲁P12345')).toBe('鲁P12345');
    expect(askedPlate(' ')).toBe('');
  });

  test('matches as the station matches it', () => {
    expect(plateMatches('鲁P1*5', '鲁P12345', false)).toBe(true);
    expect(plateMatches('鲁P1?5', '鲁P12345', false)).toBe(false);
    expect(plateMatches('鲁P1B8C5', '鲁PI88CS', false)).toBe(false);
    expect(plateMatches('鲁P1B8C5', '鲁PI88CS', true)).toBe(true);
    expect(plateMatches('鲁P(5', '鲁P(5', false)).toBe(true);
  });
});

describe('chips become a question', () => {
  test('that asks for no more than was chosen', () => {
    expect(latestInput(noFilter, nowMs)).toEqual({ limit: 60, fromMs });
    expect(latestInput(all, nowMs, 9)).toEqual({ limit: 60, before: 9 });
  });

  test('that the station understands', () => {
    const filter: JournalFilter = {
      ...all,
      kinds: ['vehicle'],
      plate: '鲁P·1',
      plateAlike: true,
      cameraIds: ['east', 'west'],
      plateColours: ['blue'],
      vehicleColours: ['white', 'grey'],
      vehicleClasses: ['car'],
      hitsOnly: true,
    };
    const asked = timelessFilter(filter);
    expect(asked).toMatchObject({
      plate: '鲁P1*',
      plateAlike: true,
      vehicleColours: ['white', 'grey'],
      hitsOnly: true,
    });
    expect(asked.vehicleClasses).toContain('K33');
    expect(sightingFilter.parse(asked)).toEqual(asked);
  });

  test('with every class chosen stays within what may be named', () => {
    expect(() => sightingFilter.parse({ vehicleClasses: classGroups.flatMap(codesOf) })).not.toThrow();
  });

  test('look-alikes without a plate ask for nothing', () => {
    expect(timelessFilter({ ...all, plateAlike: true })).toEqual({});
  });

  test('of a brushed stretch only', () => {
    const brush = { fromMs: nowMs - 3 * hour, toMs: nowMs - hour };
    expect(latestInput({ ...noFilter, brush }, nowMs)).toEqual({ limit: 60, ...brush });
  });

  test('whose groups are those the kinds can have', () => {
    expect([...groupsShown(noFilter)]).toEqual(['plate']);
    expect([...groupsShown({ ...noFilter, kinds: ['face'] })]).toEqual(['coatColours']);
    expect([...groupsShown({ ...noFilter, kinds: ['crowd'] })]).toEqual([]);
    expect([...groupsShown({ ...noFilter, kinds: ['cycle', 'behaviour'] })]).toEqual([
      'plate',
      'plateColours',
      'vehicleColours',
      'behaviours',
    ]);
    // A saved search may ask for what no chosen kind has: it must not be hidden.
    expect([...groupsShown({ ...noFilter, coatColours: ['red'] })]).toEqual(['plate', 'coatColours']);
  });

  test('drops what the chosen kinds cannot have', () => {
    const asked: JournalFilter = { ...noFilter, kinds: ['vehicle'], plate: '鲁P1', plateColours: ['blue'] };
    expect(withKinds(asked, ['face'])).toMatchObject({ kinds: ['face'], plate: '', plateColours: [] });
    expect(withKinds(asked, [])).toMatchObject({ plate: '鲁P1', plateColours: ['blue'] });
  });

  test('is a question of its own only when something was changed', () => {
    expect(isFiltered(noFilter)).toBe(false);
    expect(isFiltered({ ...noFilter, hitsOnly: true })).toBe(true);
  });
});

describe('an arrival', () => {
  const seen = aSighting({ id: 1, receivedAtMs: nowMs });
  const lets = (part: Partial<JournalFilter>): boolean => belongs(seen, { ...noFilter, ...part }, nowMs);

  test('is let in only where it belongs', () => {
    expect(lets({})).toBe(true);
    expect(lets({ plate: '鲁P·12345' })).toBe(true);
    expect(lets({ plate: '鲁P1' })).toBe(true);
    expect(lets({ plate: '鲁P9' })).toBe(false);
    expect(lets({ kinds: ['face'] })).toBe(false);
    expect(lets({ hitsOnly: true })).toBe(false);
    expect(lets({ cameraIds: ['west'] })).toBe(false);
    expect(lets({ plateColours: ['blue'] })).toBe(false);
    expect(lets({ coatColours: ['red'] })).toBe(false);
  });

  test('is outside a stretch that is over', () => {
    expect(lets({ span: { span: 'yesterday' } })).toBe(false);
    expect(lets({ brush: { fromMs: nowMs - hour, toMs: nowMs } })).toBe(false);
  });
});

describe('the question in the address', () => {
  test('is read as it was written', () => {
    const filter: JournalFilter = {
      span: { span: 'between', fromMs: 5, toMs: 9 },
      brush: { fromMs: 6, toMs: 7 },
      kinds: ['vehicle', 'cycle'],
      plate: '鲁P·1*5&x=1',
      plateAlike: true,
      cameraIds: ['camera-1'],
      plateColours: ['blue'],
      vehicleColours: ['white'],
      vehicleClasses: ['car'],
      coatColours: ['red'],
      behaviours: ['intrusion'],
      hitsOnly: true,
    };
    expect(filterOfQuery(queryOfFilter(filter))).toEqual(filter);
    for (const span of [{ span: 'today' }, { span: 'all' }, { span: 'hours', hours: 168 }] as const) {
      expect(filterOfQuery(queryOfFilter({ ...noFilter, span })).span).toEqual(span);
    }
  });

  test('is empty for the question the journal opens with', () => {
    expect(queryOfFilter(noFilter)).toBe('');
    expect(filterOfQuery('')).toEqual(noFilter);
  });

  test('is whole whatever was written there', () => {
    expect(filterOfQuery('span=99999h&kinds=face,ghost,face&brush=9-3&coats=%00&plate=' + '1'.repeat(99))).toEqual({
      ...noFilter,
      kinds: ['face'],
      plate: '1'.repeat(16),
    });
  });
});

describe('a saved search', () => {
  const filter: JournalFilter = {
    ...noFilter,
    span: { span: 'hours', hours: 168 },
    kinds: ['vehicle'],
    plate: '鲁P1*',
    vehicleClasses: ['coach'],
    hitsOnly: true,
  };

  test('comes back as it was saved', () => {
    const saved = { id: 1, savedBy: 'guard1', savedAtMs: nowMs, ...savedSearchOf(filter, '夜间', nowMs) };
    expect(filterOfSaved(savedSearch.parse(saved))).toEqual(filter);
  });

  test('of two fixed instants looks back as far as they do', () => {
    const between = (from: number, to: number): JournalFilter => ({
      ...filter,
      span: { span: 'between', fromMs: from, toMs: to },
    });
    expect(savedSearchOf(between(nowMs - 2 * hour, nowMs - hour), 'a', nowMs).span).toEqual({ span: 'today' });
    expect(savedSearchOf(between(nowMs - 20 * hour, nowMs - 16 * hour), 'a', nowMs).span).toEqual({
      span: 'yesterday',
    });
    expect(savedSearchOf(between(nowMs - 20 * hour, nowMs), 'a', nowMs).span).toEqual({ span: 'hours', hours: 24 });
    expect(savedSearchOf(between(nowMs - 900 * hour, nowMs), 'a', nowMs).span).toEqual({ span: 'all' });
  });
});

describe('the list', () => {
  test('shows each sighting once, the newest first', () => {
    const list = joined([aSighting({ id: 3 }), aSighting({ id: 2 })], [aSighting({ id: 2 }), aSighting({ id: 1 })]);
    expect(list.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  test('calls a clock in step within a second', () => {
    expect(clockDriftMs(aSighting({ id: 1, seenAtMs: 900 }))).toBeNull();
    expect(clockDriftMs(aSighting({ id: 1, seenAtMs: -3_100 }))).toBe(-3_100);
  });
});

describe('camera chips', () => {
  const cameras = Array.from({ length: 16 }, (_, n) => ({ id: `camera-${String(n)}`, name: `Gate ${String(n)}` }));

  test('are a few, those chosen among them, and how many more there are', () => {
    const { shown, more } = camerasShown(cameras, ['camera-9'], { all: false, search: '' });
    expect(shown.map(({ id }) => id)).toEqual(['camera-0', 'camera-1', 'camera-2', 'camera-3', 'camera-4', 'camera-9']);
    expect(more).toBe(10);
  });

  test('are found by name; a chosen one is never hidden', () => {
    const { shown } = camerasShown(cameras, ['camera-2'], { all: true, search: 'gate 15' });
    expect(shown.map(({ id }) => id)).toEqual(['camera-2', 'camera-15']);
  });

  test('are all there when one more would be all', () => {
    expect(camerasShown(cameras.slice(0, 6), [], { all: false, search: '' }).more).toBe(0);
  });
});
