import { createHmac, timingSafeEqual } from 'node:crypto';
import { receiptFile } from '#contract/package.ts';
import type { ReceiptFile } from '#contract/package.ts';
import { AppError } from '../../system/app-error.ts';

/**
 * What is signed: the JSON of the receipt without `signature`, members in the order in which they were given, no spaces,
 * characters beyond ASCII as they are.
 */
export function receiptText(receipt: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(receipt).filter(([name]) => name !== 'signature')));
}

export function signReceipt(secret: string, receipt: Readonly<Record<string, unknown>>): string {
  return `v1=${createHmac('sha256', secret).update(receiptText(receipt)).digest('hex')}`;
}

/**
 * `secret`: shared with the county; null: none is, and whatever is signed counts as unsigned. Throws `bad-input` for what
 * is no receipt, and for a signature that does not fit.
 */
export function readReceipt(text: string, secret: string | null): { receipt: ReceiptFile; signed: boolean } {
  const given = parse(text);
  const parsed = receiptFile.safeParse(given);
  if (!parsed.success) {
    const paths = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].slice(0, 5).join(', ');
    throw new AppError('bad-input', 'this is no receipt', { facts: { paths: paths === '' ? 'text' : paths } });
  }
  const receipt = parsed.data;
  if (receipt.signature === undefined || secret === null) return { receipt, signed: false };
  const expected = Buffer.from(signReceipt(secret, given as Record<string, unknown>));
  const signature = Buffer.from(receipt.signature);
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new AppError('bad-input', 'the signature of the receipt does not fit', { facts: { paths: 'signature' } });
  }
  return { receipt, signed: true };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new AppError('bad-input', 'a receipt is JSON', { cause, facts: { paths: 'text' } });
  }
}
