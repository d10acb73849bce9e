import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatForReading, normalisePlate, plateFormOf } from '../../../main/watchlist/plate.ts';

describe('a plate has one spelling', () => {
  test.each([
    ['鲁P·12345', '鲁P12345'],
    ['鲁p 12345', '鲁P12345'],
    ['鲁Ｐ－１２３４５', '鲁P12345'],
    [' 鲁P•12-345\n', '鲁P12345'],
    ['使014·578', '使014578'],
  ])('%s is %s', (written, plate) => expect(normalisePlate(written)).toBe(plate));

  test('whatever is written, normalising twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (written) => {
        const once = normalisePlate(written);
        expect(normalisePlate(once)).toBe(once);
      }),
    );
  });
});

describe('plates of every kind are known', () => {
  test.each([
    ['鲁P12345', 'civil', '鲁P·12345'],
    ['京A8B8C8', 'civil', '京A·8B8C8'],
    ['鲁PD12345', 'new-energy', '鲁P·D12345'],
    ['鲁PF1234A', null, '鲁PF1234A'],
    ['鲁PDA1234', 'new-energy', '鲁P·DA1234'],
    ['鲁P12345D', 'new-energy', '鲁P·12345D'],
    ['鲁P1234警', 'police', '鲁P·1234警'],
    ['鲁P1234学', 'trainer', '鲁P·1234学'],
    ['鲁P1234挂', 'trailer', '鲁P·1234挂'],
    ['粤Z1234港', 'hong-kong', '粤Z·1234港'],
    ['粤ZAB12澳', 'macau', '粤Z·AB12澳'],
    ['使014578', 'embassy', '使014·578'],
    ['014578使', 'embassy', '014·578使'],
    ['沪A1234领', 'consulate', '沪A·1234领'],
    ['鲁XA123应急', 'emergency', '鲁X·A123应急'],
    ['WJ鲁1234X', 'armed-police', 'WJ鲁1234X'],
    ['VA12345', 'military', 'VA12345'],
  ])('%s', (plate, form, reading) => {
    expect(plateFormOf(plate)).toBe(form);
    expect(formatForReading(plate)).toBe(reading);
  });

  test.each(['', '鲁P1234', '鲁P1234O', '鲁P1234I', '鲁112345', 'P12345', '鲁P123456', '无牌', 'ABC'])(
    '%j is no plate',
    (plate) => expect(plateFormOf(plate)).toBeNull(),
  );
});
