/**
 * A sighting 识别记录: one recognition event, whatever said it, in one shape.
 *
 * The facts below are the allow-list of `recognition/`: what is not named here is dropped at that door and only
 * counted. Ethnicity, nationality, skin colour, physical marks and "suspect" flags have no member on purpose.
 */
import { z } from 'zod';

export const sightingKinds = ['face', 'person', 'vehicle', 'cycle', 'behaviour', 'crowd'] as const;
export const sightingKind = z.enum(sightingKinds);
export type SightingKind = z.infer<typeof sightingKind>;

/** What a picture shows (GA/T 1400 image Type, reduced to what a guard tells apart). */
export const pictureRole = z.enum(['scene', 'face', 'person', 'vehicle', 'plate', 'cycle', 'other']);
export type PictureRole = z.infer<typeof pictureRole>;

/** Colour of a plate, a car body or clothes; GA/T 1400 colour codes 1–13, 99. */
export const colour = z.enum([
  'black',
  'white',
  'grey',
  'red',
  'blue',
  'yellow',
  'orange',
  'brown',
  'green',
  'purple',
  'cyan',
  'pink',
  'transparent',
  'other',
]);
export type Colour = z.infer<typeof colour>;

export const gender = z.enum(['male', 'female']);

/** Where the subject is on the scene picture, as fractions of its width and height, or pixels when the size is unknown. */
export const subjectBox = z.object({
  unit: z.enum(['fraction', 'pixel']),
  left: z.number(),
  top: z.number(),
  right: z.number(),
  bottom: z.number(),
});
export type SubjectBox = z.infer<typeof subjectBox>;

const text = z.string().max(256);

/** What a face-library match inside the camera said. `libraryId` is the camera's own id of the listed person. */
const personIdentity = {
  idType: text.optional(),
  /** ID number as read from a card, or as the camera's own list names the person. */
  idNumber: text.optional(),
  name: text.optional(),
  libraryId: text.optional(),
  /** 0–1, as the camera states it. */
  similarity: z.number().min(0).max(1).optional(),
};

const wearing = {
  coatColour: colour.optional(),
  trousersColour: colour.optional(),
  bag: z.boolean().optional(),
  glasses: z.boolean().optional(),
  cap: z.boolean().optional(),
  mask: z.boolean().optional(),
};

const apparent = {
  gender: gender.optional(),
  ageFrom: z.number().int().min(0).max(150).optional(),
  ageTo: z.number().int().min(0).max(150).optional(),
};

export const faceFacts = z.object({ kind: z.literal('face'), ...personIdentity, ...apparent, ...wearing });
export const personFacts = z.object({ kind: z.literal('person'), ...personIdentity, ...apparent, ...wearing });
export const vehicleFacts = z.object({
  kind: z.literal('vehicle'),
  /** Upper case, no separators: 鲁P12345. Absent: no plate, or not read. */
  plate: z.string().max(16).optional(),
  plateColour: colour.optional(),
  /** GA/T 1400 PlateClass code, two digits. */
  plateClass: z.string().max(4).optional(),
  /** 0–1. */
  plateConfidence: z.number().min(0).max(1).optional(),
  vehicleColour: colour.optional(),
  vehicleClass: text.optional(),
  brand: text.optional(),
  lane: z.number().int().optional(),
  speedKmh: z.number().optional(),
  direction: text.optional(),
});
export const cycleFacts = z.object({
  kind: z.literal('cycle'),
  plate: z.string().max(16).optional(),
  plateColour: colour.optional(),
  vehicleColour: colour.optional(),
});
export const behaviourFacts = z.object({
  kind: z.literal('behaviour'),
  behaviour: z.enum([
    'motion',
    'tripwire',
    'intrusion',
    'loitering',
    'left-object',
    'removed-object',
    'fight',
    'fall',
    'running',
    'fire-lane',
    'smoke-fire',
    'tamper',
    'other',
  ]),
  detail: text.optional(),
});
export const crowdFacts = z.object({
  kind: z.literal('crowd'),
  people: z.number().int().min(0),
  area: text.optional(),
});
export const sightingFacts = z.discriminatedUnion('kind', [
  faceFacts,
  personFacts,
  vehicleFacts,
  cycleFacts,
  behaviourFacts,
  crowdFacts,
]);
export type SightingFacts = z.infer<typeof sightingFacts>;

export const sightingSource = z.enum(['viid', 'onvif', 'isapi', 'webhook', 'mqtt']);
export type SightingSource = z.infer<typeof sightingSource>;

/** A stored picture, named by what it contains. */
export const picture = z.object({
  /** SHA-256 of the bytes as received, 64 lower-case hex digits. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  role: pictureRole,
  contentType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/gif']),
  bytes: z.number().int().nonnegative(),
});
export type Picture = z.infer<typeof picture>;

/** A sighting as the journal holds it. All instants are milliseconds since 1970-01-01T00:00Z. */
export const sighting = z.object({
  /** The journal's own number, rising in order of receipt. */
  id: z.number().int().positive(),
  source: sightingSource,
  /** The recognising device as it names itself; (deviceId, objectId) never repeats. */
  deviceId: z.string().max(128),
  objectId: z.string().max(256),
  /** The camera it belongs to; null when the device is tied to none. */
  cameraId: z.string().nullable(),
  cameraName: z.string().nullable(),
  /** The camera's clock. */
  seenAtMs: z.number().int(),
  /** Our clock. */
  receivedAtMs: z.number().int(),
  facts: sightingFacts,
  box: subjectBox.nullable(),
  pictures: z.array(picture),
  /** Alarm this sighting raised or was folded into. */
  alarmId: z.number().int().nullable(),
});
export type Sighting = z.infer<typeof sighting>;

/** A sighting as `recognition/` hands it over, before the journal has numbered it. */
export interface NewSighting {
  source: SightingSource;
  deviceId: string;
  objectId: string;
  cameraId: string | null;
  seenAtMs: number;
  receivedAtMs: number;
  facts: SightingFacts;
  box: SubjectBox | null;
  /** Bytes as received (Base64 undone). What is no picture by its content is left out before this point, and counted. */
  pictures: readonly { role: PictureRole; bytes: Uint8Array }[];
  /** Pictures that come apart from it, before or after, under the name their sender gave them (GA/T 1400 ImageID). */
  awaits?: readonly { deviceId: string; name: string; role: PictureRole }[];
}
