import { describe, expect, test } from 'vitest';
import {
  readColour,
  readGender,
  readPictureRole,
  readPlateClass,
  readReliability,
  readShare,
  readWorn,
} from '../../../main/recognition/viid/codes.ts';
import { FieldReader, readNumber, readText } from '../../../main/recognition/viid/field-reader.ts';
import { readPlate } from '../../../main/recognition/viid/plate.ts';
import { readSubjectBox } from '../../../main/recognition/viid/subject-box.ts';
import { readWireTime, writeWireTime } from '../../../main/recognition/viid/wire-time.ts';

describe('code tables', () => {
  const colours = 'black white grey red blue yellow orange brown green purple cyan pink transparent'.split(' ');
  test.each(colours.map((name, n) => [n + 1, name] as const))('colour %i is %s in all its spellings', (code, name) => {
    for (const spelling of [code, String(code), String(code).padStart(2, '0')]) expect(readColour(spelling)).toBe(name);
  });

  test('colour 99 is other; what is no colour is none', () => {
    expect(readColour('99')).toBe('other');
    for (const none of [0, '0', 14, '', null, undefined, 'red', {}, [], 'x', -1, 1.5]) {
      expect(readColour(none)).toBeNull();
    }
  });

  test('of several colours the first counts', () => expect(readColour('4,1')).toBe('red'));

  test.each([
    ['01', 'scene'],
    [1, 'scene'],
    ['02', 'plate'],
    ['04', 'face'],
    ['05', 'face'],
    ['08', 'other'],
    ['9', 'vehicle'],
    ['09', 'vehicle'],
    ['10', 'person'],
    ['11', 'face'],
    ['12', 'cycle'],
    ['13', 'other'],
    ['14', 'scene'],
    ['100', 'other'],
    [null, 'other'],
  ])('image type %s shows %s', (type, role) => expect(readPictureRole(type)).toBe(role));

  test('gender is told only when known', () => {
    expect([1, '1', 2, '2', '02', 0, 9, '9', null, 'male'].map(readGender)).toEqual([
      ...['male', 'male', 'female', 'female', 'female'],
      ...[null, null, null, null, null],
    ]);
  });

  test('a plate class is two digits', () => {
    expect([1, '02', '23', 99, 0, '100', 'x', null].map(readPlateClass)).toEqual([
      ...['01', '02', '23', '99'],
      ...[null, null, null, null],
    ]);
  });

  test('something is worn when a code says so, and "other" says nothing', () => {
    expect([1, '7', '0', 99, null, ''].map(readWorn)).toEqual([true, true, false, null, null, null]);
  });

  test('reliability is per cent, similarity a share', () => {
    expect(['0', '1', '97', '100', '0.95', '101', '-1'].map((text) => readReliability(readNumber(text)))).toEqual([
      ...[0, 0.01, 0.97, 1, 0.95],
      ...[null, null],
    ]);
    expect([0, 1, 0.5, 91, 101, -0.1, null].map(readShare)).toEqual([0, 1, 0.5, 0.91, null, null, null]);
  });
});

describe('plates', () => {
  test.each([
    ['鲁P12345', '鲁P12345'],
    ['鲁p·12345', '鲁P12345'],
    [' 鲁P-123.45 ', '鲁P12345'],
    ['鲁Ｐ１２３４５', '鲁P12345'],
    ['鲁P•D12345', '鲁PD12345'],
    ['蓝鲁P12345', '鲁P12345'],
    ['黄绿鲁PD1234F', '鲁PD1234F'],
    ['粤Z1234港', '粤Z1234港'],
    ['WJ鲁1234X', 'WJ鲁1234X'],
    ['鲁P1*345', '鲁P1?345'],
    ['鲁P\u000012345', '鲁P12345'],
  ])('%j is read as %s', (written, plate) => expect(readPlate(written)).toBe(plate));

  test.each([
    ...['无牌', '无牌车', '未知', '车牌', '无', '未识别', '-', '', '0', '0000000', 'NoPlate', 'unknown', 'null'],
    ...['鲁', '???????', '鲁P12345鲁P12345鲁P12345', '<script>', null, undefined, {}, [], true],
  ])('%j is no plate', (written) => expect(readPlate(written)).toBeNull());
});

describe('times', () => {
  const local = (...parts: [number, number, number, number, number, number, number?]) => new Date(...parts).getTime();
  test.each([
    ['20171216000000', local(2017, 11, 16, 0, 0, 0)],
    ['20171230 000000', local(2017, 11, 30, 0, 0, 0)],
    ['2020-02-03 15:34:15', local(2020, 1, 3, 15, 34, 15)],
    ['2018-09-13 15:31:48.0', local(2018, 8, 13, 15, 31, 48)],
    ['2018/09/13 15:31:48', local(2018, 8, 13, 15, 31, 48)],
    ['20180913153148250', local(2018, 8, 13, 15, 31, 48, 250)],
    ['2018-09-13T15:31:48.250', local(2018, 8, 13, 15, 31, 48, 250)],
    ['2018-09-13T15:31:48Z', Date.UTC(2018, 8, 13, 15, 31, 48)],
    ['2018-09-13T15:31:48.5+08:00', Date.UTC(2018, 8, 13, 7, 31, 48, 500)],
    ['20161231235960', local(2017, 0, 1, 0, 0, 0)],
    [20180913153148, local(2018, 8, 13, 15, 31, 48)],
    ['20180913153148\n', local(2018, 8, 13, 15, 31, 48)],
  ])('%s is read', (written, instantMs) => expect(readWireTime(written)).toBe(instantMs));

  test.each([
    ...['', '0', '00000000000000', '20261323000000', '20260230000000', '20261123250000', '19691231000000'],
    ...['99991231235959', 'now', '2026', null, undefined, {}, [], NaN, true, '20261123143159'.repeat(1000)],
  ])('%j is no time', (written) => expect(readWireTime(written)).toBeNull());

  test('what is written can be read again', () => {
    const instantMs = local(2026, 10, 23, 14, 31, 59);
    expect(writeWireTime(instantMs)).toBe('20261123143159');
    expect(readWireTime(writeWireTime(instantMs))).toBe(instantMs);
  });
});

describe('texts and numbers', () => {
  test('a text is one harmless line, cut to length', () => {
    expect(readText('  a\u0000b\r\n\u202ec\u200b ')).toBe('abc');
    expect(readText('字'.repeat(10_000))).toHaveLength(256);
    expect(readText('😀'.repeat(10_000), 3)).toBe('😀');
    expect(readText('\ud800x')).toBe('\ufffdx');
    expect(readText(5)).toBe('5');
    for (const nothing of ['', ' ', 'null', '未知', null, {}, [], NaN]) expect(readText(nothing)).toBeNull();
  });

  test('numbers come as texts too', () => {
    expect([1, '1', ' 1.5 ', '-2', '.5', '1e3', '0x10', '', 'NaN', Infinity, '9'.repeat(50)].map(readNumber)).toEqual([
      ...[1, 1, 1.5, -2, 0.5],
      ...[null, null, null, null, null, null],
    ]);
  });

  test('names are found without regard to case, and what nobody asks for is told', () => {
    const fields = new FieldReader(
      JSON.parse('{"SIMILARITYDegree":1,"__proto__":{"x":1},"Empty":null,"constructor":2}'),
    );
    expect(fields.number('Similaritydegree')).toBe(1);
    expect(fields.value('toString')).toBeNull();
    expect(fields.unasked()).toEqual(['__proto__', 'constructor']);
  });
});

describe('where on the picture', () => {
  const box = (corners: unknown[], scene: { width: number; height: number } | null = null) => {
    const [LeftTopX, LeftTopY, RightBtmX, RightBtmY] = corners;
    return readSubjectBox(new FieldReader({ LeftTopX, LeftTopY, RightBtmX, RightBtmY }), scene);
  };
  test('fractions when the size of the scene is known, pixels otherwise', () => {
    expect(box([10, '20', 30, 40], { width: 100, height: 80 })).toEqual({
      unit: 'fraction',
      ...{ left: 0.1, top: 0.25, right: 0.3, bottom: 0.5 },
    });
    expect(box([10, 20, 30, 40])).toEqual({ unit: 'pixel', left: 10, top: 20, right: 30, bottom: 40 });
    expect(box([0.1, 0.2, 0.3, 0.4])?.unit).toBe('fraction');
    expect(box([10, 20, 3000, 4000], { width: 100, height: 80 })?.unit).toBe('pixel');
  });
  test('none when it spans nothing', () => {
    for (const corners of [
      [1, 1, 1, 1],
      [5, 5, 1, 1],
      [-1, 0, 5, 5],
      [0, 0, 1e9, 5],
      [null, 0, 1, 1],
      ['x', 0, 9, 9],
    ]) {
      expect(box(corners)).toBeNull();
    }
  });
});
