import { z } from 'zod';
import type { OutboxMessage } from './outbox-store.ts';

/** One POST is no longer than this, however many go into it. */
const largestPostBytes = 512 * 1024;

const list = z.record(
  z.string(),
  z.record(z.string(), z.array(z.looseObject({ NotificationID: z.string().optional() }))),
);

/** `{"XListObject":{"XObject":[…]}}`, as the standard wraps what is posted. */
export interface ObjectList {
  outer: string;
  inner: string;
  objects: readonly { NotificationID?: string | undefined }[];
}

/** Null: the body is no such list, and goes alone as it is. */
export function objectListIn(body: Uint8Array): ObjectList | null {
  let parsed;
  try {
    parsed = list.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return null; // no JSON: a sign of life has no body at all
  }
  const [outer, ...moreOuter] = Object.entries(parsed ?? {});
  if (outer === undefined || moreOuter.length > 0) return null;
  const [inner, ...moreInner] = Object.entries(outer[1]);
  if (inner === undefined || moreInner.length > 0) return null;
  return { outer: outer[0], inner: inner[0], objects: inner[1] };
}

/** How many from the head go into one POST: of one kind, to one place, in one wrapping. At least 1. */
export function headForOnePost(messages: readonly OutboxMessage[], most: number): number {
  const [head] = messages;
  if (head === undefined || most === 1 || messages.length === 1) return 1;
  const wrapping = objectListIn(head.body);
  if (wrapping === null) return 1;
  let bytes = head.body.length;
  let n = 1;
  for (const message of messages.slice(1, most)) {
    bytes += message.body.length;
    if (message.kind !== head.kind || message.route !== head.route || bytes > largestPostBytes) break;
    const next = objectListIn(message.body);
    if (next?.outer !== wrapping.outer || next.inner !== wrapping.inner) break;
    n += 1;
  }
  return n;
}

/** The body that carries them all, in order, and the ids by which a reply may speak of them. */
export function onePost(messages: readonly OutboxMessage[]): { body: Uint8Array; ids: readonly string[] } {
  const lists = messages.map(({ body }) => objectListIn(body));
  const objects = lists.flatMap((one) => one?.objects ?? []);
  const ids = objects.flatMap(({ NotificationID }) => NotificationID ?? []);
  const [first] = lists;
  const [head] = messages;
  if (head === undefined) throw new RangeError('nothing to deliver');
  if (messages.length === 1) return { body: head.body, ids };
  const alike = lists.every((one) => one !== null && one.outer === first?.outer && one.inner === first.inner);
  if (first == null || !alike) throw new RangeError('these messages do not go into one POST');
  return { body: Buffer.from(JSON.stringify({ [first.outer]: { [first.inner]: objects } })), ids };
}
