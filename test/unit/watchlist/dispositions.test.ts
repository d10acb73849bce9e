import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Disposition, DispositionOrder } from '#contract/disposition.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { days } from '../../../main/system/clock.ts';
import {
  assumedLifeMs,
  authorOf,
  decideOrder,
  mostPerPlatform,
  placesOf,
} from '../../../main/watchlist/dispositions.ts';
import type { PlaceOf, Situation } from '../../../main/watchlist/dispositions.ts';
import { holdsAt } from '../../../main/watchlist/matcher.ts';
import { meantBy, readTarget } from '../../../main/watchlist/target-feature.ts';

const nowMs = Date.UTC(2026, 10, 23);
const platform = { id: '37152500005030000099', name: '县公安局' };
const aDisposition = (given: Partial<Disposition> = {}): Disposition => ({
  ...{ dispositionId: 'd1', title: null, category: '3', targetFeature: '(3=鲁P12345)', priority: null },
  ...{ applicantName: null, applicantOrg: null, beginsAtMs: null, endsAtMs: nowMs + days(9), range: null },
  ...{ tollgates: [], areas: [], reason: null, receiveAddress: null },
  ...given,
});
const set = (given: Partial<Disposition> = {}): DispositionOrder => ({
  order: 'set',
  disposition: aDisposition(given),
});
const everywhere: PlaceOf = () => ({ at: 'everywhere' });
const situation = (given: Partial<Situation> = {}): Situation => ({
  ...{ platform, entryOf: () => null, known: () => false, count: 0, placeOf: everywhere, saidAtMs: nowMs },
  ...given,
});
function added(given: Partial<Disposition>, situated: Partial<Situation> = {}): WatchlistEntry {
  const { change } = decideOrder(set(given), situation(situated));
  if (change?.change !== 'add') throw new Error('nothing was added');
  return { ...change.entry, id: 1 };
}

describe('what a TargetFeature names', () => {
  test.each([
    ['(3=渝D2S035)', { kind: 'vehicle', plate: '渝D2S035' }],
    ['(2=渝D·2S035)', { kind: 'vehicle', plate: '渝D2S035' }],
    ['渝d2s035', { kind: 'vehicle', plate: '渝D2S035' }],
    ['（3＝渝Ｄ２Ｓ０３５）', { kind: 'vehicle', plate: '渝D2S035' }],
    ['PlateNo:蓝渝D2S035', { kind: 'vehicle', plate: '渝D2S035' }],
    ['(3=渝D2S0*)', { kind: 'vehicle', plate: '渝D2S0*' }],
    ['(1=11010519491231002x)', { kind: 'person', idNumber: '11010519491231002X', name: null }],
    ['(3=张三)', { kind: 'person', idNumber: null, name: '张三' }],
    ['(1=张三)(4=11010519491231002X)', { kind: 'person', idNumber: '11010519491231002X', name: '张三' }],
    ['阿卜杜拉·买买提', { kind: 'person', idNumber: null, name: '阿卜杜拉·买买提' }],
    ['(1=E12345678)', { kind: 'person', idNumber: 'E12345678', name: null }],
  ])('%s', (feature, target) => {
    expect(readTarget(feature)).toEqual(target);
  });

  test.each([
    [null, 'no-target', 'person'],
    ['()', 'no-target', 'person'],
    ['(3=渝D2S03)', 'unreadable-target', 'vehicle'],
    ['(3=*)', 'unreadable-target', 'person'],
    ['(3=?D*)', 'unreadable-target', 'person'],
    ['(1=110105194912310021)', 'unreadable-target', 'person'], // wrong check digit
    ['(1=18900000000)', 'unreadable-target', 'person'], // a telephone number
    ['(3=渝D2S035,3=渝D2S036)', 'several-targets', 'vehicle'],
    ['(3=渝D2S035)(1=张三)', 'several-targets', 'person'],
  ])('%s cannot be enforced', (feature, problem, looksLike) => {
    expect(readTarget(feature)).toMatchObject({ kind: 'none', problem, looksLike });
  });

  test.each([
    ['2', 'four', 'vehicle'],
    ['2', 'five', 'person'],
    ['4', 'four', null], // a keyword
    ['4', 'five', 'vehicle'],
    ['1', null, 'person'],
    ['3', null, 'vehicle'],
    ['2', null, null],
    ['9', 'five', null],
    [null, 'four', null],
  ] as const)('category %s in table %s means %s', (category, table, meant) => {
    expect(meantBy(category, table)).toBe(meant);
  });

  test('what was meant is asked only where what stands there cannot be read', () => {
    expect(readTarget('(2=??)', 'vehicle')).toMatchObject({ problem: 'unreadable-target', looksLike: 'vehicle' });
    expect(readTarget(null, 'vehicle')).toMatchObject({ problem: 'no-target', looksLike: 'vehicle' });
    expect(readTarget('(2=渝D2S03)', 'person')).toMatchObject({ problem: 'unreadable-target', looksLike: 'person' });
    expect(readTarget('(1=渝D2S035)', 'person')).toEqual({ kind: 'vehicle', plate: '渝D2S035' });
    expect(readTarget('(2=张三)', 'vehicle')).toMatchObject({ kind: 'person', name: '张三' });
  });

  test('whatever stands there, something is made of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 256 }), (feature) => {
        const target = readTarget(feature);
        if (target.kind === 'none') expect(target.text.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe('what an order changes', () => {
  test('a new one adds an entry that is in force, its author never its approver', () => {
    const entry = added({ reason: '被盗车', title: '布控', applicantName: '李警官', priority: 3 });
    expect(entry).toMatchObject({
      ...{ category: 'wanted-vehicle', basis: '被盗车', note: '布控', priority: 3, origin: 'county' },
      ...{ author: authorOf(platform.id), approvedBy: '县公安局（李警官）' },
    });
    expect(holdsAt(entry, nowMs)).toBe(true);
  });

  test('nobody over there passes for an account of the station, nor for the author', () => {
    expect(added({ applicantName: 'chief1' }).approvedBy).toBe('县公安局（chief1）');
    const named = { ...platform, name: authorOf(platform.id) };
    const entry = added({}, { platform: named });
    expect(entry.approvedBy).not.toBe(entry.author);
  });

  test('the same again changes nothing, whenever; anything else of it changes the entry and keeps its number', () => {
    const entry = added({ reason: '被盗车' });
    const known = { entryOf: () => entry };
    expect(decideOrder(set({ reason: '被盗车' }), situation({ ...known, saidAtMs: nowMs + days(1) }))).toEqual({
      change: null,
      outcome: { outcome: 'same', problem: null, remark: null },
    });
    for (const given of [{ priority: 2 }, { targetFeature: '鲁P54321' }, { endsAtMs: nowMs + 1 }] as const) {
      expect(decideOrder(set({ reason: '被盗车', ...given }), situation(known))).toMatchObject({
        change: { change: 'replace', entry: { id: 1 } },
        outcome: { outcome: 'changed' },
      });
    }
  });

  test('an end takes the entry off; a second one, and one of something never ordered, take nothing', () => {
    const end: DispositionOrder = { order: 'end', dispositionId: 'd1', as: 'revoked' };
    expect(decideOrder(end, situation({ entryOf: () => added({}) }))).toEqual({
      change: { change: 'withdraw', id: 1 },
      outcome: { outcome: 'ended' },
    });
    expect(decideOrder(end, situation({ known: () => true }))).toEqual({
      change: null,
      outcome: { outcome: 'ended' },
    });
    expect(decideOrder(end, situation())).toEqual({ change: null, outcome: { outcome: 'unknown' } });
  });

  test('without an end it gets one, which a repeat pushes out only in its second half', () => {
    const entry = added({ endsAtMs: null });
    expect(entry.expiresAtMs).toBe(nowMs + assumedLifeMs);
    expect(entry.disposition).toMatchObject({ assumedEnd: true });
    const again = (saidAtMs: number) =>
      decideOrder(set({ endsAtMs: null }), situation({ entryOf: () => entry, saidAtMs }));
    expect(again(nowMs + days(14)).outcome.outcome).toBe('same');
    expect(again(nowMs + days(16)).change).toMatchObject({ entry: { expiresAtMs: nowMs + days(16) + assumedLifeMs } });
    expect(added({ endsAtMs: null, beginsAtMs: nowMs + days(5) }).expiresAtMs).toBe(nowMs + days(5) + assumedLifeMs);
  });

  test.each([
    [{ targetFeature: null }, 'no-target'],
    [{ targetFeature: '(3=渝D2S03)' }, 'unreadable-target'],
    [{ tollgates: ['T1'] }, 'unknown-place'],
    [{ beginsAtMs: nowMs + 2, endsAtMs: nowMs + 1 }, 'never-valid'],
  ] as const)('%j is kept, marked, and never matches', (given, problem) => {
    const entry = added(
      { ...given, ...('tollgates' in given && { tollgates: [...given.tollgates] }) } as Partial<Disposition>,
      {
        placeOf: () => ({ at: 'elsewhere' }),
      },
    );
    expect(entry).toMatchObject({ approvedBy: null, disposition: { problem } });
    for (const atMs of [nowMs, nowMs + 1, nowMs + days(5)]) expect(holdsAt(entry, atMs)).toBe(false);
  });

  test('what is told of the target decides, not the contradicting categories', () => {
    for (const category of ['1', '2', '3', '4', null]) {
      expect(added({ category })).toMatchObject({ kind: 'vehicle', category: 'wanted-vehicle' });
      expect(added({ category, targetFeature: '张三' })).toMatchObject({ kind: 'person', category: 'police-notice' });
    }
    expect(added({ targetFeature: '张三', title: '寻找走失老人' })).toMatchObject({ category: 'missing-person' });
  });

  test('a platform gone mad fills its own share, and no more', () => {
    expect(decideOrder(set(), situation({ count: mostPerPlatform }))).toEqual({
      change: null,
      outcome: { outcome: 'too-many' },
    });
    const known = situation({ count: mostPerPlatform, entryOf: () => added({}) });
    expect(decideOrder(set({ priority: 2 }), known).outcome.outcome).toBe('changed');
  });
});

describe('where it holds', () => {
  const placeOf = placesOf({
    serverId: '37152500005030000001',
    device: (id) => (id === 'gate' ? { cameraId: 'east' } : id === 'hub' ? { cameraId: null } : null),
  });
  test.each([
    ['gate', { at: 'camera', cameraId: 'east' }],
    ['hub', { at: 'everywhere' }],
    ['37152500005030000001', { at: 'everywhere' }],
    ['371525', { at: 'everywhere' }],
    ['371500', { at: 'everywhere' }],
    ['370000', { at: 'everywhere' }],
    ['371525000000', { at: 'everywhere' }],
    ['371526', { at: 'elsewhere' }],
    ['500000', { at: 'elsewhere' }],
    ['000000', { at: 'elsewhere' }],
    ['50010712345030000003', { at: 'elsewhere' }],
    ['', { at: 'elsewhere' }],
  ])('%s', (id, place) => expect(placeOf(id)).toEqual(place));

  test('without an ID of its own the station is in no area', () => {
    const nowhere = placesOf({ serverId: '', device: () => null });
    expect([nowhere(''), nowhere('371525')]).toEqual([{ at: 'elsewhere' }, { at: 'elsewhere' }]);
  });

  test('cameras of ours among others narrow it; the whole station among them does not', () => {
    const places = { placeOf };
    expect(added({ range: 'tollgates', tollgates: ['gate', 'x'] }, places).scope.cameraIds).toEqual(['east']);
    expect(added({ range: 'areas', areas: ['371525'], tollgates: ['gate'] }, places).scope.cameraIds).toEqual([]);
    // The range says which list is meant; without it, both are.
    expect(added({ range: 'areas', tollgates: ['gate'] }, places).scope.cameraIds).toEqual(['east']);
    const elsewhere = added({ tollgates: ['x'] }, places);
    expect(elsewhere.scope.cameraIds).toEqual(['x']);
  });
});
