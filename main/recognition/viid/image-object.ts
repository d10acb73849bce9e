/** An image as /VIID/Images has it: what is known of a picture, the captures seen in it, perhaps the picture itself. */
import { readId } from './bounded-id.ts';
import { readBehaviour, readPictureRole } from './codes.ts';
import type { BehaviourFacts } from './codes.ts';
import { FieldReader, isJsonObject } from './field-reader.ts';
import { normaliseObject } from './normalise.ts';
import type { NormalisedObject, Receipt } from './normalise.ts';
import type { ObjectKind } from './object-kind.ts';
import { objectKinds } from './object-kinds.ts';
import { objectsOf } from './object-list.ts';
import type { ImageFacts } from './viid-records.ts';
import { readWireTime } from './wire-time.ts';

export interface ReadImage {
  imageId: string;
  facts: ImageFacts;
  /** Base64 sent along with it; null: it comes apart. */
  data: unknown;
  /** What it says happened, and the captures in it; each waits for this picture. */
  objects: NormalisedObject[];
  /** Members nobody asked for, as `Image.Name`. */
  dropped: string[];
}

/** Takes what posts wrap images in: list object, `Image`, `ImageObject` or `ImageInfo` alone, bare. Null: none of it. */
export function imagesOf(body: unknown): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (!isJsonObject(body)) return null;
  const fields = new FieldReader(body);
  const list = fields.value('ImageListObject');
  if (list !== null) return imagesOf(list);
  for (const name of ['Image', 'ImageObject', 'ImageInfoObject']) {
    const images = fields.value(name);
    if (images !== null) return Array.isArray(images) ? (images as unknown[]) : [images];
  }
  return fields.value('ImageInfo') !== null || fields.value('ImageID') !== null ? [body] : null;
}

/** Null: it names no picture. `pathId` names it when it does not itself. */
export function readImage(image: unknown, pathId: string | null, receipt: Receipt): ReadImage | null {
  if (!isJsonObject(image)) return null;
  const outer = new FieldReader(image);
  const inner = outer.value('ImageInfo');
  const info = isJsonObject(inner) ? inner : image;
  const fields = info === image ? outer : new FieldReader(info);
  const imageId = readId(fields.value('ImageID')) ?? readId(pathId);
  if (imageId === null) return null;
  const role = readPictureRole(fields.value('Type'));
  const facts: ImageFacts = {
    role: role === 'other' ? null : role,
    shotAtMs: readWireTime(fields.value('ShotTime')),
    width: fields.integer('Width', 1, 100_000),
    height: fields.integer('Height', 1, 100_000),
  };
  const happened = readBehaviour(fields.value('EventSort'));
  const seen = objectKinds.flatMap((kind) => capturesIn(outer, kind, receipt));
  const objects = [
    ...(happened === null ? [] : [normaliseObject(imageEvent(happened), info, receipt)]),
    ...seen.map((object) => object),
  ].map((object) => waitingFor(imageId, facts, object, receipt));
  const data = outer.value('Data');
  fields.value('DeviceID');
  const dropped = [...outer.unasked(), ...(fields === outer ? [] : fields.unasked())];
  return { imageId, facts, data, objects, dropped: [...new Set(dropped)].map((name) => `Image.${name}`) };
}

/** `FaceList` beside the ImageInfo holds what `FaceListObject` holds in a post of its own. */
function capturesIn(image: FieldReader, kind: ObjectKind, receipt: Receipt): NormalisedObject[] {
  const list = image.value(kind.listName.replace(/Object$/, ''));
  if (list === null) return [];
  return (objectsOf(kind, list) ?? []).slice(0, 100).map((object) => normaliseObject(kind, object, receipt));
}

/** The EventSort of an ImageInfo: the image is the record of what happened. */
const imageEvent = (facts: BehaviourFacts): ObjectKind => ({
  ...{ path: 'Images', listName: 'ImageListObject', objectName: 'Image', idName: 'ImageID' },
  timeNames: ['ShotTime', 'EventTime'],
  readFacts: () => facts,
});

function waitingFor(
  imageId: string,
  facts: ImageFacts,
  object: NormalisedObject,
  { device }: Receipt,
): NormalisedObject {
  if (object.outcome !== 'sighting') return object;
  const named = { deviceId: device.deviceId, name: imageId, role: facts.role ?? 'scene' };
  const { sighting } = object;
  const awaits = [...(sighting.awaits ?? []).filter(({ name }) => name !== imageId), named];
  return { ...object, sighting: { ...sighting, awaits } };
}
