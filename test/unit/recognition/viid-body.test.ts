import { expect, test } from 'vitest';
import { parseViidBody } from '../../../main/recognition/viid/viid-body.ts';

const parsed = (bytes: Buffer | string) => {
  const result = parseViidBody(Buffer.from(bytes as string));
  return result.outcome === 'parsed' ? result.value : result.outcome;
};

test('a byte order mark, a newline or a NUL around the JSON is no matter', () => {
  for (const text of ['{"a":"字"}', '\ufeff{"a":"字"}', '{"a":"字"}\r\n', '{"a":"字"}\n\0', ' \t{"a":"字"} ']) {
    expect(parsed(text)).toEqual({ a: '字' });
  }
});

test('GB18030 is read when it cannot be UTF-8', () => {
  // 鲁P 王强, and a character whose second byte is a backslash (0x5C): 昞
  const bytes = Buffer.concat([
    Buffer.from('{"a":"'),
    Buffer.from([0xc2, 0xb3, 0x50, 0x20, 0xcd, 0xf5, 0xc7, 0xbf, 0x95, 0x5c]),
    Buffer.from('"}'),
  ]);
  expect(parsed(bytes)).toEqual({ a: '鲁P 王强昞' });
});

test.each([
  ['鲁P12345', [0xc2, 0xb3], 'P12345'],
  ['豫A12345', [0xd4, 0xa5], 'A12345'],
])('%s alone in GB18030 is not taken for the UTF-8 it happens to be', (plate, province, rest) => {
  const bytes = Buffer.concat([Buffer.from('{"PlateNo":"'), Buffer.from(province), Buffer.from(`${rest}"}`)]);
  expect(parsed(bytes)).toEqual({ PlateNo: plate });
});

test('a dot or accents in UTF-8 stay what they are beside Chinese, the dot alone too', () => {
  for (const text of ['鲁P·12345', 'P·12345', '王强 José']) expect(parsed(JSON.stringify({ text }))).toEqual({ text });
});

test('what is not JSON is malformed', () => {
  for (const text of ['', '{', '{"a":}', '<xml/>', '{"a":1}{"b":2}', '"open', 'undefined', '\xff\xfe']) {
    expect(parsed(text)).toBe('malformed');
  }
  expect(parsed(Buffer.from([0xff, 0xff, 0xff]))).toBe('malformed');
});

test('nesting and the number of values are bounded before anything is built of them', () => {
  expect(parsed('['.repeat(32) + ']'.repeat(32))).toBeInstanceOf(Array);
  expect(parsed('['.repeat(33) + ']'.repeat(33))).toBe('too-complex');
  expect(parsed('['.repeat(16_000_000))).toBe('too-complex');
  expect(parsed('{"a":'.repeat(3_000_000))).toBe('too-complex');
  expect(parsed(`[${'0,'.repeat(8_000_000)}0]`)).toBe('too-complex');
});

test('brackets and commas inside texts do not count', () => {
  const text = '[{,\\"'.repeat(100_000);
  expect(parsed(JSON.stringify({ text }))).toEqual({ text });
});
