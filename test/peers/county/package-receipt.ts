/** A county's receipt for a package carried to it by hand, made from docs/packages.md alone. */
import { createHmac } from 'node:crypto';

export interface ReceiptAsked {
  number: string;
  /** SHA-256 of the package's manifest.json, hex. */
  manifest: string;
  /** ISO 8601 with an offset. */
  receivedAt: string;
  by: string;
  /** Keys of the messages taken from it. */
  acknowledged: readonly string[];
}

/** The text of the file. Without a secret it is not signed. */
export function writePackageReceipt(asked: ReceiptAsked, secret: string | null): string {
  const { number, manifest, receivedAt, by, acknowledged } = asked;
  const receipt = { schema: 'guardroom/receipt', version: 1, number, manifest, receivedAt, by, acknowledged };
  if (secret === null) return JSON.stringify(receipt, null, 2);
  const signature = `v1=${createHmac('sha256', secret).update(JSON.stringify(receipt)).digest('hex')}`;
  return JSON.stringify({ ...receipt, signature }, null, 2);
}
