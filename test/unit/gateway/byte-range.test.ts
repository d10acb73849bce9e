import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRangeOf } from '../../../main/gateway/byte-range.ts';

test.each([
  [undefined, { is: 'whole' }],
  ['bytes=0-', { is: 'part', first: 0, last: 999 }],
  ['bytes=0-0', { is: 'part', first: 0, last: 0 }],
  ['bytes=990-2000', { is: 'part', first: 990, last: 999 }],
  ['bytes=-10', { is: 'part', first: 990, last: 999 }],
  ['bytes=-5000', { is: 'part', first: 0, last: 999 }],
  ['bytes=1000-', { is: 'unsatisfiable' }],
  ['bytes=-0', { is: 'unsatisfiable' }],
  // RFC 9110: what is invalid, or of another unit, is as if it were not there; more than one we do not serve.
  ['bytes=9-3', { is: 'whole' }],
  ['bytes=-', { is: 'whole' }],
  ['items=0-1', { is: 'whole' }],
  ['bytes=0-1,5-6', { is: 'whole' }],
])('%s of 1000 bytes', (header, range) => {
  expect(byteRangeOf(header, 1000)).toEqual(range);
});

test('a part lies inside the file, whatever is asked', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5000 }), (text, from, to, size) => {
      for (const header of [text, `bytes=${from}-${to}`, `bytes=${from}-`, `bytes=-${to}`]) {
        const range = byteRangeOf(header, size);
        if (range.is === 'part') expect(0 <= range.first && range.first <= range.last && range.last < size).toBe(true);
      }
    }),
  );
});
