/** Disposition of GA/T 1400.3, from the wire to an order and back: pure, and the door of the allow-list. */
import { disposition } from '#contract/disposition.ts';
import type { Disposition, DispositionOrder, PostedDisposition } from '#contract/disposition.ts';
import type { Priority } from '#contract/watchlist.ts';
import { readId, sha256 } from './bounded-id.ts';
import { FieldReader, isJsonObject, readText } from './field-reader.ts';
import { stated } from './stated.ts';
import { readWireBound, writeWireTime } from './wire-time.ts';

export type ReadOrder =
  | { outcome: 'order'; order: DispositionOrder; dispositionId: string; dropped: string[] }
  | { outcome: 'unusable'; replyId: string };

/** `pathId`: of `/VIID/Dispositions/ID`, whose object need not repeat it. */
export function readOrder(object: unknown, pathId: string | null = null): ReadOrder {
  if (!isJsonObject(object)) return { outcome: 'unusable', replyId: '' };
  const fields = new FieldReader(object);
  // A body that says neither what to look for nor why can only be meant to end one.
  const says = ['TargetFeature', 'Title', 'Reason', 'SubImageList'].some((name) => fields.value(name) !== null);
  const ended = endIn(fields) ?? (pathId !== null && !says ? 'revoked' : null);
  const id = readId(fields.value('DispositionID')) ?? pathId ?? (says ? derivedId(fields) : null);
  if (id === null || (ended === null && !says)) return { outcome: 'unusable', replyId: id ?? '' };
  const whole = disposition.safeParse(readDisposition(fields, id));
  const dropped = fields.unasked();
  if (ended !== null) {
    return { outcome: 'order', order: { order: 'end', dispositionId: id, as: ended }, dispositionId: id, dropped };
  }
  return whole.success
    ? { outcome: 'order', order: { order: 'set', disposition: whole.data }, dispositionId: id, dropped }
    : { outcome: 'unusable', replyId: id };
}

/** OperateType 1 takes it back; DispositionStatus 1 says that it was, 2 that it is over. */
function endIn(fields: FieldReader): 'revoked' | 'expired' | null {
  fields.value('CreateTime'); // when we got it counts
  const [operation, status] = [fields.number('OperateType'), fields.number('DispositionStatus')];
  if (operation === 1 || status === 1) return 'revoked';
  return status === 2 ? 'expired' : null;
}

function readDisposition(fields: FieldReader, dispositionId: string): Disposition {
  const range = fields.number('DispositionRange');
  return {
    dispositionId,
    title: fields.text('Title'),
    category: fields.text('DispositionCategory', 16),
    targetFeature: fields.text('TargetFeature'),
    priority: readPriority(fields.number('PriorityLevel')),
    applicantName: fields.text('ApplicantName', 64),
    applicantOrg: fields.text('ApplicantOrg', 64),
    beginsAtMs: readWireBound(fields.value('BeginTime'), 'begin'),
    endsAtMs: readWireBound(fields.value('EndTime'), 'end'),
    range: range === 1 ? 'tollgates' : range === 2 ? 'areas' : null,
    tollgates: distinctPlaces(fields.value('TollgateList')),
    areas: distinctPlaces(fields.value('DispositionArea')),
    reason: fields.text('Reason'),
    receiveAddress: fields.text('ReceiveAddr'),
  };
}

/** 1 is the highest; what lies beyond the scale is at its end. */
function readPriority(level: number | null): Priority | null {
  if (level === null) return null;
  return level <= 1 ? 1 : level < 3 ? 2 : 3;
}

const mostPlaces = 256;
const deepestPlace = 4;
const distinctPlaces = (value: unknown): string[] => [...new Set(placesIn(value))].slice(0, mostPlaces);

/** Tollgates, devices or areas: `a,b`, a list, or objects that hold them. */
function placesIn(value: unknown, depth = 0): string[] {
  if (depth > deepestPlace) return [];
  if (Array.isArray(value)) return value.slice(0, mostPlaces).flatMap((each) => placesIn(each, depth + 1));
  if (isJsonObject(value)) {
    const id = new FieldReader(value).text('TollgateID', 64);
    return id === null ? placesIn(Object.values(value), depth + 1) : [id];
  }
  const text = readText(value, 64 * mostPlaces) ?? '';
  return text.split(/[\s,，;；、|]+/).flatMap((id) => readText(id, 64) ?? []);
}

/** The same order sent again without an ID is known by what it asks for. */
function derivedId(fields: FieldReader): string {
  const asked = ['TargetFeature', 'Title', 'BeginTime'].map((name) => fields.text(name) ?? '');
  return `unnamed-${sha256(JSON.stringify(asked)).slice(0, 32)}`;
}

/**
 * The orders of a post, whatever they are wrapped in: list object and object (the standard), either of the two alone, a
 * bare list, a bare object. Null when there are none.
 */
export function dispositionsIn(body: unknown): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (!isJsonObject(body)) return null;
  const fields = new FieldReader(body);
  const list = fields.value('DispositionListObject');
  if (list !== null) return dispositionsIn(list);
  const objects = fields.value('DispositionObject');
  if (objects !== null) return Array.isArray(objects) ? (objects as unknown[]) : [objects];
  const bare = ['DispositionID', 'TargetFeature'].some((name) => fields.value(name) !== null);
  return bare ? [body] : null;
}

const stateCodes = { active: 0, revoked: 1, expired: 2 } as const;

/** As it was posted, as far as it was let in. */
export function writeDisposition({ disposition: one, state, postedAtMs }: PostedDisposition): Record<string, unknown> {
  const time = (atMs: number | null): string | null => (atMs === null ? null : writeWireTime(atMs));
  return {
    DispositionID: one.dispositionId,
    ...stated({
      Title: one.title,
      DispositionCategory: one.category,
      TargetFeature: one.targetFeature,
      PriorityLevel: one.priority,
      ApplicantName: one.applicantName,
      ApplicantOrg: one.applicantOrg,
      BeginTime: time(one.beginsAtMs),
      EndTime: time(one.endsAtMs),
      CreateTime: time(postedAtMs),
      DispositionRange: one.range === null ? null : one.range === 'tollgates' ? 1 : 2,
      TollgateList: one.tollgates.join(','),
      DispositionArea: one.areas.join(','),
      ReceiveAddr: one.receiveAddress,
      Reason: one.reason,
    }),
    OperateType: state === 'revoked' ? 1 : 0,
    DispositionStatus: stateCodes[state],
  };
}
