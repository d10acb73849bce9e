import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryCategory, usualSettings } from '#contract/watchlist.ts';
import type { OwnCategory, PersonEntry, VehicleEntry } from '#contract/watchlist.ts';
import { dayFromToday, dayOf, daysLeft, endOf, lastDay } from '../../../renderer/features/watchlist/entry-days.ts';
import {
  draftOf,
  emptyForm,
  formOf,
  problemsOf,
  stepsOf,
  withCategory,
  withoutUsualSteps,
} from '../../../renderer/features/watchlist/entry-form.ts';
import type { EntryForm } from '../../../renderer/features/watchlist/entry-form.ts';
import { changedMembers } from '../../../renderer/features/watchlist/entry-members.ts';
import { mayApprove, mayChange, mayWithdraw } from '../../../renderer/features/watchlist/entry-rights.ts';
import { asking, queryOfQuestion, questionOfQuery } from '../../../renderer/features/watchlist/list-address.ts';
import {
  letThrough,
  settingsOf,
  withNewCategory,
  withThreshold,
  writtenOf,
} from '../../../renderer/features/watchlist/settings-rules.ts';
import { sourceOf, textSource } from '../../../renderer/features/watchlist/sheet-source.ts';
import { decideListKey, moveInRows, placeOf } from '../../../renderer/features/watchlist/watchlist-keys.ts';
import type { ListKeySituation } from '../../../renderer/features/watchlist/watchlist-keys.ts';
import { zhCN } from '../../../renderer/text/zh-CN.ts';

const nowMs = new Date(2026, 10, 27, 12).getTime();
const midnight = (month: number, day: number): number => new Date(2026, month - 1, day).getTime();

const vehicle: VehicleEntry = {
  ...{ id: 7, kind: 'vehicle', plate: '鲁P12345', plateColour: 'blue', category: 'barred', ownCategory: null },
  ...{ basis: '单位禁入决定 2026-014', priority: 1, note: '', procedure: ['保持道闸关闭', '通知门岗'] },
  ...{ validFromMs: null, expiresAtMs: midnight(12, 31) + 3_600_000, scope: { points: ['gate'], cameraIds: ['c1'] } },
  ...{ author: 'guard1', approvedBy: 'chief1', approvedAtMs: nowMs, origin: 'console', disposition: null },
};
const person: PersonEntry = {
  ...{ id: 8, kind: 'person', idNumber: '11010519491231002X', name: '张三', libraryId: 'P1', photo: 'a'.repeat(64) },
  ...{ category: 'barred', ownCategory: null, basis: '决定', priority: 2, note: '备注', procedure: [] },
  ...{ validFromMs: midnight(12, 1), expiresAtMs: midnight(12, 31), scope: { points: [], cameraIds: [] } },
  ...{ author: 'guard1', approvedBy: null, approvedAtMs: null, origin: 'console', disposition: null },
};
const finish = (form: EntryForm) => draftOf(form, { nowMs, was: null });
const problemFields = (form: EntryForm): string[] => {
  const finished = finish(form);
  return finished.outcome === 'complete' ? [] : finished.problems.map(({ field, problem }) => `${field}:${problem}`);
};

describe('the days of an entry', () => {
  test('are counted as a calendar does', () => {
    expect(daysLeft(midnight(11, 28), nowMs)).toBe(0);
    expect(daysLeft(midnight(11, 29), nowMs)).toBe(1);
    expect(daysLeft(midnight(11, 26), nowMs)).toBe(-2);
  });

  test('that no calendar has are none', () => {
    for (const text of ['2026-02-30', '2026-13-01', '2026-1-1', '', '明年底', '2026-11-27T10:00', '0000-00-00']) {
      expect(dayOf(text)).toBeNull();
      expect(endOf(text)).toBeNull();
    }
    expect(dayOf('2028-02-29')).toBe(new Date(2028, 1, 29).getTime());
  });

  test('end with the last one included', () => {
    expect(endOf('2026-12-31')).toBe(new Date(2027, 0, 1).getTime());
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (days) => {
        const day = dayFromToday(nowMs, days);
        expect(lastDay(endOf(day) ?? 0)).toBe(day);
        expect(daysLeft(endOf(day) ?? 0, nowMs)).toBe(days);
      }),
    );
  });
});

describe('an entry being written', () => {
  test('comes out of its form as it went in, to the millisecond', () => {
    for (const entry of [vehicle, person]) {
      const finished = draftOf(formOf(entry), { nowMs, was: entry });
      expect(finished.outcome).toBe('complete');
      if (finished.outcome === 'complete') {
        expect(entry).toMatchObject(finished.draft);
        expect(changedMembers(entry, finished.draft)).toEqual([]);
      }
    }
  });

  test('ends with its new last day when that is changed', () => {
    const finished = draftOf({ ...formOf(vehicle), lastDay: '2027-01-15' }, { nowMs, was: vehicle });
    expect(finished).toMatchObject({ draft: { expiresAtMs: new Date(2027, 0, 16).getTime() } });
    if (finished.outcome === 'complete') expect(changedMembers(vehicle, finished.draft)).toEqual(['expiresAtMs']);
  });

  test('says what is missing, at its place', () => {
    expect(problemFields(emptyForm('vehicle', nowMs))).toEqual(['plate:missing', 'basis:missing']);
    expect(problemFields(emptyForm('person', nowMs))).toEqual(['idNumber:missing', 'basis:missing']);
    expect(problemFields({ ...emptyForm('person', nowMs), libraryId: 'P7', basis: '决定' })).toEqual([]);
  });

  test('with a pattern that names too little is refused, one that names three characters is not', () => {
    const form = { ...emptyForm('vehicle', nowMs), basis: '决定' };
    expect(problemFields({ ...form, plate: '鲁?*5' })).toEqual(['plate:too-vague']);
    expect(problemFields({ ...form, plate: '*' })).toEqual(['plate:too-vague']);
    expect(problemFields({ ...form, plate: '鲁P*5' })).toEqual([]);
  });

  test('takes a plate as people type it', () => {
    const finished = finish({ ...emptyForm('vehicle', nowMs), basis: ' 决定 ', plate: ' 鲁p·１2 345' });
    expect(finished).toMatchObject({ draft: { plate: '鲁P12345', basis: '决定' } });
  });

  test('cannot end before it begins, nor in the past', () => {
    const form = { ...emptyForm('vehicle', nowMs), basis: '决定', plate: '鲁P12345' };
    expect(problemFields({ ...form, lastDay: '2026-11-26' })).toEqual(['expiresAtMs:already-expired']);
    expect(problemFields({ ...form, lastDay: '2026-11-27' })).toEqual([]);
    expect(problemFields({ ...form, from: '2026-12-02', lastDay: '2026-12-01' })).toEqual(['validFromMs:never-valid']);
    expect(problemFields({ ...form, lastDay: '' })).toEqual(['expiresAtMs:missing']);
  });

  test('of an own category takes its priority, and leaves the steps to it where none are written', () => {
    const own: OwnCategory = { name: '欠费车辆', priority: 3, procedure: ['到窗口缴费'] };
    const form = { ...emptyForm('vehicle', nowMs), basis: '决定', plate: '鲁P12345' };
    const owned = withCategory(form, 'other', own);
    expect(finish(owned)).toMatchObject({
      draft: { category: 'other', ownCategory: '欠费车辆', priority: 3, procedure: [] },
    });
    expect(finish({ ...owned, procedure: '先核对\n\n 再放行 ' })).toMatchObject({
      draft: { procedure: ['先核对', '再放行'] },
    });
    // Turned back to a built-in category, the own one's name does not stay behind.
    expect(finish(withCategory(owned, 'barred', null))).toMatchObject({ draft: { ownCategory: null } });
  });

  test('does not take the steps of its category for its own', () => {
    const form = formOf(vehicle);
    expect(withoutUsualSteps(form, ['Keep it shut', '保持道闸关闭\n通知门岗\n']).procedure).toBe('');
    expect(withoutUsualSteps(form, ['保持道闸关闭']).procedure).toBe('保持道闸关闭\n通知门岗');
  });

  test('has one step a line', () => {
    expect(stepsOf('一\r\n\r\n  二  \n')).toEqual(['一', '二']);
    expect(stepsOf(' \n ')).toEqual([]);
  });

  test('is told what the station refused, where it has a name for it', () => {
    const refused = (facts: Record<string, string>) => problemsOf({ code: 'bad-input', facts }, 'vehicle');
    expect(refused({ paths: 'draft.plate, basis' })).toEqual([
      { field: 'plate', problem: 'not-a-plate', found: '' },
      { field: 'basis', problem: 'unreadable', found: '' },
    ]);
    expect(refused({ paths: 'plate, note', problems: 'plate:too-vague, note:too-long' })).toEqual([
      { field: 'plate', problem: 'too-vague', found: '' },
      { field: 'note', problem: 'too-long', found: '' },
    ]);
    expect(refused({ paths: 'plate', problems: 'plate:something-new' })[0]?.problem).toBe('not-a-plate');
    expect(refused({})).toEqual([]);
  });

  test('that is listed already is told by its plate or number', () => {
    const listed = { code: 'conflict', facts: { problem: 'duplicate', entryId: 3 } } as const;
    expect(problemsOf(listed, 'vehicle')).toEqual([{ field: 'plate', problem: 'duplicate', found: '' }]);
    expect(problemsOf(listed, 'person')[0]?.field).toBe('idNumber');
  });

  test('is not blamed for what was none of its members', () => {
    expect(problemsOf({ code: 'internal', facts: { paths: 'plate' } }, 'vehicle')).toEqual([]);
    expect(problemsOf(null, 'vehicle')).toEqual([]);
  });
});

describe('who may do what', () => {
  const chief = { account: 'chief1', role: 'chief' } as const;
  const guard = { account: 'guard1', role: 'guard' } as const;

  test('nobody approves what they wrote themselves', () => {
    expect(mayApprove({ author: 'chief1', approvedBy: null }, 'waiting', chief)).toEqual({ may: false, why: 'author' });
    expect(mayApprove({ author: 'guard1', approvedBy: null }, 'waiting', chief)).toEqual({ may: true });
  });

  test('a guard approves and withdraws nothing', () => {
    expect(mayApprove({ author: 'chief1', approvedBy: null }, 'waiting', guard)).toEqual({ may: false, why: 'guard' });
    expect(mayWithdraw(vehicle, guard)).toEqual({ may: false, why: 'guard' });
  });

  test('what is approved or over is not approved again', () => {
    expect(mayApprove(vehicle, 'valid', chief)).toEqual({ may: false, why: 'approved' });
    expect(mayApprove({ ...vehicle, approvedBy: null }, 'expired', chief)).toEqual({ may: false, why: 'over' });
  });

  test('what comes from elsewhere is changed there', () => {
    for (const origin of ['provision', 'county'] as const) {
      expect(mayChange({ ...vehicle, origin }, chief)).toEqual({ may: false, why: origin });
      expect(mayWithdraw({ origin }, chief)).toEqual({ may: false, why: origin });
    }
    expect(mayChange({ ...vehicle, origin: 'console' }, chief)).toEqual({ may: true });
  });

  test('a guard corrects what he wrote himself, until it is approved', () => {
    const own = { origin: 'console', author: guard.account, approvedBy: null } as const;
    expect(mayChange(own, guard)).toEqual({ may: true });
    expect(mayChange({ ...own, approvedBy: 'chief1' }, guard)).toEqual({ may: false, why: 'own' });
    expect(mayChange({ ...own, author: 'guard9' }, guard)).toEqual({ may: false, why: 'own' });
  });
});

describe('the keys of the list', () => {
  const situation: ListKeySituation = {
    ...{ key: 'n', modified: false, typing: false, inList: false, handling: false, filtered: false },
  };

  test('give way to what is typed and to an alarm being handled', () => {
    expect(decideListKey(situation)).toBe('new');
    expect(decideListKey({ ...situation, typing: true })).toBeNull();
    expect(decideListKey({ ...situation, modified: true })).toBeNull();
    expect(decideListKey({ ...situation, handling: true })).toBeNull();
    expect(decideListKey({ ...situation, handling: true, inList: true })).toBe('new');
  });

  test('approve only what the focus is on', () => {
    expect(decideListKey({ ...situation, key: 'A' })).toBeNull();
    expect(decideListKey({ ...situation, key: 'A', inList: true })).toBe('approve');
  });

  test('leave up, down and Enter to the alarm rail', () => {
    for (const key of ['ArrowUp', 'ArrowDown', 'Enter', '1', 'x']) {
      expect(decideListKey({ ...situation, key })).toBeNull();
    }
    expect(decideListKey({ ...situation, key: 'ArrowRight' })).toBe('list');
    expect(decideListKey({ ...situation, key: '、' })).toBe('search');
    expect(decideListKey({ ...situation, key: 'Escape' })).toBeNull();
    expect(decideListKey({ ...situation, key: 'Escape', filtered: true })).toBe('clear');
  });

  test('move within the rows', () => {
    expect(moveInRows('ArrowDown', 0, 3)).toBe(1);
    expect(moveInRows('ArrowDown', 2, 3)).toBe(2);
    expect(moveInRows('ArrowUp', 0, 3)).toBe(0);
    expect(moveInRows('PageDown', 1, 30)).toBe(11);
    expect(moveInRows('End', 0, 30)).toBe(29);
    expect(moveInRows('ArrowDown', 0, 0)).toBeNull();
    expect(moveInRows('x', 0, 3)).toBeNull();
  });
});

describe('the address', () => {
  test('leads to a side of the watchlist, and nowhere for what is none', () => {
    expect(placeOf(null, null)).toEqual({ at: 'list' });
    expect(placeOf('12', null)).toEqual({ at: 'entry', id: 12 });
    expect(placeOf('12', 'change')).toEqual({ at: 'change', id: 12 });
    expect(placeOf('new', 'person')).toEqual({ at: 'new', kind: 'person' });
    expect(placeOf('new', null)).toEqual({ at: 'new', kind: 'vehicle' });
    expect(placeOf('waiting', null)).toEqual({ at: 'waiting' });
    for (const item of ['0', '-1', '1e3', 'constructor', '12x']) expect(placeOf(item, null).at).toBe('nowhere');
  });

  test('carries what is asked', () => {
    const question = questionOfQuery('kind=person&status=waiting&doubtful=1&text=%E5%BC%A0&page=3');
    expect(question).toEqual({ filter: { kind: 'person', status: 'waiting', doubtful: true, text: '张' }, page: 2 });
    expect(questionOfQuery(queryOfQuestion(question))).toEqual(question);
    expect(queryOfQuestion({ filter: {}, page: 0 })).toBe('');
  });

  test('asks for nothing it does not understand', () => {
    expect(questionOfQuery('kind=ghost&status=&origin=moon&page=0&text=+')).toEqual({ filter: {}, page: 0 });
  });

  test('begins anew at the first page when the question changes', () => {
    const asked = questionOfQuery('kind=person&page=4');
    expect(asking(asked, { text: '鲁' })).toEqual({ filter: { kind: 'person', text: '鲁' }, page: 0 });
    expect(asking(asked, { kind: undefined })).toEqual({ filter: {}, page: 0 });
  });
});

describe('a sheet', () => {
  const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
    new Uint8Array(
      parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : [...part])),
    );

  test('is known by its first bytes', () => {
    const zip = bytes([0x50, 0x4b, 0x03, 0x04], 'x'.repeat(50_001));
    const read = sourceOf(zip);
    expect(read.outcome).toBe('read');
    if (read.outcome !== 'read' || read.source.format !== 'xlsx') throw new Error('no sheet');
    expect(Buffer.from(read.source.base64, 'base64')).toEqual(Buffer.from(zip));
    expect(sourceOf(bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1]))).toEqual({ outcome: 'refused', why: 'old-excel' });
    expect(sourceOf(new Uint8Array())).toEqual({ outcome: 'refused', why: 'empty' });
    expect(sourceOf(bytes('a\0b'))).toEqual({ outcome: 'refused', why: 'unreadable' });
  });

  test('may be a CSV as a Chinese Excel saves it', () => {
    // 车牌,鲁 in GB 18030
    const gb = [0xb3, 0xb5, 0xc5, 0xc6, 0x2c, 0xc2, 0xb3];
    expect(sourceOf(bytes(gb))).toEqual({ outcome: 'read', source: { format: 'text', text: '车牌,鲁' } });
    expect(sourceOf(bytes('车牌,鲁'))).toEqual({ outcome: 'read', source: { format: 'text', text: '车牌,鲁' } });
    const wide = new Uint8Array(Buffer.from('\ufeff车牌\t鲁', 'utf16le'));
    expect(sourceOf(wide)).toEqual({ outcome: 'read', source: { format: 'text', text: '车牌\t鲁' } });
  });

  test('that holds nothing, or too much, is not sent', () => {
    expect(textSource(' \n ')).toEqual({ outcome: 'refused', why: 'empty' });
    expect(textSource('x'.repeat(16 * 1024 * 1024 + 1))).toEqual({ outcome: 'refused', why: 'too-large' });
  });
});

describe('the settings', () => {
  const kept = {
    ...usualSettings,
    similarityByCamera: { c1: 0.7 },
    ownCategories: [{ name: '欠费车辆', priority: 3 as const, procedure: ['一', '二'] }],
  };

  test('come out as they went in', () => {
    expect(settingsOf(writtenOf(kept))).toEqual({ outcome: 'complete', settings: kept });
  });

  test('want a name of its own for each category', () => {
    const two = withNewCategory(withNewCategory(writtenOf(kept)));
    expect(settingsOf(two)).toEqual({
      outcome: 'incomplete',
      problems: [
        { at: 1, problem: 'no-name' },
        { at: 2, problem: 'no-name' },
      ],
    });
    const twice = { ...two, categories: two.categories.map((each) => ({ ...each, name: ' 欠费车辆' })) };
    expect(settingsOf(twice)).toMatchObject({
      problems: [
        { at: 1, problem: 'twice' },
        { at: 2, problem: 'twice' },
      ],
    });
  });

  test('give a camera a threshold of its own, and take it back', () => {
    expect(withThreshold({ c1: 0.7 }, 'c2', 0.9)).toEqual({ c1: 0.7, c2: 0.9 });
    expect(withThreshold({ c1: 0.7 }, 'c1', null)).toEqual({});
  });

  test('say what a threshold lets through', () => {
    expect([1, 0.9, 0.75, 0.6, 0.5].map(letThrough)).toEqual(['exact', 'alike', 'slip', 'slip', 'edit']);
  });
});

test('the steps shown where none are written are those the station takes', () => {
  const file = join(import.meta.dirname, '../../../resources/procedures.json');
  const { zh } = JSON.parse(readFileSync(file, 'utf8')) as { zh: Record<string, string[]> };
  for (const category of entryCategory.options) {
    expect(zhCN.watchlist.usualSteps[category].split('\n')).toEqual(zh[category]);
  }
});
