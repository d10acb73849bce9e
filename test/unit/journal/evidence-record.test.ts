import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openRecord, readRecordHeader, recordHeaderBytes, sealRecord } from '../../../main/storage/evidence-record.ts';
import { localDay } from '../../../main/storage/evidence-packs.ts';
import { aPicture, digestOf } from '../../builders/journal.ts';

const key = randomBytes(32);
const picture = aPicture(1000);
const seal = (): [Buffer, Buffer] =>
  sealRecord(key, { kind: 'picture', contentType: 'image/jpeg', digest: digestOf(picture) }, picture);

test('a record gives back what was put in, and its header says what it is', () => {
  const [header, sealed] = seal();
  expect(header).toHaveLength(recordHeaderBytes);
  expect(readRecordHeader(header)).toEqual({
    kind: 'picture',
    contentType: 'image/jpeg',
    bodyBytes: 1000,
    digest: digestOf(picture),
  });
  expect(openRecord(key, header, sealed)).toEqual(picture);
});

test('the picture cannot be read from the record without the key', () => {
  const [header, sealed] = seal();
  expect(sealed.includes(picture.subarray(0, 16))).toBe(false);
  expect(openRecord(randomBytes(32), header, sealed)).toBeNull();
});

test('equal pictures are sealed differently each time', () => {
  expect(seal()[1].equals(seal()[1])).toBe(false);
});

test('a change of any byte of header or body is noticed', () => {
  const [header, sealed] = seal();
  for (let at = 0; at < recordHeaderBytes; at += 1) {
    const changed = Buffer.from(header);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(openRecord(key, changed, sealed), `header byte ${at}`).toBeNull();
  }
  for (const at of [0, 500, 999]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 0x80;
    expect(openRecord(key, header, changed), `body byte ${at}`).toBeNull();
  }
});

test('bytes that are no header of ours are told apart', () => {
  const [header] = seal();
  expect(readRecordHeader(Buffer.alloc(recordHeaderBytes))).toBeNull();
  expect(readRecordHeader(header.subarray(1))).toBeNull();
  const future = Buffer.from(header);
  future[4] = 2;
  expect(readRecordHeader(future)).toBeNull();
});

test('a day begins at local midnight', () => {
  expect(localDay(new Date(2026, 6, 14, 0, 0, 0, 0).getTime())).toBe('2026-07-14');
  expect(localDay(new Date(2026, 6, 14, 0, 0, 0, 0).getTime() - 1)).toBe('2026-07-13');
});
