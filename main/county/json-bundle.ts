import { createHash } from 'node:crypto';
import type { OutboxMessage } from './outbox-store.ts';
import type { BundleReport } from './report-schemas.ts';

const mostTogether = 1000;
const largestBundleBytes = 512 * 1024;
/** A reply may repeat every key, and must fit into what is read of one. */
const mostKeyBytes = 192 * 1024;
const frame: Omit<BundleReport, 'messages'> = {
  schema: 'guardroom/bundle',
  version: 1,
  key: `bundle:${'0'.repeat(64)}`,
};
const frameBytes = JSON.stringify({ ...frame, messages: [] }).length;

/** How many the county takes at once, as the header `Guardroom-Bundle` of its reply says; 1: it does not say. */
export function bundleTaken(header: string | string[] | undefined): number {
  if (typeof header !== 'string' || !/^\d{1,4}$/.test(header.trim())) return 1;
  return Math.min(mostTogether, Math.max(1, Number(header)));
}

/** How many from the head go into one bundle: of one kind, and never a test, for which somebody waits. At least 1. */
export function headForOneBundle(messages: readonly OutboxMessage[], most: number): number {
  const [head] = messages;
  if (head === undefined || head.kind === 'test') return 1;
  let bytes = frameBytes;
  let keyBytes = 0;
  let n = 0;
  for (const { kind, route, key, body } of messages.slice(0, most)) {
    bytes += body.length + 1;
    // As it stands in a list of JSON, quoted, with a comma and a space.
    keyBytes += JSON.stringify(key).length + 2;
    if (kind !== head.kind || route !== head.route || bytes > largestBundleBytes || keyBytes > mostKeyBytes) break;
    n += 1;
  }
  return Math.max(1, n);
}

/** The same messages make the same bundle, under the same key. */
export function writeBundle(messages: readonly Pick<OutboxMessage, 'key' | 'body'>[]): { key: string; body: Buffer } {
  const keys = messages.map(({ key }) => key);
  const key = `bundle:${createHash('sha256').update(keys.join('\n')).digest('hex')}`;
  // The bodies go in as they are: each stays byte for byte what it would be alone.
  const [head = '', tail = ''] = JSON.stringify({ ...frame, key, messages: [0] }).split('[0]');
  const parts = messages.flatMap(({ body }, n) => (n === 0 ? [body] : [Buffer.from(','), body]));
  return { key, body: Buffer.concat([Buffer.from(`${head}[`), ...parts, Buffer.from(`]${tail}`)]) };
}
