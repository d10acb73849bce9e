import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disposition } from '#contract/disposition.ts';
import { dispositionsIn, readOrder, writeDisposition } from '../../../main/recognition/viid/disposition.ts';
import { forbidden } from './payloads.ts';

const sent = { DispositionID: 'd1', TargetFeature: '(3=渝D2S035)' };
function read(given: Record<string, unknown>) {
  const found = readOrder({ ...sent, ...given });
  if (found.outcome !== 'order' || found.order.order !== 'set') throw new Error(JSON.stringify(found));
  return found.order.disposition;
}

describe('an object', () => {
  test('only what is on the list gets in; the rest is told by name', () => {
    const found = readOrder({
      ...sent,
      ...forbidden,
      ReceiveMobile: '18900000000',
      TargetImageURI: 'http://127.0.0.1:9/',
    });
    expect(JSON.stringify(found.outcome === 'order' ? found.order : null)).not.toMatch(/forbidden|189|127\.0/);
    expect(found).toMatchObject({ dropped: expect.arrayContaining(['SkinColor', 'ReceiveMobile', 'TargetImageURI']) });
  });

  test.each([
    ['20171230000000', new Date(2017, 11, 30)],
    ['20171230 000000', new Date(2017, 11, 30)],
    ['2020-02-03 15:34:15', new Date(2020, 1, 3, 15, 34, 15)],
    ['2018-09-13 15:31:48.0', new Date(2018, 8, 13, 15, 31, 48)],
    [20171230000000, new Date(2017, 11, 30)],
    ['2017-12-30', new Date(2017, 11, 31)], // the whole day
  ])('EndTime %s', (written, date) => {
    expect(read({ EndTime: written }).endsAtMs).toBe(date.getTime());
  });

  test.each([null, '', '长期', '20171330000000', '20170229', {}, []])('EndTime %j is none', (written) => {
    expect(read({ EndTime: written }).endsAtMs).toBeNull();
  });

  test('a day alone begins at its beginning', () => {
    expect(read({ BeginTime: '20171216' }).beginsAtMs).toBe(new Date(2017, 11, 16).getTime());
  });

  test.each([
    ['1', 1],
    [2, 2],
    ['3', 3],
    [0, 1],
    [9, 3],
    [null, null],
    ['high', null],
  ])('PriorityLevel %j', (level, priority) => {
    expect(read({ PriorityLevel: level }).priority).toBe(priority);
  });

  test.each([
    ['a,b；c a'],
    [['a', 'b', 'c']],
    [{ TollgateObject: [{ TollgateID: 'a', Name: 'x' }, { TollgateID: 'b' }, { TollgateID: 'c' }] }],
  ])('TollgateList %j', (list) => {
    expect(read({ TollgateList: list, DispositionRange: '1' })).toMatchObject({
      ...{ range: 'tollgates', tollgates: ['a', 'b', 'c'] },
    });
  });

  test.each([
    [{ OperateType: '1' }, 'revoked'],
    [{ OperateType: 1, DispositionStatus: 0 }, 'revoked'],
    [{ DispositionStatus: '1' }, 'revoked'],
    [{ OperateType: 0, DispositionStatus: 2 }, 'expired'],
  ])('%j ends it', (given, as) => {
    expect(readOrder({ ...sent, ...given })).toMatchObject({ order: { order: 'end', dispositionId: 'd1', as } });
  });

  test('at an address of its own an empty object takes it back; one with a target sets it', () => {
    expect(readOrder({}, 'd9')).toMatchObject({ order: { order: 'end', dispositionId: 'd9' } });
    expect(readOrder({ TargetFeature: 'x' }, 'd9')).toMatchObject({ order: { order: 'set' }, dispositionId: 'd9' });
    expect(readOrder({}).outcome).toBe('unusable');
  });

  test('two without an ID are told apart by what they ask for, and known again', () => {
    const idOf = (given: object) => {
      const found = readOrder(given);
      return found.outcome === 'order' ? found.dispositionId : null;
    };
    const one = { TargetFeature: '(3=渝D2S035)', Title: 't' };
    expect(idOf(one)).toBe(idOf({ ...one, OperateType: 1, EndTime: '20990101000000' }));
    expect(idOf(one)).not.toBe(idOf({ ...one, TargetFeature: '(3=渝D2S036)' }));
  });

  test('whatever it holds, it is read within bounds or not at all, and written as it was read', () => {
    const names = [...Object.keys(sent), 'EndTime', 'TollgateList', 'DispositionArea', 'OperateType', 'Reason'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 5 })), (object) => {
        const found = readOrder(object);
        if (found.outcome !== 'order' || found.order.order !== 'set') return;
        const first = found.order.disposition;
        expect(disposition.parse(first)).toEqual(first);
        const again = readOrder(writeDisposition({ disposition: first, state: 'active', postedAtMs: 0 }));
        const { endsAtMs, beginsAtMs } = first;
        const wholeSeconds = [endsAtMs, beginsAtMs].every((atMs) => atMs === null || atMs % 1000 === 0);
        if (wholeSeconds && first.reason !== null) {
          expect(again).toMatchObject({ outcome: 'order', order: { order: 'set', disposition: first } });
        }
      }),
    );
  });
});

test('whatever the objects are wrapped in, they are found; a body of something else has none', () => {
  for (const body of [
    { DispositionListObject: { DispositionObject: [sent] } },
    { DispositionListObject: [sent] },
    { DispositionObject: [sent] },
    { DispositionObject: sent },
    [sent],
    sent,
  ]) {
    expect(dispositionsIn(body)).toEqual([sent]);
  }
  for (const body of [{ FaceObject: [] }, {}, null, 7, 'x']) expect(dispositionsIn(body)).toBeNull();
});
