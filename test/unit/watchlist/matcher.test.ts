import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { aSighting } from '../../builders/sighting.ts';

const nowMs = Date.UTC(2026, 10, 23);

function matcherOf(...entries: WatchlistEntry[]): Matcher {
  const matcher = new Matcher();
  for (const entry of entries) matcher.set(entry);
  return matcher;
}

describe('a listed plate', () => {
  test('hits, however the camera spells it', () => {
    const matcher = matcherOf(anEntry());
    for (const plate of ['鲁P12345', '鲁p·12345', '鲁Ｐ１２３４５']) {
      expect(matcher.match(aSighting({ plate }), nowMs)).toEqual([
        { entryId: 1, reason: 'plate-exact', matched: '鲁P12345', score: 1, reads: [], confirmed: false },
      ]);
    }
  });

  test('is as sure as the camera was of its reading', () => {
    const facts = { kind: 'vehicle', plate: '鲁P12345', plateConfidence: 0.87 } as const;
    expect(matcherOf(anEntry()).match(aSighting({ facts }), nowMs)[0]?.score).toBe(0.87);
  });

  test('hits on a cycle too', () => {
    const facts = { kind: 'cycle', plate: '鲁P12345' } as const;
    expect(matcherOf(anEntry()).match(aSighting({ facts }), nowMs)).toHaveLength(1);
  });

  test('listed for two reasons hits twice, the more urgent first', () => {
    const matcher = matcherOf(
      anEntry({ id: 1, priority: 2 }),
      anEntry({ id: 2, priority: 1, category: 'wanted-vehicle' }),
    );
    expect(matcher.match(aSighting(), nowMs).map((hit) => hit.entryId)).toEqual([2, 1]);
  });
});

describe('a listed person', () => {
  const matcher = matcherOf(aPersonEntry({ idNumber: '11010519491231002X' }));

  test('hits by ID number, and the hit does not carry it about', () => {
    expect(matcher.match(aSighting({ idNumber: '11010519491231002x' }), nowMs)).toEqual([
      { entryId: 1, reason: 'id-number-exact', matched: '110105********002X', score: 1, reads: [], confirmed: false },
    ]);
  });

  test('hits by the old number', () => {
    expect(matcher.match(aSighting({ idNumber: '110105491231002' }), nowMs)).toHaveLength(1);
  });

  test('is as sure as the face library was', () => {
    const facts = { kind: 'face', idNumber: '11010519491231002X', similarity: 0.93 } as const;
    expect(matcher.match(aSighting({ facts }), nowMs)[0]?.score).toBe(0.93);
  });
});

describe('an entry never matches', () => {
  test.each([
    ['without approval', { approvedBy: null }],
    ['approved by its author', { author: 'chief1', approvedBy: 'chief1' }],
    ['before it is valid', { validFromMs: nowMs + 1 }],
    ['from the instant it expires', { expiresAtMs: nowMs }],
  ])('%s', (_when, given) => {
    expect(matcherOf(anEntry(given)).match(aSighting(), nowMs)).toEqual([]);
    expect(matcherOf(anEntry()).match(aSighting(), nowMs)).toHaveLength(1);
  });

  test('after it was removed or its plate corrected', () => {
    const matcher = matcherOf(anEntry());
    matcher.set(anEntry({ plate: '鲁P54321' }));
    expect(matcher.match(aSighting(), nowMs)).toEqual([]);
    expect(matcher.match(aSighting({ plate: '鲁P54321' }), nowMs)).toHaveLength(1);
    matcher.remove(1);
    expect(matcher.match(aSighting({ plate: '鲁P54321' }), nowMs)).toEqual([]);
    expect(matcher.size).toBe(0);
  });
});

test('crowds, behaviour and unread plates match nobody', () => {
  const matcher = matcherOf(anEntry(), aPersonEntry({ id: 2 }));
  for (const facts of [
    { kind: 'crowd', people: 80 },
    { kind: 'behaviour', behaviour: 'tripwire' },
    { kind: 'vehicle' },
    { kind: 'face' },
  ] as const) {
    expect(matcher.match(aSighting({ facts }), nowMs)).toEqual([]);
  }
});

test('kept up to date change by change, it answers like one built anew', () => {
  const plate = fc.constantFrom('鲁P00001', '鲁P00002', '鲁P00003');
  const change = fc.record({ id: fc.integer({ min: 1, max: 6 }), plate, remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const kept = new Matcher();
      const entries = new Map<number, WatchlistEntry>();
      for (const { id, plate, remove } of changes) {
        if (remove) {
          kept.remove(id);
          entries.delete(id);
        } else {
          const entry = anEntry({ id, plate });
          kept.set(entry);
          entries.set(id, entry);
        }
      }
      const anew = matcherOf(...entries.values());
      for (const plate of ['鲁P00001', '鲁P00002', '鲁P00003']) {
        const sighting = aSighting({ plate });
        expect(kept.match(sighting, nowMs)).toEqual(anew.match(sighting, nowMs));
      }
    }),
  );
});
