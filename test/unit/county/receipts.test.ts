import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { readReceipt, signReceipt } from '../../../main/county/packages/receipts.ts';

const secret = 'shared with the county';
const receipt = {
  ...{ schema: 'guardroom/receipt', version: 1, number: '2026-0007', manifest: 'ab'.repeat(32) },
  ...{ receivedAt: '2026-11-27T15:00:00+08:00', by: '冠县公安局', acknowledged: ['summary:x:1:2'] },
};

test('signed with the secret by a program that knows only the words of the schema', () => {
  const signature = `v1=${createHmac('sha256', secret).update(JSON.stringify(receipt)).digest('hex')}`;
  expect(readReceipt(JSON.stringify({ ...receipt, signature }), secret)).toMatchObject({ signed: true });
  // Wherever the signature stands, and however the file is indented.
  const { schema, ...rest } = receipt;
  expect(readReceipt(JSON.stringify({ schema, signature, ...rest }, null, 2), secret).signed).toBe(true);
  expect(signReceipt(secret, { ...receipt, signature })).toBe(signature);
});

test('the order of members is part of what is signed', () => {
  const { schema, ...rest } = receipt;
  const signature = signReceipt(secret, receipt);
  expect(() => readReceipt(JSON.stringify({ ...rest, schema, signature }), secret)).toThrow(/does not fit/);
});

test('unsigned, or signed where no secret is shared, counts as unsigned', () => {
  expect(readReceipt(JSON.stringify(receipt), secret).signed).toBe(false);
  const signature = signReceipt(secret, receipt);
  expect(readReceipt(JSON.stringify({ ...receipt, signature }), null).signed).toBe(false);
});

test.each([
  ['not JSON', '回执'],
  ['another schema', JSON.stringify({ ...receipt, schema: 'guardroom/summary' })],
  ['a member more', JSON.stringify({ ...receipt, extra: 1 })],
  ['a wrong signature', JSON.stringify({ ...receipt, signature: `v1=${'0'.repeat(64)}` })],
  ['signed with another secret', JSON.stringify({ ...receipt, signature: signReceipt('another', receipt) })],
])('%s is bad input', (_what, text) => {
  expect(() => readReceipt(text, secret)).toThrow(expect.objectContaining({ code: 'bad-input' }) as Error);
});
