/** Subscribe of GA/T 1400.3 as an upper platform posts it, from the wire to an order and back. Pure. */
import { subscribeOrder } from '#contract/subscription.ts';
import type { PlatformSubscription, SubscribeOrder, SubscribeRequest, SubscribeTopic } from '#contract/subscription.ts';
import { readId, sha256 } from './bounded-id.ts';
import { FieldReader, isJsonObject, readText } from './field-reader.ts';
import { subscribeDetails } from './profile.ts';
import { stated } from './stated.ts';
import { readWireBound, writeWireTime } from './wire-time.ts';

export type ReadSubscribe =
  | { outcome: 'request'; request: SubscribeRequest; subscriptionId: string; dropped: string[] }
  | { outcome: 'unusable'; replyId: string };

/** Seconds between notifications of one that names no number. */
const usualInterval = 3;
const topics = new Map(
  Object.entries(subscribeDetails).map(([topic, code]): [string, SubscribeTopic] => [code, topic as SubscribeTopic]),
);

/** `pathId`: of `/VIID/Subscribes/ID`, whose object need not repeat it. */
export function readSubscribe(object: unknown, pathId: string | null = null): ReadSubscribe {
  if (!isJsonObject(object)) return { outcome: 'unusable', replyId: '' };
  const fields = new FieldReader(object);
  // A body that says nothing of what is wanted can only be meant to end one.
  const says = ['SubscribeDetail', 'ResourceURI', 'ReceiveAddr', 'Title'].some((name) => fields.value(name) !== null);
  const ended = isEnd(fields) || (pathId !== null && !says);
  const id = readId(fields.value('SubscribeID')) ?? pathId ?? (says ? derivedId(fields) : null);
  if (id === null || (!ended && !says)) return { outcome: 'unusable', replyId: id ?? '' };
  const order = subscribeOrder.safeParse(readFields(fields, id));
  const read = { subscriptionId: id, dropped: fields.unasked() };
  if (ended) return { outcome: 'request', request: { ask: 'cancel', subscriptionId: id }, ...read };
  return order.success
    ? { outcome: 'request', request: { ask: 'set', order: order.data }, ...read }
    : { outcome: 'unusable', replyId: id };
}

/** OperateType 1 cancels; SubscribeStatus 1 says that it was cancelled, 2 that it is over, 9 that it never was. */
function isEnd(fields: FieldReader): boolean {
  const [operation, status] = [fields.number('OperateType'), fields.number('SubscribeStatus')];
  return operation === 1 || (status !== null && status !== 0);
}

function readFields(fields: FieldReader, subscriptionId: string): SubscribeOrder {
  const codes = wordsIn(fields.value('SubscribeDetail'), 16);
  const named = codes.map((code) => topics.get(code.replace(/^0+(?=\d)/, '')));
  const interval = fields.number('ReportInterval') ?? usualInterval;
  // Kept to whoever reads them: who asks for it, and why, is of no use here.
  for (const name of ['ApplicantName', 'ApplicantOrg', 'Reason', 'ResourceClass', 'ResultFeatureDeclare']) {
    fields.value(name);
  }
  return {
    subscriptionId,
    title: fields.text('Title'),
    topics: [...new Set(named.flatMap((topic) => topic ?? []))],
    otherTopics: codes.filter((_code, n) => named[n] === undefined).slice(0, 32),
    resources: wordsIn(fields.value('ResourceURI'), 64).slice(0, 256),
    beginsAtMs: readWireBound(fields.value('BeginTime'), 'begin'),
    endsAtMs: readWireBound(fields.value('EndTime'), 'end'),
    receiveAddress: fields.text('ReceiveAddr', 512),
    reportIntervalSeconds: Math.min(3600, Math.max(1, Math.round(interval))),
    pictures: readPictures(fields.value('ResultImageDeclare')),
  };
}

/** `-1` declares that none is wanted. */
function readPictures(value: unknown): string[] | null {
  const types = wordsIn(value, 8);
  if (types.length === 0) return null;
  return types.filter((type) => /^\d+$/.test(type)).slice(0, 32);
}

const mostWords = 512;
const deepestWord = 4;

/** `a,b`, a number, a list, or objects that hold them; each once. */
function wordsIn(value: unknown, longest: number): string[] {
  const found = (each: unknown, depth: number): string[] => {
    if (depth > deepestWord) return [];
    if (Array.isArray(each)) return each.slice(0, mostWords).flatMap((one) => found(one, depth + 1));
    if (isJsonObject(each)) return found(Object.values(each), depth + 1);
    const text = readText(each, longest * mostWords) ?? '';
    return text.split(/[\s,，;；、|]+/).flatMap((word) => readText(word, longest) ?? []);
  };
  return [...new Set(found(value, 0))].slice(0, mostWords);
}

/** The same subscription sent again without an ID is known by what it asks for. */
function derivedId(fields: FieldReader): string {
  const asked = ['SubscribeDetail', 'ResourceURI', 'ReceiveAddr', 'Title'].map((name) => fields.text(name) ?? '');
  return `unnamed-${sha256(JSON.stringify(asked)).slice(0, 32)}`;
}

/**
 * The subscriptions of a post, whatever they are wrapped in: list object and object (the standard), either of the two
 * alone, a bare list, a bare object. Null when there are none.
 */
export function subscribesIn(body: unknown): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (!isJsonObject(body)) return null;
  const fields = new FieldReader(body);
  const list = fields.value('SubscribeListObject');
  if (list !== null) return subscribesIn(list);
  const objects = fields.value('SubscribeObject');
  if (objects !== null) return Array.isArray(objects) ? (objects as unknown[]) : [objects];
  const bare = ['SubscribeID', 'SubscribeDetail'].some((name) => fields.value(name) !== null);
  return bare ? [body] : null;
}

const statusCodes = { waiting: 0, active: 0, cancelled: 1, expired: 2 } as const;

/** As it was posted, as far as it was let in. */
export function writeSubscription(one: PlatformSubscription): Record<string, unknown> {
  const time = (atMs: number | null): string | null => (atMs === null ? null : writeWireTime(atMs));
  const codes = [...one.topics.map((topic) => subscribeDetails[topic]), ...one.otherTopics];
  return {
    SubscribeID: one.subscriptionId,
    ...stated({
      Title: one.title,
      SubscribeDetail: codes.join(','),
      ResourceURI: one.resources.join(','),
      BeginTime: time(one.beginsAtMs),
      EndTime: time(one.endsAtMs),
      ReceiveAddr: one.receiveAddress,
      ResultImageDeclare: one.pictures === null || one.pictures.length === 0 ? '-1' : one.pictures.join(','),
    }),
    ReportInterval: one.reportIntervalSeconds,
    OperateType: one.state === 'cancelled' ? 1 : 0,
    SubscribeStatus: statusCodes[one.state],
  };
}
