/** APE and APEStatus of GA/T 1400.3: what a device says of itself, through the allow-list. */
import { FieldReader, isJsonObject, readText } from './field-reader.ts';
import type { ToldFacts } from './viid-records.ts';

export interface ReadApe {
  apeId: string | null;
  /** Only what it says: the rest stays as it was told before. */
  facts: Partial<ToldFacts>;
  dropped: string[];
}

export function readApe(object: unknown): ReadApe | null {
  if (!isJsonObject(object)) return null;
  const fields = new FieldReader(object);
  const apeId = readText(fields.value('ApeID') ?? fields.value('DeviceID'), 128);
  const told = {
    name: fields.text('Name', 128),
    model: fields.text('Model', 128),
    place: fields.text('Place'),
    // Text and no more: whoever answers there is nobody we ask anything.
    ipAddress: fields.text('IPAddr', 64) ?? fields.text('IPV6Addr', 64),
  };
  const online = readOnline(fields.value('IsOnline'));
  fields.value('CurrentTime');
  const said = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
  // A password some devices send along is dropped with the rest, and never counted by its value.
  return { apeId, facts: { ...said, ...(online !== undefined && { online }) }, dropped: fields.unasked() };
}

/** 1 yes, 2 no, 9 unknown; undefined: not said. Some write a boolean: false arrives as 0. */
function readOnline(value: unknown): boolean | null | undefined {
  switch (readText(value, 8)) {
    case '1':
      return true;
    case '0':
    case '2':
      return false;
    case '9':
      return null;
    default:
      return undefined;
  }
}

/** The objects of `{"APEListObject":{"APEObject":[…]}}`, of either alone, or of a bare list. Null: none of it. */
export function apesOf(body: unknown, status: boolean): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (!isJsonObject(body)) return null;
  const fields = new FieldReader(body);
  for (const name of status ? ['APEStatusListObject', 'APEListObject'] : ['APEListObject']) {
    const list = fields.value(name);
    if (list !== null) return apesOf(list, status);
  }
  for (const name of status ? ['APEStatusObject', 'APEObject'] : ['APEObject']) {
    const objects = fields.value(name);
    if (objects !== null) return Array.isArray(objects) ? (objects as unknown[]) : [objects];
  }
  return fields.value('ApeID') === null ? null : [body];
}

export const nothingTold: ToldFacts = { name: null, model: null, place: null, ipAddress: null, online: null };

/** IsOnline as the standard writes it. */
export const writeOnline = (online: boolean | null): string => (online === null ? '9' : online ? '1' : '2');
