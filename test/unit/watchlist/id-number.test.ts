import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkCharacterOf,
  isListableIdNumber,
  isResidentNumber,
  maskIdNumber,
  normaliseIdNumber,
} from '../../../main/watchlist/id-number.ts';

const birthday = fc
  .date({ min: new Date('1900-01-02'), max: new Date('1999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const digits = (length: number) =>
  fc.string({
    unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
    minLength: length,
    maxLength: length,
  });
const residentNumber = fc.tuple(birthday, digits(3)).map(([born, order]) => {
  const digits17 = `371525${born}${order}`;
  return digits17 + checkCharacterOf(digits17);
});

describe('the check character of GB 11643', () => {
  // The standard's own example.
  test('11010519491231002X is right', () => expect(isResidentNumber('11010519491231002X')).toBe(true));

  test('any one wrong digit is found', () => {
    fc.assert(
      fc.property(residentNumber, fc.nat(16), fc.integer({ min: 1, max: 9 }), (idNumber, at, by) => {
        const wrong = String((Number(idNumber[at]) + by) % 10);
        expect(isResidentNumber(idNumber.slice(0, at) + wrong + idNumber.slice(at + 1))).toBe(false);
      }),
    );
  });

  test('two neighbours swapped are found', () => {
    fc.assert(
      fc.property(residentNumber, fc.nat(15), (idNumber, at) => {
        const [a, b] = [idNumber.charAt(at), idNumber.charAt(at + 1)];
        fc.pre(a !== b);
        expect(isResidentNumber(idNumber.slice(0, at) + b + a + idNumber.slice(at + 2))).toBe(false);
      }),
    );
  });

  test.each(['371525199002301235', '371525188003071235', '07152519900307123X', '', 'X'])('%j is refused', (idNumber) =>
    expect(isResidentNumber(idNumber)).toBe(false),
  );
});

test('the old 15-digit number and the new one are the same person', () => {
  expect(normaliseIdNumber('110105491231002')).toBe('11010519491231002X');
  fc.assert(
    fc.property(residentNumber, (idNumber) => {
      expect(normaliseIdNumber(idNumber.slice(0, 6) + idNumber.slice(8, 17))).toBe(idNumber);
    }),
  );
});

test('a small x, full-width digits and spaces do not hide a number', () => {
  expect(normaliseIdNumber(' 110105 1949１２31 002x ')).toBe('11010519491231002X');
});

test('other documents can be listed, wrong resident numbers cannot', () => {
  expect(isListableIdNumber('E12345678')).toBe(true);
  expect(isListableIdNumber('371525199003071234')).toBe(false);
  expect(isListableIdNumber('371525900230123')).toBe(false);
  expect(isListableIdNumber('赵某')).toBe(false);
});

test('a masked number shows where it was issued and its last four', () => {
  expect(maskIdNumber('371525199003071234')).toBe('371525********1234');
  expect(maskIdNumber('E12345678')).toBe('*******78');
});
