import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDelimited, withoutGuard, writeDelimited } from '../../../main/watchlist/delimited-text.ts';

const read = (text: string) => [...readDelimited(text)];

test('tabs, commas, semicolons; a mark at the start, lines that end in any way, blank ones counted', () => {
  expect(read('\uFEFF号牌\t类别\r\n鲁P12345\t禁入\r\n\r\n鲁P54321\t')).toEqual([
    { row: 1, cells: ['号牌', '类别'] },
    { row: 2, cells: ['鲁P12345', '禁入'] },
    { row: 4, cells: ['鲁P54321', ''] },
  ]);
  expect(read('a;b\rc;d')).toEqual([
    { row: 1, cells: ['a', 'b'] },
    { row: 2, cells: ['c', 'd'] },
  ]);
  expect(read('a，b\nc，d')[1]).toEqual({ row: 2, cells: ['c', 'd'] });
  expect(read('')).toEqual([]);
});

test('quotes hold commas, quotes and line breaks; what stands after them is kept; one left open ends with the text', () => {
  expect(read('a,b\n"一,""二""\r\n三",四\n"五"六,七\n"八')).toEqual([
    { row: 1, cells: ['a', 'b'] },
    { row: 2, cells: ['一,"二"\r\n三', '四'] },
    { row: 3, cells: ['五六', '七'] },
    { row: 4, cells: ['八'] },
  ]);
});

test.each(['=1+1', '+86', '-1', '@SUM(A1)', '\tx', "'=x", '＝1'])('%j is no formula in what we write', (cell) => {
  const written = writeDelimited([cell]);
  expect(written.replace(/^"/, '').charAt(0)).toBe("'");
  expect(withoutGuard(read(`a\n${written}`)[1]?.cells[0] ?? '')).toBe(cell);
});

test('whatever is written is read as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '鲁', ',', '"', '\n', '\r', '\t', "'", '=', '-', ';', ' ') });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
      const text = ['甲,乙', ...rows.map((cells) => writeDelimited(cells))].join('\r\n');
      const back = read(text)
        .slice(1)
        .map(({ cells }) => cells.map(withoutGuard));
      expect(back).toEqual(rows.filter((cells) => cells.some((each) => each !== '')));
    }),
  );
});
