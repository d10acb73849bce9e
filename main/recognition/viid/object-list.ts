import { FieldReader, isJsonObject } from './field-reader.ts';
import type { ObjectKind } from './object-kind.ts';

/**
 * The objects of a post, whatever they are wrapped in: list object and object (the standard), either of the two alone,
 * a bare list, a bare object. Null when the body holds no such object. Members are not judged here.
 */
export function objectsOf(kind: ObjectKind, body: unknown): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (!isJsonObject(body)) return null;
  const fields = new FieldReader(body);
  const list = fields.value(kind.listName);
  if (list !== null) return objectsOf(kind, list);
  const objects = fields.value(kind.objectName);
  if (Array.isArray(objects)) return objects as unknown[];
  if (objects !== null) return [objects];
  const looksBare = [kind.idName, 'SourceID', 'SubImageList'].some((name) => fields.value(name) !== null);
  return looksBare ? [body] : null;
}
