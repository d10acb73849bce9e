import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SightingFacts } from '#contract/sighting.ts';
import type { PersonEntry } from '#contract/watchlist.ts';
import { usualSettings } from '#contract/watchlist.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { aPersonEntry } from '../../builders/entry.ts';
import { aSighting } from '../../builders/sighting.ts';

const nowMs = Date.UTC(2026, 10, 23);
const idNumber = '371525199003071235';

function matcherOf(...entries: PersonEntry[]): Matcher {
  const settings = { ...usualSettings, similarity: 0.85, similarityByCamera: { 'east-gate': 0.9 } };
  const matcher = new Matcher({ settings: () => settings });
  for (const entry of entries) matcher.set(entry);
  return matcher;
}
const face = (facts: Partial<Extract<SightingFacts, { kind: 'face' }>>, cameraId: string | null = 'west-gate') =>
  aSighting({ facts: { kind: 'face', ...facts }, cameraId });

describe('by the name or the id of the camera’s own library', () => {
  const matcher = matcherOf(aPersonEntry({ idNumber: null, name: '阿不都·热合曼', libraryId: 'F-0017' }));
  test.each([
    ['the name, as sure as asked for', { name: '阿不都热合曼', similarity: 0.85 }, 'library-name'],
    ['the id, as sure as asked for', { libraryId: 'F-0017', similarity: 0.97 }, 'library-id'],
    ['both', { libraryId: 'F-0017', name: '阿不都·热合曼', similarity: 0.97 }, 'library-id'],
    ['the name from a card', { name: '阿不都·热合曼', idNumber: '11010519491231002X' }, 'library-name'],
    ['not so sure', { name: '阿不都·热合曼', libraryId: 'F-0017', similarity: 0.84 }, null],
    ['without a similarity', { name: '阿不都·热合曼', libraryId: 'F-0017' }, null],
    ['somebody else', { name: '阿不都', libraryId: 'F-001', similarity: 0.99 }, null],
    ['an empty name', { name: ' ', libraryId: '', similarity: 0.99 }, null],
  ])('%s', (_what, facts, reason) => {
    expect(matcher.match(face(facts), nowMs).map((hit) => hit.reason)).toEqual(reason === null ? [] : [reason]);
  });

  test('a camera with a threshold of its own is held to that one', () => {
    const facts = { name: '阿不都·热合曼', similarity: 0.87 };
    expect(matcher.match(face(facts, 'east-gate'), nowMs)).toEqual([]);
    expect(matcher.match(face({ ...facts, similarity: 0.9 }, 'east-gate'), nowMs)).toMatchObject([{ score: 0.9 }]);
  });
});

test('a person listed by several hits once, for the surest reason', () => {
  const matcher = matcherOf(aPersonEntry({ libraryId: 'F-0017' }));
  const hits = matcher.match(face({ idNumber, name: '赵某', libraryId: 'F-0017', similarity: 0.95 }), nowMs);
  expect(hits.map(({ reason }) => reason)).toEqual(['id-number-exact']);
});

test('a namesake with another ID number is no hit', () => {
  const matcher = matcherOf(aPersonEntry({ libraryId: 'F-0017' }));
  const facts = { name: '赵某', libraryId: 'F-0017', idNumber: '11010519491231002X', similarity: 0.99 };
  expect(matcher.match(face(facts), nowMs)).toEqual([]);
});

test('the entry that was replaced or withdrawn is found by none of what it said', () => {
  const matcher = matcherOf(aPersonEntry({ libraryId: 'F-0017' }));
  matcher.set(aPersonEntry({ idNumber: null, name: '钱某', libraryId: null }));
  for (const facts of [{ idNumber }, { name: '赵某' }, { libraryId: 'F-0017' }]) {
    expect(matcher.match(face({ ...facts, similarity: 0.99 }), nowMs)).toEqual([]);
  }
  expect(matcher.match(face({ name: '钱某', similarity: 0.99 }), nowMs)).toHaveLength(1);
  matcher.remove(1);
  expect(matcher.match(face({ name: '钱某', similarity: 0.99 }), nowMs)).toEqual([]);
});

test('no hit of a person, whatever was read, carries an ID number about', () => {
  const matcher = matcherOf(aPersonEntry({ libraryId: 'F-0017' }));
  const facts = fc.record({
    idNumber: fc.constantFrom(undefined, idNumber),
    name: fc.constantFrom('赵某', '钱某'),
    libraryId: fc.constantFrom('F-0017', 'F-1'),
    similarity: fc.constantFrom(0.5, 0.9, 1),
  });
  fc.assert(
    fc.property(facts, ({ idNumber: read, ...given }) => {
      const hits = matcher.match(face(read === undefined ? given : { ...given, idNumber: read }), nowMs);
      expect(JSON.stringify(hits)).not.toContain(idNumber);
    }),
  );
});
