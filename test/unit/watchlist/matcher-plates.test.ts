/** Which plates hit which vehicles: likeness, colour, place, and how the index compares with looking at every entry. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CameraPoint } from '#contract/camera.ts';
import type { Scope } from '#contract/scope.ts';
import type { Hit, VehicleEntry } from '#contract/watchlist.ts';
import { usualSettings } from '#contract/watchlist.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import type { Matchable, MatcherOptions } from '../../../main/watchlist/matcher.ts';
import { anEntry } from '../../builders/entry.ts';
import { NaiveMatcher } from '../../builders/naive-matcher.ts';
import { aSighting } from '../../builders/sighting.ts';

const nowMs = Date.UTC(2026, 10, 23);
const points: Readonly<Record<string, CameraPoint>> = { 'east-gate': 'gate', 'lab-door': 'key-part' };
const pointOf = (cameraId: string): CameraPoint | null => points[cameraId] ?? null;

function matcherOf(entries: readonly VehicleEntry[], options: MatcherOptions = { pointOf }): Matcher {
  const matcher = new Matcher(options);
  for (const entry of entries) matcher.set(entry);
  return matcher;
}
const read = (plate: string, plateConfidence?: number): Matchable =>
  aSighting({ facts: { kind: 'vehicle', plate, ...(plateConfidence === undefined ? {} : { plateConfidence }) } });
const reasonsOf = (matcher: Matcher, sighting: Matchable): string[] =>
  matcher.match(sighting, nowMs).map(({ entryId, reason }) => `${entryId} ${reason}`);

describe('a read plate hits', () => {
  const listed = [anEntry({ id: 1 }), anEntry({ id: 2, plate: '冀D?88*' })];
  test.each([
    ['鲁P12345', undefined, ['1 plate-exact']],
    ['鲁P1234S', undefined, ['1 plate-look-alike']],
    ['冀P12345', undefined, ['1 plate-look-alike']],
    ['P12345', undefined, ['1 plate-one-edit']],
    ['鲁P12346', 0.6, ['1 plate-one-edit']],
    ['冀DA8812', undefined, ['2 plate-wildcard']],
    ['鲁P12346', undefined, []],
    ['鲁P12346', 0.95, []],
    ['鲁P54321', 0.3, []],
    ['冀DA7812', undefined, []],
  ])('%s, read with confidence %s: %j', (plate, confidence, hits) => {
    expect(reasonsOf(matcherOf(listed), read(plate, confidence))).toEqual(hits);
  });

  test('and a camera that states 0 because it has no figure is taken to have said nothing', () => {
    expect(matcherOf(listed).match(read('鲁P12345', 0), nowMs)).toMatchObject([{ score: 1 }]);
    expect(matcherOf(listed).match(read('鲁P12346', 0), nowMs)).toEqual([]);
  });
});

test('a plate that is itself listed brings no look-alike along, also where its own entry does not hold', () => {
  const other = anEntry({ id: 2, plate: '鲁P1234S' });
  expect(reasonsOf(matcherOf([anEntry(), other]), read('鲁P1234S', 0.5))).toEqual(['2 plate-exact']);
  const elsewhere = anEntry({ ...other, scope: { points: ['key-part'], cameraIds: [] } });
  expect(reasonsOf(matcherOf([anEntry(), elsewhere]), read('鲁P1234S', 0.5))).toEqual([]);
  const expired = anEntry({ ...other, expiresAtMs: nowMs });
  expect(reasonsOf(matcherOf([anEntry(), expired]), read('鲁P1234S', 0.5))).toEqual(['1 plate-look-alike']);
});

test('the threshold moves look-alikes and edits, never exact plates and patterns', () => {
  const listed = [anEntry(), anEntry({ id: 2, plate: '鲁P1*' })];
  const strict = matcherOf(listed, { settings: () => ({ ...usualSettings, plateScore: 1 }) });
  expect(reasonsOf(strict, read('鲁P12345', 0.2)).toSorted()).toEqual(['1 plate-exact', '2 plate-wildcard']);
  expect(reasonsOf(strict, read('鲁P1234S', 0.2))).toEqual(['2 plate-wildcard']);
  const lax = matcherOf(listed, { settings: () => ({ ...usualSettings, plateScore: 0 }) });
  expect(reasonsOf(lax, read('鲁P12346'))).toContain('1 plate-one-edit');
});

describe('the colour of the plate', () => {
  const matcher = matcherOf([anEntry({ plateColour: 'yellow' })]);
  test.each([
    ['the same', 'yellow', 1],
    ['another', 'blue', 0],
    ['one the camera has no word for', 'other', 1],
    ['none', undefined, 1],
  ] as const)('%s: %s', (_what, plateColour, hits) => {
    const facts = { kind: 'vehicle', plate: '鲁P12345', ...(plateColour && { plateColour }) } as const;
    expect(matcher.match(aSighting({ facts }), nowMs)).toHaveLength(hits);
  });

  test('tells a listed plate from a stranger, so that the stranger does not keep look-alikes away', () => {
    const stranger = anEntry({ id: 2, plate: '鲁P1234S', plateColour: 'green' });
    const facts = { kind: 'vehicle', plate: '鲁P1234S', plateColour: 'blue' } as const;
    expect(reasonsOf(matcherOf([anEntry(), stranger]), aSighting({ facts }))).toEqual(['1 plate-look-alike']);
  });
});

describe('an entry for some places', () => {
  const atGates = matcherOf([anEntry({ scope: { points: ['gate'], cameraIds: ['lab-door'] } })]);
  test.each([
    ['a place it names', 'east-gate', 1],
    ['a camera it names', 'lab-door', 1],
    ['a camera nobody knows', 'gone', 0],
    ['a device tied to no camera', null, 0],
  ])('at %s', (_where, cameraId, hits) => {
    expect(atGates.match(aSighting({ cameraId }), nowMs)).toHaveLength(hits);
  });
  test('one for everywhere hits also at a device tied to no camera', () => {
    expect(matcherOf([anEntry()]).match(aSighting({ cameraId: null }), nowMs)).toHaveLength(1);
  });
});

// Few characters, so that plates of one run are often like one another, and often no plates.
const character = fc.constantFrom('0', 'D', 'O', '1', '8', 'B', '3', 'K');
const plate = fc
  .tuple(fc.constantFrom('鲁', '冀', ''), fc.constantFrom('P', 'B'), fc.string({ unit: character, maxLength: 6 }))
  .map((parts) => parts.join(''));
const pattern = fc
  .tuple(plate, fc.nat(6), fc.constantFrom('?', '*', '??'))
  .map(([listed, at, wild]) => listed.slice(0, at) + wild + listed.slice(at + 1));
const entry = fc
  .record({
    plate: fc.oneof({ weight: 5, arbitrary: plate }, pattern),
    plateColour: fc.constantFrom(null, 'blue', 'yellow'),
    approvedBy: fc.constantFrom('chief1', 'chief1', null, 'provision'),
    expiresAtMs: fc.constantFrom(nowMs, nowMs + 1),
    scope: fc.constantFrom<Scope>(
      { points: [], cameraIds: [] },
      { points: ['gate'], cameraIds: [] },
      { points: [], cameraIds: ['lab-door'] },
    ),
  })
  .map((given) => anEntry(given));
const sighting = fc
  .record({
    plate,
    plateConfidence: fc.constantFrom(1, 0.95, 0.75, 0.6),
    plateColour: fc.constantFrom('blue', 'yellow', 'other'),
    cameraId: fc.constantFrom('east-gate', 'lab-door', null),
  })
  .map(({ cameraId, ...facts }): Matchable => ({ cameraId, facts: { kind: 'vehicle', ...facts } }));

test('the matcher hits what looking at every entry hits, whatever was listed and withdrawn', () => {
  const change = fc.record({ id: fc.integer({ min: 1, max: 12 }), entry, remove: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.array(sighting, { minLength: 1, maxLength: 8 }),
      (changes, sightings) => {
        const matcher = matcherOf([]);
        const list = new Map<number, VehicleEntry>();
        for (const { id, entry: given, remove } of changes) {
          if (remove) {
            matcher.remove(id);
            list.delete(id);
          } else {
            matcher.set({ ...given, id });
            list.set(id, { ...given, id });
          }
        }
        const naive = new NaiveMatcher([...list.values()], pointOf);
        for (const seen of sightings) {
          const byId = (a: Hit, b: Hit): number => a.entryId - b.entryId;
          expect(matcher.match(seen, nowMs).sort(byId)).toEqual(naive.match(seen, nowMs).sort(byId));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('no hit of a listed plate ever comes with hits of plates that only are like it', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), sighting, (entries, seen) => {
      const reasons = matcherOf(entries.map((each, index) => ({ ...each, id: index + 1 })))
        .match(seen, nowMs)
        .map(({ reason }) => reason);
      if (!reasons.includes('plate-exact')) return;
      expect(reasons.filter((reason) => reason === 'plate-look-alike' || reason === 'plate-one-edit')).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
