/** The pictures of one object: SubImageList.SubImageInfoObject[] of GA/T 1400.3. */
import type { PictureRole } from '#contract/sighting.ts';
import { readId } from './bounded-id.ts';
import { readBehaviour, readPictureRole } from './codes.ts';
import type { BehaviourFacts } from './codes.ts';
import { FieldReader, isJsonObject } from './field-reader.ts';
import type { PictureSize } from './subject-box.ts';
import { readWireTime } from './wire-time.ts';

/** A capture carries one to three pictures; more than this is a mistake or an attack. */
const mostPictures = 8;

/** Why a picture was left out of its sighting. */
export type PictureFault = 'bad-base64' | 'not-a-picture' | 'too-many';

export interface ReadPictures {
  pictures: { role: PictureRole; bytes: Uint8Array }[];
  faults: PictureFault[];
  /** Pictures named and not sent along: they come apart, by /VIID/Images, or never. */
  apart: { name: string; role: PictureRole }[];
  /** What their EventSort says happened, each once. */
  behaviours: BehaviourFacts[];
  /** Size of the scene picture when stated. */
  sceneSize: PictureSize | null;
  /** ShotTime of the first picture that states one. */
  shotAtMs: number | null;
  /** Members nobody asked for, as `SubImageInfo.Name`. */
  dropped: string[];
}

/** Takes the list of the standard, a bare list, or one picture alone. */
export function readPictures(subImageList: unknown): ReadPictures {
  const found: ReadPictures = {
    ...{ pictures: [], faults: [], apart: [], behaviours: [] },
    ...{ sceneSize: null, shotAtMs: null, dropped: [] },
  };
  const items = pictureObjects(subImageList);
  found.faults.push(...items.slice(mostPictures).map(() => 'too-many' as const));
  for (const item of items.slice(0, mostPictures)) readPicture(item, found);
  return found;
}

function pictureObjects(list: unknown): Record<string, unknown>[] {
  if (Array.isArray(list)) return list.filter(isJsonObject);
  if (!isJsonObject(list)) return [];
  const inner = new FieldReader(list).value('SubImageInfoObject');
  if (inner !== null) return pictureObjects(inner);
  return 'ImageID' in list || 'Data' in list ? [list] : [];
}

function readPicture(item: Record<string, unknown>, into: ReadPictures): void {
  const fields = new FieldReader(item);
  const role = readPictureRole(fields.value('Type'));
  const width = fields.integer('Width', 1, 100_000);
  const height = fields.integer('Height', 1, 100_000);
  if (role === 'scene' && width !== null && height !== null) into.sceneSize ??= { width, height };
  into.shotAtMs ??= readWireTime(fields.value('ShotTime'));
  const written = fields.value('Data');
  const name = readId(fields.value('ImageID'));
  addBehaviour(readBehaviour(fields.value('EventSort')), into.behaviours);
  into.dropped.push(...fields.unasked().map((name) => `SubImageInfo.${name}`));
  if (written === null || written === '') {
    if (name !== null) into.apart.push({ name, role });
    return;
  }
  const bytes = typeof written === 'string' ? decodeBase64(written) : null;
  if (bytes === null) into.faults.push('bad-base64');
  else if (!isPicture(bytes)) into.faults.push('not-a-picture');
  else into.pictures.push({ role, bytes });
}

export function addBehaviour(found: BehaviourFacts | null, to: BehaviourFacts[]): void {
  const repeated = to.some(({ behaviour, detail }) => behaviour === found?.behaviour && detail === found.detail);
  if (found !== null && !repeated) to.push(found);
}

/** Takes a `data:` prefix, white space and the URL-safe alphabet; null when it is not Base64. */
export function decodeBase64(text: string): Uint8Array | null {
  const start = /^\s*data:[^,]{0,128},/i.exec(text)?.[0].length ?? 0;
  const digits = text.slice(start).replace(/\s+/g, '');
  const length = digits.endsWith('==') ? digits.length - 2 : digits.endsWith('=') ? digits.length - 1 : digits.length;
  if (length === 0 || length % 4 === 1) return null;
  // Node takes a character beyond ASCII by its low byte, which may be a digit.
  if (Buffer.byteLength(digits) !== digits.length) return null;
  const bytes = Buffer.from(digits.slice(0, length), 'base64');
  // Any other that is no digit it skips, so that fewer bytes come out. Looking for them in the text took an eighth of
  // the station's time.
  return bytes.length === Math.floor((length * 3) / 4) ? bytes : null;
}

/** By content: JPEG, PNG, WebP, BMP, GIF. What the camera says it is does not matter. */
export function isPicture(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false;
  const at = (offset: number, ...expected: number[]): boolean =>
    expected.every((byte, n) => bytes[offset + n] === byte);
  const jpeg = at(0, 0xff, 0xd8, 0xff);
  const png = at(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const webp = at(0, 0x52, 0x49, 0x46, 0x46) && at(8, 0x57, 0x45, 0x42, 0x50);
  const gif = at(0, 0x47, 0x49, 0x46, 0x38) && (bytes[4] === 0x37 || bytes[4] === 0x39) && bytes[5] === 0x61;
  // "BM" alone is only two letters: the size of the header that follows must be one that exists.
  const bmp = at(0, 0x42, 0x4d) && [12, 16, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0) && at(15, 0);
  return jpeg || png || webp || gif || bmp;
}
