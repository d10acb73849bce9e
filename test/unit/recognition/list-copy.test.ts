import { expect, test } from 'vitest';
import { decideCopies, entryCopyOf, newDispositionId } from '../../../main/recognition/viid/lists/list-copy.ts';
import type { ListCopy } from '../../../main/recognition/viid/lists/list-copy.ts';
import { writeListed } from '../../../main/recognition/viid/lists/listed-object.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';

const facts = { deviceId: 'cam', nowMs: 1000, newId: () => 'new' };
const aCopy = (given: Partial<ListCopy> = {}): ListCopy => ({
  ...{ deviceId: 'cam', entryId: 1, dispositionId: 'd1', asked: 'keep', answer: 'done', print: 'p', atMs: 1 },
  detail: '',
  ...given,
});
const held = (...copies: ListCopy[]) => new Map(copies.map((copy) => [copy.entryId, copy]));
const wanted = [{ entryId: 1, print: 'p' }];

test('a new entry is asked for by an ID of its own, a changed or once taken back one by the ID it had', () => {
  expect(decideCopies(wanted, held(), facts)).toEqual([
    { ...aCopy({ dispositionId: 'new', answer: 'awaited', atMs: 1000 }) },
  ]);
  expect(decideCopies([{ entryId: 1, print: 'other' }], held(aCopy()), facts)).toMatchObject([
    { dispositionId: 'd1', asked: 'keep', answer: 'awaited', print: 'other' },
  ]);
  expect(decideCopies(wanted, held(aCopy({ asked: 'take-back' })), facts)).toMatchObject([
    { dispositionId: 'd1', asked: 'keep', answer: 'awaited' },
  ]);
});

test.each(['awaited', 'done', 'refused'] as const)(
  'what was asked for is not asked for again when it is %s, and is taken back when it is not wanted any more',
  (answer) => {
    expect(decideCopies(wanted, held(aCopy({ answer })), facts)).toEqual([]);
    expect(decideCopies([], held(aCopy({ answer, detail: 'x' })), facts)).toEqual([
      aCopy({ asked: 'take-back', answer: 'awaited', atMs: 1000 }),
    ]);
    expect(decideCopies([], held(aCopy({ answer, asked: 'take-back' })), facts)).toEqual([]);
  },
);

test('the console is told what was asked for and what the device made of it', () => {
  const state = (given: Partial<ListCopy>) => entryCopyOf(aCopy(given)).state;
  expect([state({ answer: 'awaited' }), state({}), state({ answer: 'refused' })]).toEqual([
    ...['sending', 'confirmed', 'refused'],
  ]);
  const asked = 'take-back';
  expect([state({ asked, answer: 'awaited' }), state({ asked }), state({ asked, answer: 'refused' })]).toEqual([
    ...['taking-back', 'taken-back', 'refused'],
  ]);
});

test('a device is told whom to look for and until when, and nothing of why', () => {
  const way = { serverId: '37152500005030000001', vehicleCategory: 3 } as const;
  const car = writeListed(anEntry({ note: 'secret note', basis: 'secret basis', procedure: ['secret step'] }), way);
  expect(car).toMatchObject({
    ...{ TargetFeature: '(3=鲁P12345)', DispositionCategory: '3', PriorityLevel: 2, OperateType: 0 },
    EndTime: expect.stringMatching(/^\d{14}$/),
  });
  expect(JSON.stringify(car)).not.toContain('secret');
  expect(writeListed(anEntry(), { ...way, vehicleCategory: 2 })).toMatchObject({ TargetFeature: '(2=鲁P12345)' });
  expect(writeListed(aPersonEntry(), way)).toMatchObject({ TargetFeature: '(1=371525199003071235)' });
  expect(writeListed(aPersonEntry({ idNumber: null }), way)).toMatchObject({ TargetFeature: '(1=赵某)' });
});

test('what no device can compare is not sent', () => {
  const way = { serverId: '', vehicleCategory: 3 } as const;
  expect(writeListed(anEntry({ plate: '鲁P12?4*' }), way)).toBeNull();
  expect(writeListed(aPersonEntry({ idNumber: null, name: null, libraryId: '7' }), way)).toBeNull();
});

test('an ID of ours has 33 digits, whatever the unit is called', () => {
  for (const id of ['37152500005030000001', '', 'x9']) expect(newDispositionId(id, Date.now(), 7)).toMatch(/^\d{33}$/);
});
