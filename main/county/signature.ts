import { createHmac } from 'node:crypto';

/**
 * The value of X-Guardroom-Signature: `v1=` and the lower-case hex HMAC-SHA-256, under the secret shared with the
 * county, of the X-Guardroom-Timestamp header, a full stop, and the body before compression.
 */
export function signBody(secret: string, timestamp: string, body: Uint8Array): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}
